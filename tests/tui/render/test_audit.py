"""Audit events as lines and columns, and the strip in one row or several."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.adapters.store import Counts
from engine.audit.events import AuditEvent, Resource
from tui.render.audit import LARGEST, NOTHING_YET, audit_line, counted, event_row, fitted_sizes, strip_rows
from tui.render.lines import layout, text_of, width_of

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
        ({"type": "API Service Deleted", "verdict": None, "result": "SUCCESS"}, "passed", "deleted"),
    ],
)
def test_what_an_event_says(changes, outcome, what):
    said = audit_line(event(**changes))

    assert (said.outcome, said.what) == (outcome, what)


def test_an_event_without_an_operation_shows_its_path():
    assert audit_line(event(operation=None, api_service=None)).request == "POST …/user.0/answers"


def test_an_operation_named_after_its_method_says_it_once():
    assert audit_line(event(operation=Resource(id="", name="POST /v1/x"))).request == "POST /v1/x"


def test_a_refusal_says_why_and_a_success_nothing():
    assert audit_line(event()).said == "denied due to an invalid OAuth access token."
    assert audit_line(event(result="SUCCESS")).said == ""


def test_what_is_said_repeats_neither_the_reason_nor_the_url():
    bare = {"description": 'Request to the URL "https://x/y" refused at token: token.expired.'}

    assert audit_line(event(**bare, message="evaluated to DENY: it expired")).said == "it expired"
    assert audit_line(event(description='No response from the URL "https://x/y".')).said == ""
    unmatched = 'No API server defines policy for the URL "https://x/y"'
    assert audit_line(event(description=unmatched)).said == "No API server defines policy"
    unseen = "Request whose URL is not shown denied by policy evaluation."
    assert audit_line(event(description=unseen)).said == "denied by policy evaluation."
    answer = "Response from a URL that is not shown with status 401: refused at token."
    assert audit_line(event(description=answer)).said == "status 401: refused at token."


def test_a_replay_is_one_line_with_its_name_and_counts():
    run = event(
        type="Capture Replayed", result="SUCCESS", counts={"refused": 2}, method=None, url=None, operation=None,
        api_service=None, client=None, user=None,
        description='Capture "ticket.har" replayed: 40 requests, 2 refused.',
    )  # fmt: skip
    _, row = drawn([audit_line(run)], 78, 2)

    assert row == "10:11:12Z  ✓ replay  ticket.har: 40 requests, 2 refused."


@pytest.mark.parametrize("width", [76, 118, 198])
def test_columns_give_way_to_what_is_said_the_service_and_the_request_first(width):
    sizes = {"what": 24, "request": 20, "service": 16, "who": 16}
    fitted = fitted_sizes(sizes, 19, width)
    room = width - 19 - sum(size + 2 for size in fitted.values())

    assert room >= (16 if width < 100 else 31)
    assert fitted["what"] == 24
    assert fitted == sizes or "service" not in fitted or fitted["service"] < 16
    assert ("who" in fitted) is (width > 100)


def test_a_column_that_would_say_nothing_any_more_is_left_out():
    sizes = {"what": 21, "request": 24, "service": 16, "who": 24}
    for width in range(100, 200):
        assert all(size >= 6 for size in fitted_sizes(sizes, 19, width).values())


def test_columns_stay_as_they_are_where_nothing_could_be_said_beside_them():
    sizes = {"what": 36, "request": 20, "service": 9, "who": 16}

    assert fitted_sizes(sizes, 19, 76) == {"what": 36, "request": 20}


@given(
    st.fixed_dictionaries({name: st.integers(0, most) for name, most in LARGEST.items()}),
    st.integers(40, 240), st.sampled_from([13, 19, 24]),
)  # fmt: skip
def test_no_row_is_wider_than_the_list(sizes, width, time):
    long = REFUSED._replace(time="1" * (time - 4), said="said " * 60, who="someone " * 5, service="service " * 5)
    row = event_row(long, sizes, width)

    assert all(width_of(spans) <= width for spans, _ in layout([row], width))
    assert set(fitted_sizes(sizes, time, width)) <= set(sizes)


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
