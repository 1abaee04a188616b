"""Replay through its keyboard: a capture judged while its rows appear, filtered, stopped, and one request opened."""

import os
import signal
import threading
from threading import Event

import pytest
from msgspec.structs import replace

from engine.models.given import Given
from tests.support.app import SMALL, WIDE, make_app, paste, screen_text, shown, type_in, until
from tests.support.make_har import make_har
from tests.support.sources import ROOT
from tui.widgets.replay.judged_list import JudgedList
from tui.widgets.search_field import SearchField
from tui.workbench import Inputs

EXAMPLES = ROOT / "tests" / "data" / "examples"
WORLD = Inputs(environment=str(EXAMPLES / "meme-game.toml"))
SANITISED, FULL = str(EXAMPLES / "ticket-sanitised.har"), str(EXAMPLES / "ticket-full.har")


class Gate:
    """Lets a workbench judge so many requests, and holds the next until it is opened."""

    def __init__(self, workbench, free):
        self.free, self.judged = free, 0
        self.reached, self.opened = Event(), Event()
        self._judge, workbench.judge = workbench.judge, self.judge

    def judge(self, exchange, inputs, **options):
        self.judged += 1
        if self.judged > self.free:
            self.reached.set()
            self.opened.wait(20)
        return self._judge(exchange, inputs, **options)


async def replay(pilot, source):
    """Opens a capture, and waits until all of it is judged."""
    await pilot.pause()
    pilot.app.open_replay(source)
    await until(pilot, lambda: pilot.app.current_mode == "replay" and pilot.app.screen.is_done, "the last batch")
    await pilot.pause()


def rows(app):
    """The rows of the list that are on the screen."""
    region = app.screen.query_one(JudgedList).region
    return [row.strip() for row in screen_text(app).splitlines()[region.y : region.bottom] if row.strip()]


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_a_capture_is_judged_refused_first_and_recorded_once(tmp_path, size):
    app = make_app(tmp_path, WORLD)
    async with app.run_test(size=size) as pilot:
        await replay(pilot, SANITISED)
        text = screen_text(app)
        wide = "ticket-sanitised.har   40 requests · 29 for this environment · 21 refused"
        assert (wide if size == WIDE else "ticket-sanitised.har   40  29 known  21 refused") in text
        assert "1 differs" in text
        bars = "gateway ━━━━━━━ 7   token ━━━━ 4" if size == WIDE else "gateway 7   token 4   policy 2"
        assert f"refused at   {bars}" in text
        assert rows(app)[0].startswith("28 ")
        assert all("✗ refused" in row for row in rows(app)[:15])
        assert max(len(row) for row in text.splitlines()) <= size[0]
        await until(pilot, lambda: app.workbench.store.count().events == 1, "one event")
        await shown(pilot, "✓ replay")


async def test_other_hosts_are_folded_into_the_last_line(tmp_path):
    app = make_app(tmp_path, WORLD)
    async with app.run_test(size=WIDE) as pilot:
        await replay(pilot, SANITISED)
        await pilot.press("end")
        await pilot.pause()
        folded = rows(app)[-1]
        assert folded.startswith("▸ 11 requests to 4 other hosts (cdn.example, ")
        assert not any("cdn.example/" in row for row in rows(app))
        await pilot.press("enter", "end")
        await pilot.pause()
        assert rows(app)[-1].endswith("GET fonts.example/f3.woff2")
        await pilot.press("home")


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_enter_opens_a_request_in_diagnose_and_escape_comes_back_to_its_row(tmp_path, size):
    app = make_app(tmp_path, WORLD)
    async with app.run_test(size=size) as pilot:
        await replay(pilot, FULL)
        await pilot.press("down", "enter")
        await shown(pilot, ": the access token expired")
        assert app.diagnose.trace.reason == "token.expired"
        await pilot.press("escape")
        await until(pilot, lambda: app.current_mode == "replay", "the list")
        assert app.screen.rows.cursor == 1
        assert isinstance(app.focused, JudgedList)


