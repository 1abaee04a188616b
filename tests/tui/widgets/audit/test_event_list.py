"""The audit's list as a widget: new events at the top, older ones on demand, from refusal to refusal."""

from msgspec.structs import replace
from textual import on
from textual.app import App

from engine.adapters.store import Counts
from engine.audit.events import AuditEvent
from tests.support.app import screen_text, until
from tui.widgets.audit.event_list import AuditHeading, ChosenEvent, EventList, EventPane, is_refusal


def event(number, *, verdict="allowed", day=4, kind="HTTP Request Policy Evaluated"):
    return AuditEvent(
        id=f"e{number}", at=f"2026-03-{day:02}T10:11:{number % 60:02}Z", type=kind, action_type="X", correlation_id="c",
        result="SUCCESS" if verdict == "allowed" else "FAILED", description="said", verdict=verdict, method="GET",
        url=f"https://api.shop.test/orders/{number}", reason="token.expired" if verdict == "refused" else None,
    )  # fmt: skip


class OneList(App):
    """An app with nothing but the audit's list and its heading."""

    CSS = "Rows { height: auto; } EventList, EventPane { height: 1fr; overflow-x: hidden; } ChosenEvent { height: 2; }"

    def __init__(self):
        super().__init__()
        self.wanted = []

    def compose(self):
        yield AuditHeading()
        yield EventPane()

    @property
    def events(self):
        return self.query_one(EventList)

    @on(EventList.OlderWanted)
    def _older(self, wanted):
        self.wanted.append(wanted.before)


async def test_older_events_are_wanted_once_as_the_end_comes_near():
    app = OneList()
    async with app.run_test(size=(110, 10)) as pilot:
        app.events.focus()
        app.events.start([event(number) for number in range(300, 0, -1)], more=True)
        await pilot.press("down")
        assert app.wanted == []
        await pilot.press("end", "up", "end")
        assert app.wanted == ["e1"]
        app.events.add_older([event(0)], more=False)
        await pilot.press("end")
        assert app.wanted == ["e1"]
        assert app.events.chosen.id == "e0"


async def test_days_are_said_where_they_change_and_at_the_top():
    app = OneList()
    async with app.run_test(size=(110, 10)) as pilot:
        app.events.start([event(3, day=5), event(2, day=5), event(1)], more=False)
        await pilot.pause()
        first, second, third = screen_text(app).splitlines()[1:4]
        assert first.startswith("03-05 10:11:03Z")
        assert second.startswith("      10:11:02Z")
        assert third.startswith("03-04 10:11:01Z")


async def test_below_the_list_the_chosen_event_is_said_whole():
    app = OneList()
    async with app.run_test(size=(110, 10)) as pilot:
        app.events.focus()
        app.events.start([event(2), replace(event(1), description="said of another", message="so it is")], more=False)
        app.query_one(EventPane).say_chosen()
        await until(pilot, lambda: screen_text(app).endswith("\nsaid\n"))
        await pilot.press("down")
        await until(pilot, lambda: screen_text(app).splitlines()[-2:] == ["said of another", "so it is"])
        assert app.query_one(ChosenEvent).size.height == 2


async def test_new_events_push_the_cursor_down_only_where_it_left_the_top():
    app = OneList()
    async with app.run_test(size=(110, 10)) as pilot:
        app.events.focus()
        app.events.start([event(1), event(0)], more=False)
        app.events.add_newer([event(2)])
        assert app.events.chosen.id == "e2"
        await pilot.press("down")
        app.events.add_newer([event(3)])
        assert app.events.chosen.id == "e1"


async def test_another_start_keeps_the_cursor_on_its_event_where_it_is_still_there():
    app = OneList()
    async with app.run_test(size=(110, 10)) as pilot:
        app.events.focus()
        app.events.start([event(2), event(1), event(0)], more=False)
        await pilot.press("down")
        app.events.start([event(1)], more=False)
        assert app.events.chosen.id == "e1"
        app.events.start([], more=False)
        assert app.events.chosen is None


async def test_seeking_stops_at_requests_that_were_refused():
    app = OneList()
    async with app.run_test(size=(110, 10)):
        answer = event(2, verdict="refused", kind="HTTP Response Policy Evaluated")
        app.events.start([event(3), answer, event(1, verdict="refused"), event(0)], more=False)
        assert app.events.seek(1)
        assert app.events.chosen.id == "e1"
        assert not app.events.seek(1)
        assert not app.events.seek(-1)


def test_an_answer_is_not_another_refusal():
    assert is_refusal(event(1, verdict="refused"))
    assert not is_refusal(event(1, verdict="refused", kind="HTTP Response Policy Evaluated"))
    assert not is_refusal(event(1, verdict="undetermined"))


async def test_the_heading_says_how_many_and_where():
    app = OneList()
    async with app.run_test(size=(110, 10)) as pilot:
        app.events.start([event(1)], more=False)
        app.query_one(AuditHeading).show(Counts(7, 5, 2), "stage:token", app.events.sizes)
        await pilot.pause()
        top, names = screen_text(app).splitlines()[:2]
        assert top.startswith("audit   where stage:token")
        assert top.endswith("7 events · 2 refused")
        assert names.split() == ["time", "what", "request", "why"]
