"""A diagnosis as it is read: the rail leads, the pane follows, Escape goes one step back."""

from textual.app import App, ComposeResult

from tests.support.app import screen_text
from tests.support.world import catalog
from tui.widgets.diagnose.results import Results


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
