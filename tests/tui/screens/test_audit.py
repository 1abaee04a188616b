"""Audit through its keyboard: live, filtered, one event opened, and from it the diagnosis."""

import pytest

from engine.adapters.store import AuditStore
from engine.audit.events import AuditEvent
from tests.support.app import SMALL, WIDE, make_app, scenario, screen_text, shown, type_in, until
from tui.app import ApiwhyApp
from tui.widgets.audit.event_list import EventList
from tui.widgets.audit.event_page import EventPage
from tui.workbench import Workbench

REASONS = ("token.expired", "rules.scope_missing", "token.missing")


def event(number, **changes):
    known = {
        "id": f"e{number}", "at": f"2026-03-04T10:11:{number % 60:02}Z", "type": "HTTP Request Policy Evaluated",
        "action_type": "X", "correlation_id": f"e{number}", "result": "SUCCESS", "verdict": "allowed", "decision": "PERMIT",
        "method": "GET", "url": f"https://api.shop.test/orders/{number}", "description": "permitted by policy evaluation",
    }  # fmt: skip
    return AuditEvent(**(known | changes))


def refused(number, reason="token.expired"):
    said = f'Request to the URL "https://api.shop.test/orders/{number}" denied by policy evaluation.'
    return event(
        number,
        result="FAILED",
        verdict="refused",
        decision="DENY",
        stage=reason.partition(".")[0],
        reason=reason,
        description=said,
    )


def write(tmp_path, *events):
    """Writes as another process does: through a connection of its own."""
    with AuditStore.open(tmp_path / "audit.sqlite") as other:
        other.append(events)


async def open_audit(pilot):
    await pilot.press("escape", "4")
    await until(pilot, lambda: pilot.app.current_mode == "audit" and pilot.app.audit_counts is not None, "the store")
    await pilot.pause()


def listed(app):
    """The rows of the list that are on the screen."""
    region = app.screen.query_one(EventList).region
    return [row.strip() for row in screen_text(app).splitlines()[region.y : region.bottom] if row.strip()]


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_events_are_listed_newest_first(tmp_path, size):
    write(tmp_path, event(1), refused(2), event(3))
    app = make_app(tmp_path)
    async with app.run_test(size=size) as pilot:
        await open_audit(pilot)
        await until(pilot, lambda: len(listed(app)) == 3, "three rows")
        assert ["orders/3" in listed(app)[0], "✗ token.expired" in listed(app)[1], "orders/1" in listed(app)[2]] == [
            True
        ] * 3
        assert "3 events · 1 refused" in screen_text(app)
        assert max(len(row) for row in screen_text(app).splitlines()) <= size[0]


