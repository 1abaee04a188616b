"""An authorization code against the event that issued it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from engine.issuing.codes import check_code
from engine.issuing.form import Sent
from engine.issuing.history import hash_of
from engine.models.question import HistoryEvent, Known
from engine.stages.notes import Notes
from tests.support.issuing import issuing_question
from tests.support.world import NOW

DETAIL = {"client": "web", "redirect_uri": "https://shop.test/cb", "code_challenge": "", "expires_in": 60}


def reasons(sent: dict[str, str], events: tuple[HistoryEvent, ...] = (), **detail: Any) -> list[str]:
    notes = Notes("grant", issuing_question({"base": "code"}))
    issued = HistoryEvent(
        at=NOW - timedelta(seconds=5), type="code_issued", subject=hash_of("c"), detail=DETAIL | detail
    )
    pairs = tuple((sent | {"code": "c"}).items())
    check_code(notes, Known(client_id="web"), Sent(pairs, shown=True), issued, events)
    return [check.reason for check in notes.checks if check.reason]


@pytest.mark.parametrize(
    ("sent", "detail", "wanted"),
    [
        ({"redirect_uri": "https://shop.test/cb"}, {}, []),
        ({"redirect_uri": "https://shop.test/CB"}, {}, ["grant.redirect_mismatch"]),
        ({}, {}, ["grant.redirect_mismatch"]),
        ({}, {"redirect_uri": ""}, []),
        ({"redirect_uri": "https://shop.test/cb"}, {"redirect_uri": ""}, ["grant.redirect_mismatch"]),
        ({}, {"redirect_uri": "", "client": "app", "expires_in": 1}, ["grant.expired", "grant.other_client"]),
    ],
)
def test_what_must_be_equal(sent: dict[str, str], detail: dict[str, Any], wanted: list[str]) -> None:
    assert reasons(sent, **detail) == wanted


def test_used_and_revoked() -> None:
    events = tuple(
        HistoryEvent(at=NOW, type=type_, subject=hash_of("c")) for type_ in ("code_used", "token_revoked", "code_used")
    )
    assert reasons({"redirect_uri": "https://shop.test/cb"}, events) == ["grant.used", "grant.revoked"]