async def test_what_is_handed_over_is_judged_with_the_exchange_as_it_was_captured(tmp_path):
    app = make_app(tmp_path, WORLD)
    async with app.run_test(size=WIDE) as pilot:
        await replay(pilot, FULL)
        await pilot.press("down", "enter")
        await shown(pilot, "REFUSED at token")
        assert "token eyJhbGci…•••" in screen_text(app)
        assert app.workbench.store.count().events == 1


async def test_a_filter_narrows_as_one_types_and_escape_takes_it_away(tmp_path):
    app = make_app(tmp_path, WORLD)
    async with app.run_test(size=SMALL) as pilot:
        await replay(pilot, FULL)
        await pilot.press("slash")
        await type_in(pilot, "expired 401")
        await until(pilot, lambda: len(rows(app)) == 3, "three rows")
        assert all("token.expired" in row for row in rows(app))
        await type_in(pilot, " nowhere")
        await shown(pilot, "no request has `expired 401 nowhere`")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.focused, JudgedList), "the list")
        await pilot.press("escape")
        await until(pilot, lambda: len(rows(app)) > 10, "all rows")
        assert "no request has" not in screen_text(app)
        assert not app.screen.query_one(SearchField).display


async def test_it_can_be_stopped_keeping_what_is_done_and_then_left(tmp_path):
    app = make_app(tmp_path, WORLD)
    gate = Gate(app.workbench, free=5)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.pause()
        app.open_replay(FULL)
        await until(pilot, gate.reached.is_set, "the sixth request")
        await until(pilot, lambda: "Esc Stop" in screen_text(app), "the key that stops")
        await pilot.press("escape")
        await until(pilot, lambda: "Esc Stop" not in screen_text(app), "the end")
        gate.opened.set()
        assert gate.judged <= 7
        assert "of 16  ctrl+r judges all" in screen_text(app)
        assert app.workbench.store.count().events == 0
        await pilot.press("escape")
        await until(pilot, lambda: app.current_mode == "diagnose", "the screen before")


async def test_another_environment_judges_it_again_without_another_run_in_the_audit(tmp_path):
    app = make_app(tmp_path, WORLD)
    async with app.run_test(size=WIDE) as pilot:
        await replay(pilot, SANITISED)
        await until(pilot, lambda: app.workbench.store.count().events == 1, "the run's event")
        app.environment = None
        await until(
            pilot, lambda: "for this environment" not in screen_text(app) and app.screen.is_done, "other verdicts"
        )
        assert "40 requests" in screen_text(app)
        assert app.workbench.store.count().events == 1
        await pilot.press("ctrl+r")
        await until(pilot, lambda: app.workbench.store.count().events == 2, "a run that was asked for")


async def test_it_is_judged_against_the_environment_that_the_header_shows(tmp_path):
    """After a demo, and a diagnosis of the audit that another environment had judged."""
    app = make_app(tmp_path, WORLD)
    seen = []
    judge = app.workbench.judge
    app.workbench.judge = lambda exchange, inputs, **options: seen.append(inputs) or judge(exchange, inputs, **options)
    async with app.run_test(size=WIDE) as pilot:
        await paste(pilot, "curl https://localhost:8443/meme-game/api/v1/users/user.0/answers")
        await shown(pilot, "REFUSED at token")
        app.try_scenario("rules.scope_missing")
        await shown(pilot, "REFUSED at rules")
        await pilot.press("4")
        await until(pilot, lambda: app.current_mode == "audit" and app.screen.chosen, "the events")
        await pilot.press("down", "enter", "enter")
        await shown(pilot, "verified when captured against meme-game")
        assert "environment: shop" in screen_text(app).splitlines()[0]
        seen.clear()
        await pilot.press("2")
        await paste(pilot, make_har(9).text)
        await until(pilot, lambda: app.current_mode == "replay" and app.screen.is_done, "its rows")
        assert "environment: shop" in screen_text(app).splitlines()[0]
        assert {(one.environment, one.now) for one in seen} == {("demo:rules.scope_missing", None)}


