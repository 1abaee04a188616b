"""What codes and refresh tokens have in common."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.issuing.grants import check_lifetime, check_owner, check_revoked, seconds
from engine.issuing.history import hash_of
from engine.models.question import HistoryEvent, Known
from engine.stages.notes import Notes
from tests.support.issuing import issuing_question
from tests.support.world import NOW

QUESTION = issuing_question({"base": "code"})
ISSUED = HistoryEvent(at=NOW - timedelta(seconds=60), type="code_issued", subject="x", detail={"client": "web"})


@pytest.mark.parametrize(
    ("lives", "outcome"), [(61, "passed"), (60, "failed"), (59, "failed"), (0, "passed"), (None, "unknown")]
)
def test_a_lifetime_ends_with_its_last_second(lives: float | None, outcome: str) -> None:
    notes = Notes("grant", QUESTION)
    check_lifetime(notes, ISSUED, "code", lives)
    assert [check.outcome for check in notes.checks] == [outcome]


@pytest.mark.parametrize(("client", "outcome"), [("web", "passed"), ("app", "failed"), (None, "unknown")])
def test_whose_it_is(client: str | None, outcome: str) -> None:
    notes = Notes("grant", QUESTION)
    check_owner(notes, Known(client_id=client), ISSUED, "code")
    assert [check.outcome for check in notes.checks] == [outcome]


def test_a_revocation_of_another_token_is_none_of_this_one() -> None:
    revoked = HistoryEvent(at=NOW, type="token_revoked", subject=hash_of("mine"))
    notes = Notes("grant", QUESTION)
    check_revoked(notes, (revoked,), "other", "code")
    assert notes.checks == []
    check_revoked(notes, (revoked,), "mine", "code")
    assert [check.reason for check in notes.checks] == ["grant.revoked"]


@pytest.mark.parametrize(("value", "number"), [(5, 5.0), (0, 0.0), (1.5, 1.5), (True, None), ("5", None), (None, None)])
def test_seconds_of_a_detail(value: object, number: float | None) -> None:
    assert seconds(value) == number
