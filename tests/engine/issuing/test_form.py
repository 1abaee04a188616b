"""What a request sends: form, query, JSON; what is empty, hidden, or sent twice."""

from __future__ import annotations

import pytest

from engine.issuing.form import Sent, scopes_in, sent_by
from engine.models.exchange import FACTS, Exchange, Request
from engine.models.question import Known, Question
from tests.support.issuing import issuing_question
from tests.support.world import NOW, catalog


def sent(body: str | None, *, shows: frozenset[str] = FACTS, unexpanded: tuple[str, ...] = ()) -> Sent:
    request = Request(method="POST", url="https://login.shop.test/token", body=body)
    exchange = Exchange(kind="raw request", request=request, shows=shows, unexpanded=unexpanded)
    return sent_by(Question(exchange=exchange, catalog=catalog(), now=NOW), Known(flow="token", endpoint="token"))


def test_a_form_is_decoded_and_what_has_no_value_is_left_out() -> None:
    found = sent("scope=a+b%3Ac&code=&client_id=web")
    assert found.pairs == (("scope", "a b:c"), ("client_id", "web"))
    assert (found.get("scope"), found.lacks("code"), found.place) == ("a b:c", True, "form")


def test_the_first_of_two_values_counts_and_both_are_kept() -> None:
    found = sent("scope=a&scope=b")
    assert (found.get("scope"), found.every("scope")) == ("a", ("a", "b"))


def test_json_is_read_as_if_it_were_a_form() -> None:
    found = sent('{"grant_type": "client_credentials", "max_age": 3}')
    assert (found.place, found.pairs) == ("JSON body", (("grant_type", "client_credentials"),))


def test_what_is_not_shown_is_neither_sent_nor_lacking() -> None:
    found = sent(None, shows=FACTS - {"body"})
    assert not found.has("code")
    assert not found.lacks("code")


@pytest.mark.parametrize(
    ("value", "names"), [("***", ()), ("REDACTED", ()), ("$CODE", ("CODE",)), ("a${CODE}", ("CODE",))]
)
def test_a_value_that_was_removed_or_is_a_variable_is_not_known(value: str, names: tuple[str, ...]) -> None:
    found = sent(f"code={value}", unexpanded=names)
    assert found.has("code")
    assert found.get("code") is None
    assert found.hidden == {"code"}


@pytest.mark.parametrize(
    ("body", "names", "shown"),
    [
        ("grant_type=x&code=$CODE", ("CODE",), True),
        ("$FORM", ("FORM",), False),
        ("grant_type=x&$REST", ("REST",), False),
        ("grant_type=x&code=y", (), False),
        (None, ("CODE",), False),
    ],
)
def test_variables_hide_values_and_not_the_names_before_them(
    body: str | None, names: tuple[str, ...], *, shown: bool
) -> None:
    assert sent(body, shows=FACTS - {"body"}, unexpanded=names).shown is shown


def test_the_query_of_an_authorization_request() -> None:
    question = issuing_question({"base": "authorize"})
    from engine.flows import locate

    found = sent_by(question, locate(question))
    assert (found.place, found.get("client_id"), found.shown) == ("query", "web", True)


def test_scopes_are_parted_by_spaces_each_once() -> None:
    assert scopes_in(" a  b a c,d") == ("a", "b", "c,d")
