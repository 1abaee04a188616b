"""A diagnosis as it is read: the rail leads, the pane follows, Escape goes one step back."""

import pytest
from textual.app import App, ComposeResult

from tests.support.app import SMALL, make_app, scenario, screen_text, shown, until
from tests.support.world import catalog
from tui.widgets.diagnose.results import Results
from tui.workbench import Inputs


class Shown(App[None]):
    CSS_PATH = None
    CSS = "Rows { height: auto; } #panes { height: 1fr; } StageRail { width: 48; }"

    def compose(self) -> ComposeResult:
        yield Results()

    @property
    def results(self) -> Results:
        return self.query_one(Results)


async def test_the_pane_follows_the_rail(trace):
    app = Shown()
    async with app.run_test(size=(120, 30)) as pilot:
        app.results.show(trace, catalog(), None, keep=False)
        app.results.rail.focus()
        await pilot.pause()
        assert "✗ lifetime" in screen_text(app)
        await pilot.press("down")
        await pilot.pause()
        assert "✓ match  Answer" in screen_text(app)


async def test_enter_opens_and_step_back_closes(trace):
    app = Shown()
    async with app.run_test(size=(120, 40)) as pilot:
        app.results.show(trace, catalog(), None, keep=False)
        app.results.rail.focus()
        await pilot.press("enter")
        await pilot.pause()
        assert app.results.details.has_focus
        assert "keys of sso" in screen_text(app)
        assert app.results.step_back()
        await pilot.pause()
        assert app.results.rail.has_focus
        assert "keys of sso" not in screen_text(app)
        assert not app.results.step_back()


async def test_an_unread_text_keeps_what_was_there_until_the_next_verdict(trace):
    app = Shown()
    async with app.run_test(size=(120, 40)) as pilot:
        app.results.show(trace, catalog(), None, keep=False)
        app.results.say_unread()
        await pilot.pause()
        assert "NOT READ" in screen_text(app)
        assert "✗ lifetime" in screen_text(app)
        app.results.show(trace, catalog(), None, keep=True)
        await pilot.pause()
        assert "NOT READ" not in screen_text(app)


@pytest.mark.parametrize(("width", "cells"), [(120, 50), (170, 74)])
async def test_the_rail_takes_the_room_that_its_words_need(tmp_path, width, cells):
    app = make_app(tmp_path, Inputs(text=scenario().text))
    async with app.run_test(size=(width, 48)) as pilot:
        await shown(pilot, "REFUSED")
        await pilot.pause()
        assert app.diagnose.results.rail.region.width >= cells
        whole = "no environment is given, so its API services are not known" in screen_text(app)
        assert whole is (width > 120)


async def test_a_sentence_that_a_wider_screen_shows_whole_is_not_repeated(tmp_path):
    app = make_app(tmp_path, scenario("rules.group_missing"))
    async with app.run_test(size=SMALL) as pilot:
        await shown(pilot, "REFUSED at rules.group_missing")
        await pilot.resize_terminal(160, 48)
        await shown(pilot, "predicted 403")
        await until(pilot, lambda: screen_text(app).count("that may call Fill a prescription") == 1, "it once")
        await pilot.resize_terminal(*SMALL)
        await shown(pilot, "REFUSED at rules.group_missing")
        await until(pilot, lambda: "may call Fill a prescription" in " ".join(screen_text(app).split()), "it again")
