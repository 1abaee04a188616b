"""Audit events as lines and columns, and the strip in one row or several."""

import pytest

from engine.adapters.store import Counts
from engine.audit.events import AuditEvent, Resource
from tui.render.audit import NOTHING_YET, audit_line, counted, strip_rows
from tui.render.lines import layout, text_of

REQUEST = "HTTP Request Policy Evaluated"


def event(**changes):
    known = {
        "id": "1", "at": "2026-03-04T10:11:12Z", "type": REQUEST, "action_type": "x", "correlation_id": "1",
        "result": "FAILED", "verdict": "refused", "reason": "token.expired", "method": "POST", "client": "game-web",
        "url": "https://localhost:8443/meme-game/api/v1/users/user.0/answers", "user": "user.0",
        "api_service": Resource(name="Meme Game"), "operation": Resource(name="Answer"),
        "description": 'Request to the URL "https://localhost:8443/x" denied due to an invalid OAuth access token.',
    }  # fmt: skip
    return AuditEvent(**(known | changes))


def drawn(events, width, height, counts=None):
    rows = strip_rows(events, counts, width=width, height=height)
    return [text_of(spans).rstrip() for spans, _ in layout(rows, width)]


@pytest.mark.parametrize(
    ("changes", "outcome", "what"),
    [
        ({}, "failed", "token.expired"),
        ({"result": "SUCCESS", "verdict": "allowed", "decision": "PERMIT", "reason": None}, "passed", "permit"),
        ({"verdict": "undetermined", "reason": None}, "unknown", "undetermined"),
        ({"type": "HTTP Response Policy Evaluated", "status": 502}, "failed", "response 502"),
        ({"type": "HTTP Response Policy Evaluated", "status": None}, "failed", "no response"),
        ({"type": "Capture Replayed", "counts": {"refused": 2}, "result": "SUCCESS"}, "passed", "replay"),
    ],
)
def test_what_an_event_says(changes, outcome, what):
    said = audit_line(event(**changes))

    assert (said.outcome, said.what) == (outcome, what)


def test_an_event_without_an_operation_shows_its_path():
    assert audit_line(event(operation=None, api_service=None)).request == "POST …/user.0/answers"


def test_a_refusal_says_why_and_a_success_nothing():
    assert audit_line(event()).said == "denied due to an invalid OAuth access token."
    assert audit_line(event(result="SUCCESS")).said == ""


REFUSED, ALLOWED = audit_line(event()), audit_line(event(result="SUCCESS", verdict="allowed", decision="PERMIT"))


def test_one_row_has_the_newest_event_and_counts():
    assert drawn([REFUSED, ALLOWED], 80, 1, Counts(2, 1, 1)) == [
        "audit   10:11:12Z  ✗ token.expired    POST Answer           2 events · 1 refused"
    ]


def test_a_panel_has_a_title_and_the_newest_events_in_columns():
    title, first, second = drawn([REFUSED, ALLOWED, ALLOWED], 118, 3, Counts(3, 2, 1))

    assert title.startswith("─ audit ──")
    assert title.endswith("─ live · 3 events · 1 refused")
    assert first.startswith("10:11:12Z  ✗ token.expired  POST Answer  Meme Game  game-web  user.0  denied due to an")
    assert second == "10:11:12Z  ✓ permit         POST Answer  Meme Game  game-web  user.0"


def test_a_narrow_panel_leaves_out_columns_and_never_overflows():
    rows = drawn([REFUSED], 60, 3)

    assert rows[1].startswith("10:11:12Z  ✗ token.expired  POST Answer  denied")
    assert max(map(len, rows)) <= 60


def test_before_the_first_event_it_says_what_will_be_here():
    assert drawn([], 78, 1) == [f"audit   {NOTHING_YET}"]
    assert drawn([], 118, 5)[1] == NOTHING_YET


def test_counts():
    assert counted(None) == ""
    assert counted(Counts(1, 1)) == "1 event"
    assert counted(Counts(3, 0, 2)) == "3 events · 2 refused"
