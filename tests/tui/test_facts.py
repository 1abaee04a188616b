"""Facts beside the texts: how each is read, and what is said of one that cannot be."""

from datetime import UTC, datetime

import pytest

from engine.models.certificate import Certificate
from engine.models.question import Given
from tui.facts import FACTS, FactProblem, fact_values, kept_files, with_facts
from tui.workbench import Inputs

NONE = {fact.name: "" for fact in FACTS}
FULL = Inputs(
    text="403", jwks='{"keys": []}', source_ip="203.0.113.9", now=datetime(2026, 3, 4, 10, 11, 12, tzinfo=UTC),
    given=Given(issuer="https://a.test", audiences=("a", "b"), scopes=("r", "w"), certificate=Certificate("x")),
    evidence=("one", "two"),
)  # fmt: skip


def test_facts_as_a_person_would_type_them():
    assert fact_values(FULL) == {
        "jwks": "", "issuer": "https://a.test", "audiences": "a b", "scopes": "r w", "source_ip": "203.0.113.9",
        "now": "2026-03-04T10:11:12Z", "certificate": "", "evidence": "one\ntwo",
    }  # fmt: skip


def test_what_a_file_gave_is_kept_where_its_field_is_empty():
    assert kept_files(FULL) == {"jwks", "certificate"}
    assert kept_files(Inputs(text="403")) == set()


def test_what_is_not_changed_comes_back_as_it_was():
    assert with_facts(FULL, fact_values(FULL), FULL.jwks, FULL.given.certificate) == FULL


def test_what_is_emptied_is_taken_away():
    assert with_facts(FULL, NONE, None) == Inputs(text="403")


@pytest.mark.parametrize(
    ("name", "typed", "field", "value"),
    [
        ("now", "2026-03-04T12:11:12+02:00", "now", datetime(2026, 3, 4, 10, 11, 12, tzinfo=UTC)),
        ("now", "2026-03-04 10:11:12", "now", datetime(2026, 3, 4, 10, 11, 12, tzinfo=UTC)),
        ("source_ip", "2001:DB8::1", "source_ip", "2001:db8::1"),
        ("evidence", "[ping-auth] x", "evidence", ("[ping-auth] x",)),
    ],
)
def test_each_is_read(name, typed, field, value):
    assert getattr(with_facts(Inputs(), NONE | {name: typed}, None), field) == value


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("source_ip", "300.1.1.1", "source address: `300.1.1.1`, wanted an IP address such as 203.0.113.9"),
        ("now", "yesterday", "judged at: `yesterday`, wanted a time such as 2026-03-04T10:11:12Z"),
    ],
)
def test_what_cannot_be_read_says_which_and_what_was_wanted(name, typed, said):
    with pytest.raises(FactProblem) as caught:
        with_facts(Inputs(), NONE | {name: typed}, None)

    assert (caught.value.name, str(caught.value)) == (name, said)
