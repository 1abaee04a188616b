"""An exchange: names of headers are compared whatever their case, in their order."""

from __future__ import annotations

import pytest

from engine.models.exchange import FACTS, CaptureError, Exchange, Problem, Request, Response, all_headers, first_header

HEADERS = (("Accept", "a"), ("X-Tenant", "blue"), ("accept", "b"))


@pytest.mark.parametrize(("name", "value"), [("ACCEPT", "a"), ("x-tenant", "blue"), ("other", None), ("", None)])
def test_the_first_header_of_a_name(name: str, value: str | None) -> None:
    assert first_header(HEADERS, name) == value
    assert Request(headers=HEADERS).header(name) == value
    assert Response(headers=HEADERS).header(name) == value


def test_every_header_of_a_name_in_order() -> None:
    assert all_headers(HEADERS, "Accept") == ("a", "b")
    assert all_headers(HEADERS, "other") == ()


def test_a_problem_says_where_what_and_what_was_wanted() -> None:
    problem = Problem(where="line 3", seen="a `(`", wanted="a header")
    assert str(problem) == "line 3: a `(`, wanted a header"
    error = CaptureError(problem)
    assert (str(error), error.problem) == (str(problem), problem)
    assert isinstance(error, ValueError)


def test_an_exchange_shows_everything_unless_its_parser_says_otherwise() -> None:
    assert Exchange(kind="raw request").shows == FACTS
