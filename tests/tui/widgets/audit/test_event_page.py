"""One audit event opened: all fields, and a diagnosis only where there is one."""

from textual import on
from textual.app import App

from engine.audit.events import AuditEvent
from tests.support.app import screen_text
from tui.widgets.audit.event_page import EventPage

EVENT = AuditEvent(
    id="e1", at="2026-03-04T10:11:12Z", type="HTTP Request Policy Evaluated", action_type="X", correlation_id="c1",
    result="FAILED", description="denied by policy evaluation", verdict="refused", stage="policy", reason="policy.denied",
)  # fmt: skip
REPLAY = AuditEvent(
    id="e2", at="2026-03-04T10:11:13Z", type="Capture Replayed", action_type="X", correlation_id="e2", result="SUCCESS",
    description='Capture "ticket.har" replayed: 3 requests.', counts={"refused": 3},
)  # fmt: skip


class OnePage(App):
    """An app with nothing but an event's page."""

    CSS = "Rows { height: auto; } EventPage { height: 1fr; }"

    def __init__(self):
        super().__init__()
        self.wanted = []

    def compose(self):
        yield EventPage()

    @on(EventPage.DiagnosisWanted)
    def _wanted(self, message):
        self.wanted.append(message.event.id)


async def test_an_event_is_shown_whole_and_enter_wants_its_diagnosis():
    app = OnePage()
    async with app.run_test(size=(80, 24)) as pilot:
        page = app.query_one(EventPage)
        page.focus()
        page.show(EVENT)
        await pilot.press("enter")
        assert "✗ policy.denied   HTTP Request Policy Evaluated" in screen_text(app)
        assert app.wanted == ["e1"]


async def test_a_replay_has_no_diagnosis_of_its_own():
    app = OnePage()
    async with app.run_test(size=(80, 24)) as pilot:
        page = app.query_one(EventPage)
        page.focus()
        page.show(REPLAY)
        await pilot.press("enter")
        assert "3 refused" in screen_text(app)
        assert app.wanted == []
