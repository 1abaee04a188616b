"""A refresh token against the events about it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from engine.issuing.form import Sent
from engine.issuing.history import hash_of
from engine.issuing.refresh import check_refresh_token
from engine.models.question import HistoryEvent, Known
from engine.stages.notes import Notes
from tests.support.issuing import issuing_question
from tests.support.world import NOW

HOUR = 3600


def reasons(used: tuple[tuple[int, dict[str, Any]], ...] = (), **detail: Any) -> list[str]:
    """`used`: hours ago, and details."""
    notes = Notes("grant", issuing_question({"base": "refresh"}))
    told = {"client": "web", "expires_in": 0} | detail
    issued = HistoryEvent(at=NOW - timedelta(hours=10), type="refresh_token_issued", subject=hash_of("r"), detail=told)
    events = tuple(
        HistoryEvent(at=NOW - timedelta(hours=ago), type="refresh_token_used", subject=hash_of("r"), detail=more)
        for ago, more in used
    )
    check_refresh_token(notes, Known(client_id="web"), Sent((("refresh_token", "r"),), shown=True), issued, events)
    return [check.reason for check in notes.checks if check.reason]


@pytest.mark.parametrize(
    ("used", "detail", "wanted"),
    [
        ((), {}, []),
        ((), {"idle_seconds": 10 * HOUR}, ["grant.idle_too_long"]),
        ((), {"idle_seconds": 10 * HOUR + 1}, []),
        (((9, {}), (3, {})), {"idle_seconds": 4 * HOUR}, []),
        (((9, {}), (5, {})), {"idle_seconds": 4 * HOUR}, ["grant.idle_too_long"]),
        ((), {"idle_seconds": 0}, []),
        (((1, {"rotated": True}),), {}, ["grant.used"]),
        (((1, {"rotated": False}),), {}, []),
        ((), {"expires_in": HOUR, "client": "app"}, ["grant.expired", "grant.other_client"]),
    ],
)
def test_windows_and_rotation(
    used: tuple[tuple[int, dict[str, Any]], ...], detail: dict[str, Any], wanted: list[str]
) -> None:
    assert reasons(used, **detail) == wanted
