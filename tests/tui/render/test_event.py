"""Audit events on their own screen: rows with days, one opened whole, and three ways to be empty."""

from engine.adapters.store import Counts
from engine.audit.events import AuditEvent, Resource
from tui.render.audit import column_sizes
from tui.render.event import chosen_rows, dated_line, event_page, heading_rows, nothing_rows
from tui.render.lines import layout, text_of

EVENT = AuditEvent(
    id="e1", at="2026-03-04T10:11:12Z", type="HTTP Request Policy Evaluated", action_type="X.EVALUATED", correlation_id="c1",
    result="FAILED", verdict="refused", stage="token", reason="token.expired", method="POST", client="game-web",
    url="https://localhost:8443/meme-game/api/v1/users/user.0/answers", user="user.0", status=401, decision="DENY",
    api_service=Resource(name="Meme Game", id="s-1", href="https://api.test/services/s-1"),
    operation=Resource(name="Answer"), gateway=Resource(name="kong-edge"), environment="meme-game",
    result_code="POLICY_EVALUATION_SUCCEEDED", message="evaluated to DENY: the access token expired",
    description='Request to the URL "https://localhost:8443/x" denied due to an invalid OAuth access token.',
)  # fmt: skip


def drawn(rows, width=100):
    return [text_of(spans).rstrip() for spans, _ in layout(rows, width)]


def test_a_row_has_its_day_where_it_is_another_than_above():
    assert dated_line(EVENT, 198, day=True).time == "2026-03-04 10:11:12Z"
    assert dated_line(EVENT, 198, day=False).time == "           10:11:12Z"
    assert dated_line(EVENT, 118, day=True).time == "03-04 10:11:12Z"


def test_the_heading_counts_and_names_the_columns_that_there_are():
    sizes = column_sizes([]) | {"what": 13, "request": 11}
    top, names = drawn(heading_rows(Counts(3, 1, 2), "stage:token", sizes, 118), 118)

    assert top.startswith("audit   where stage:token")
    assert top.endswith("3 events · 2 refused")
    assert names.split() == ["time", "what", "request", "why"]
    assert drawn(heading_rows(None, "", sizes, 78), 78)[0] == "audit   newest first"


def test_the_chosen_event_is_said_in_two_rows_that_fit():
    said, message = drawn(chosen_rows(EVENT, 60), 60)

    assert said.startswith('Request to the URL "https://localhost:8443/x"')
    assert (said[-1], message) == ("…", "evaluated to DENY: the access token expired")
    assert max(len(said), len(message)) <= 60
    assert drawn(chosen_rows(None, 60)) == []


def test_an_opened_event_shows_every_field():
    text = "\n".join(drawn(event_page(EVENT)))

    for value in (
        "2026-03-04 10:11:12Z", "HTTP Request Policy Evaluated", "denied due to an invalid OAuth access token", "FAILED",
        "refused at token  token.expired", "DENY", "POLICY_EVALUATION_SUCCEEDED", "evaluated to DENY", "401",
        "POST https://localhost:8443/meme-game/api/v1/users/user.0/answers", "Meme Game  s-1  https://api.test/services/s-1",
        "Answer", "kong-edge", "game-web", "user.0", "meme-game", "apiwhy", "X.EVALUATED", "e1", "c1",
    ):  # fmt: skip
        assert value in text


def test_the_reason_is_a_link_into_the_guide():
    links = [span.action for row in event_page(EVENT) for span in row.left if span.action]

    assert links == [("screen.open_entry", ("token.expired",))]


def test_a_replay_shows_its_counts():
    replay = AuditEvent(
        id="e2", at="2026-03-04T10:11:12Z", type="Capture Replayed", action_type="X", correlation_id="e2", result="SUCCESS",
        description='Capture "ticket.har" replayed: 3 requests.', counts={"refused": 2, "allowed": 1},
    )  # fmt: skip
    text = "\n".join(drawn(event_page(replay)))

    assert "requests       2 refused  1 allowed" in text
    assert "decision" not in text


def test_there_are_three_ways_to_be_empty():
    nothing = drawn(nothing_rows(Counts(), "", None))
    unmatched = drawn(nothing_rows(Counts(114, 1, 2), "stage:token", None))
    memory = drawn(nothing_rows(Counts(), "", "the audit store `x` cannot be used"))

    assert nothing[0] == "Nothing was diagnosed yet."
    assert unmatched[0] == "None of 114 events matches this filter."
    assert memory[:2] == ["Events are kept in memory, and end with apiwhy.", "the audit store `x` cannot be used"]
    assert len({tuple(nothing), tuple(unmatched), tuple(memory)}) == 3