async def test_a_capture_out_of_a_file_keeps_its_name_and_no_demo_changes_its_time(tmp_path):
    (tmp_path / "ticket.har").write_text(make_har(9).text)
    app = make_app(tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("ctrl+o")
        await shown(pilot, "type a path")
        await type_in(pilot, f"{tmp_path}/ticket.har")
        await shown(pilot, "KB")
        await pilot.press("enter")
        await until(pilot, lambda: app.current_mode == "replay" and app.screen.is_done, "its rows")
        assert "ticket.har   9 requests" in screen_text(app)
        await until(pilot, lambda: app.workbench.store.count().events == 1, "the run's event")
        assert "ticket.har" in app.workbench.store.recent(1)[0].description
        rows_before = rows(app)
        app.try_scenario("token.expired")
        await shown(pilot, "REFUSED at token")
        await pilot.press("u", "escape", "2")
        await until(pilot, lambda: app.current_mode == "replay" and app.screen.is_done, "its rows again")
        await until(pilot, lambda: rows(app) == rows_before, "the same rows")


async def test_an_environment_that_cannot_be_read_says_why(tmp_path):
    broken = tmp_path / "broken.toml"
    broken.write_text("name = 1\n")
    app = make_app(tmp_path, Inputs(environment=str(broken)))
    async with app.run_test(size=WIDE) as pilot:
        await pilot.pause()
        app.open_replay(FULL)
        await shown(pilot, "broken.toml:1")
        assert "✗" in screen_text(app)


@pytest.mark.parametrize(("content", "said"), [(None, "there is no file"), ('{"log": {"entries": [{"requ', "HAR")])
async def test_a_capture_that_cannot_be_read_says_why_and_what_to_press(tmp_path, content, said):
    file = tmp_path / "ticket.har"
    if content is not None:
        file.write_text(content)
    app = make_app(tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.pause()
        app.open_replay(str(file))
        await shown(pilot, said)
        assert "ctrl+o opens another" in screen_text(app)


async def test_before_a_capture_it_says_what_to_press_and_takes_a_paste(tmp_path):
    app = make_app(tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("escape", "2")
        await shown(pilot, "Which of these requests were refused, and why?")
        assert "ctrl+o   open a HAR" in screen_text(app)
        await paste(pilot, make_har(9).text)
        await shown(pilot, "9 requests")
        await until(pilot, lambda: app.current_mode == "replay" and app.screen.is_done, "its rows")


async def test_one_bad_record_costs_no_other_and_is_shown(tmp_path):
    har = make_har(9).text.replace('"request": {', '"request": "lost", "was": {', 1)
    app = make_app(tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.pause()
        app.diagnose.panel.field("text").take_paste(har)
        await shown(pilot, "1 record could not be read")
        await pilot.press("end", "enter", "end")
        await pilot.pause()
        assert rows(app)[-1].startswith("? entry 0")


async def test_a_row_with_control_sequences_and_markup_shows_them(tmp_path):
    har = make_har(3).text.replace("user.0/answers", "[bold]x\\u001b[31m")
    app = make_app(tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.pause()
        app.diagnose.panel.field("text").take_paste(har)
        await until(pilot, lambda: app.current_mode == "replay" and app.screen.is_done, "its rows")
        assert any("[bold]x" in row for row in rows(app))
        assert "\x1b" not in screen_text(app)


async def test_a_capture_from_a_file_is_called_by_its_name(tmp_path):
    app = make_app(tmp_path, Inputs(text=make_har(9).text, name="ticket.har"))
    async with app.run_test(size=WIDE) as pilot:
        await shown(pilot, "ticket.har   9 requests")


async def test_where_nothing_is_to_be_recorded_a_replay_is_not(tmp_path):
    app = make_app(tmp_path, WORLD, record=False)
    async with app.run_test(size=WIDE) as pilot:
        await replay(pilot, FULL)
        await until(
            pilot, lambda: not [one for one in app.workers if one.group == "replay" and not one.is_finished], "its end"
        )
        assert app.workbench.store.count().events == 0


LONG = 150
"""Requests of a capture that is so long that another process judges it."""


async def open_long(pilot, folder, entries=LONG):
    """Pastes a long capture; gives its text once the screen is there."""
    text = make_har(entries).text
    await pilot.pause()
    pilot.app.diagnose.panel.field("text").take_paste(text)
    await until(pilot, lambda: pilot.app.current_mode == "replay", "the list")
    return text


async def test_a_long_paste_is_judged_by_another_process_and_a_row_opens_with_its_whole_trace(tmp_path):
    app = make_app(tmp_path, WORLD)
    judged = []
    judge = app.workbench.judge
    app.workbench.judge = lambda exchange, inputs: judged.append(exchange) or judge(exchange, inputs)
    async with app.run_test(size=WIDE) as pilot:
        await open_long(pilot, tmp_path)
        await until(pilot, lambda: app.screen.is_done, "the last batch")
        assert "HAR   150 requests · 133 for this environment" in screen_text(app)
        assert rows(app)[0].startswith("3 ")
        assert judged == []
        await pilot.press("down", "enter")
        await shown(pilot, "REFUSED at token")
        assert "token eyJhbGci…•••" in screen_text(app)
        assert len(app.diagnose.trace.steps) == 9
        assert [one.request.method for one in judged] == ["GET"]
        await pilot.press("escape")
        await until(pilot, lambda: app.current_mode == "replay", "the list")
        assert app.screen.rows.cursor == 1


async def test_leaving_the_app_ends_the_process_that_judges(tmp_path):
    app = make_app(tmp_path, WORLD)
    async with app.run_test(size=WIDE) as pilot:
        await open_long(pilot, tmp_path)
        await until(pilot, lambda: app.screen._batch is not None, "some rows")
        process = app.screen._judge_of_run.process_id
    for thread in threading.enumerate():
        if thread.name == "judging apart":
            thread.join(20)
    assert not running(process)


async def test_stopping_ends_the_process_keeps_the_rows_and_a_row_still_opens(tmp_path):
    app = make_app(tmp_path, WORLD)
    async with app.run_test(size=WIDE) as pilot:
        await open_long(pilot, tmp_path, 3000)
        await until(pilot, lambda: app.screen._batch is not None and app.screen.rows.count > 3, "some rows")
        await pilot.press("escape")
        await shown(pilot, "of 3000  ctrl+r judges all")
        assert not app.screen.is_done
        process = app.screen._judge_of_run.process_id
        await until(pilot, lambda: not running(process), "its end")
        await pilot.press("home", "enter")
        await until(pilot, lambda: app.current_mode == "diagnose", "the diagnosis")
        await shown(pilot, "REFUSED at token")


async def test_a_process_that_dies_is_said_and_what_was_judged_stays(tmp_path):
    app = make_app(tmp_path, WORLD)
    async with app.run_test(size=WIDE) as pilot:
        await open_long(pilot, tmp_path, 3000)
        await until(pilot, lambda: app.screen._batch is not None and app.screen.rows.count > 3, "some rows")
        os.kill(app.screen._judge_of_run.process_id, signal.SIGKILL)
        await shown(pilot, "the process that judges ended (signal SIGKILL) after")
        assert "ctrl+r judges all again" in screen_text(app)
        assert rows(app)[0].startswith("3 ")
        assert app.workbench.store.count().events == 0


def running(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


async def test_facts_that_are_given_stand_in_the_head_and_judge_again_when_they_change(tmp_path):
    app = make_app(tmp_path, replace(WORLD, text="403", given=Given(scopes=("no.such",))))
    async with app.run_test(size=WIDE) as pilot:
        await shown(pilot, "environment: meme-game, 1 fact given (k)")
        await replay(pilot, SANITISED)
        assert "also given   scope; k in Diagnose changes them" in screen_text(app)
        await pilot.press("escape", "K", "2")
        await until(pilot, lambda: "also given" not in screen_text(app) and app.screen.is_done, "no fact")