async def test_events_of_another_process_appear_as_they_happen(tmp_path):
    write(tmp_path, event(1))
    app = make_app(tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await open_audit(pilot)
        await until(pilot, lambda: len(listed(app)) == 1, "one row")
        write(tmp_path, event(2), refused(3, "rules.scope_missing"))
        await until(pilot, lambda: len(listed(app)) == 3, "the new rows")
        assert "rules.scope_missing" in listed(app)[0]
        await pilot.press("escape")
        await shown(pilot, "live · 3 events · 1 refused")


async def test_a_cursor_that_left_the_top_stays_on_its_event(tmp_path):
    write(tmp_path, *(event(number) for number in range(5)))
    app = make_app(tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await open_audit(pilot)
        await until(pilot, lambda: app.screen.events.count == 5, "the rows")
        await pilot.press("down", "down")
        write(tmp_path, event(7))
        await until(pilot, lambda: app.screen.events.count == 6, "the new row")
        assert app.screen.chosen.id == "e2"


async def test_the_filter_narrows_keeps_the_last_good_one_and_says_what_is_wrong(tmp_path):
    write(tmp_path, *(refused(number, REASONS[number % 3]) for number in range(6)))
    app = make_app(tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await open_audit(pilot)
        await until(pilot, lambda: app.screen.events.count == 6, "all rows")
        await pilot.press("slash")
        await type_in(pilot, "stage:token")
        await until(pilot, lambda: app.screen.events.count == 4, "four rows")
        await type_in(pilot, " e:x")
        await shown(pilot, "there is no field `e`")
        assert "Shown: where stage:token e." in screen_text(app)
        assert app.screen.events.count == 4
        write(tmp_path, refused(7, "rules.scope_missing"), refused(8, "token.expired"))
        await until(pilot, lambda: app.screen.events.count == 5, "the one new row that passes")
        await pilot.press("escape")
        await until(pilot, lambda: app.screen.events.count == 8, "all rows again")
        assert "there is no field" not in screen_text(app)


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_enter_opens_an_event_and_again_its_diagnosis_and_escape_goes_back(tmp_path, size):
    app = make_app(tmp_path, scenario())
    async with app.run_test(size=size) as pilot:
        await shown(pilot, "1 event · 1 refused")
        await pilot.press("4")
        await until(pilot, lambda: app.current_mode == "audit" and app.screen.events.count == 1, "the event")
        await pilot.press("enter")
        await shown(pilot, "HTTP Request Policy Evaluated")
        for said in ("FAILED", "POLICY_EVALUATION_SUCCEEDED", "refused at token", "Orders", "shop-web"):
            assert said in screen_text(app)
        await pilot.press("enter")
        await shown(pilot, "verified when captured")
        assert ": the access token expired 1 hour ago" in screen_text(app)
        await until(pilot, lambda: app.workbench.store.count().events == 1, "no further event")
        await pilot.press("escape")
        await until(pilot, lambda: app.current_mode == "audit" and isinstance(app.focused, EventPage), "the event")
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.focused, EventList), "the list")


async def test_b_goes_from_refusal_to_refusal_also_in_an_opened_event(tmp_path):
    write(tmp_path, refused(1), event(2), refused(3, "rules.scope_missing"), event(4), event(5))
    app = make_app(tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        await open_audit(pilot)
        await until(pilot, lambda: app.screen.events.count == 5, "the rows")
        await pilot.press("b")
        assert app.screen.chosen.id == "e3"
        await pilot.press("b")
        assert app.screen.chosen.id == "e1"
        await pilot.press("B", "enter", "b")
        await shown(pilot, "https://api.shop.test/orders/1")
        assert app.screen.page.event.id == "e1"


async def test_b_reads_older_events_where_none_on_the_list_is_refused(tmp_path):
    write(tmp_path, refused(0), *(event(number) for number in range(1, 1200)))
    app = make_app(tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        await open_audit(pilot)
        await until(pilot, lambda: app.screen.events.count == 500, "the first page")
        await pilot.press("b")
        await until(pilot, lambda: app.screen.chosen.id == "e0", "the oldest event")
        assert app.screen.events.count == 1200


async def test_older_events_come_as_one_gets_there(tmp_path):
    write(tmp_path, *(event(number) for number in range(700)))
    app = make_app(tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        await open_audit(pilot)
        await until(pilot, lambda: app.screen.events.count == 500, "the first page")
        await pilot.press("end")
        await until(pilot, lambda: app.screen.events.count == 700, "the rest")
        await pilot.press("end")
        assert app.screen.chosen.id == "e0"


async def test_after_a_prune_the_list_is_what_is_left(tmp_path):
    write(tmp_path, *(event(number) for number in range(5)))
    app = make_app(tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        await open_audit(pilot)
        await until(pilot, lambda: app.screen.events.count == 5, "the rows")
        with AuditStore.open(tmp_path / "audit.sqlite") as other:
            other.prune(keep=2)
        await until(pilot, lambda: app.screen.events.count == 2, "what is left")


async def test_nothing_yet_nothing_matches_and_nothing_kept_are_told_apart(tmp_path):
    app = make_app(tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        await open_audit(pilot)
        await shown(pilot, "Nothing was diagnosed yet.")
        write(tmp_path, event(1))
        await until(pilot, lambda: len(listed(app)) == 1, "the first event")
        await pilot.press("slash")
        await type_in(pilot, "nothing")
        await shown(pilot, "None of 1 events matches this filter.")


async def test_a_store_in_memory_says_so(tmp_path):
    (tmp_path / "audit.sqlite").write_text("this is no database, and it stays as it is " * 40)
    app = ApiwhyApp(Workbench(store=AuditStore.open(tmp_path / "audit.sqlite")))
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        await shown(pilot, "cannot be used")
        await open_audit(pilot)
        await shown(pilot, "Events are kept in memory, and end with apiwhy.")


async def test_the_audit_grows_from_a_line_to_a_panel_to_the_screen_and_back(tmp_path):
    write(tmp_path, refused(1), event(2))
    app = make_app(tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("escape")
        await shown(pilot, "2 events · 1 refused")
        await pilot.press("a")
        await shown(pilot, "live · 2 events · 1 refused")
        await pilot.press("a")
        await until(pilot, lambda: app.current_mode == "audit", "the whole screen")
        await pilot.press("a")
        await until(pilot, lambda: app.current_mode == "diagnose" and "live" not in screen_text(app), "the line")


async def test_the_guide_opens_on_the_reason(tmp_path):
    write(tmp_path, refused(1, "rules.scope_missing"))
    app = make_app(tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        await open_audit(pilot)
        await until(pilot, lambda: app.screen.events.count == 1, "the event")
        await pilot.press("g")
        await until(pilot, lambda: app.current_mode == "guide" and app.screen.entry is not None, "the page")
        assert app.screen.entry.id == "rules.scope_missing"


async def test_an_event_with_control_sequences_and_markup_shows_them(tmp_path):
    write(tmp_path, event(1, client="[red]x\x1b[2J"))
    app = make_app(tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await open_audit(pilot)
        await until(pilot, lambda: len(listed(app)) == 1, "the event")
        assert "[red]x\\x1b[2J" in screen_text(app)
        await pilot.press("enter")
        await shown(pilot, "client         [red]x\\x1b[2J")
