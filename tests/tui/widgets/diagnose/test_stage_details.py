"""The pane beside the rail: a stage in short or in full, or all fixes, and it scrolls by keyboard."""

from textual.app import App, ComposeResult

from tests.support.app import screen_text, until
from tui.widgets.diagnose.stage_details import StageDetails


class Pane(App[None]):
    CSS = "Rows { height: auto; } StageDetails { height: 1fr; }"

    def compose(self) -> ComposeResult:
        yield StageDetails()

    @property
    def pane(self) -> StageDetails:
        return self.query_one(StageDetails)


async def test_it_shows_a_stage_in_short_in_full_and_the_fixes(trace):
    app = Pane()
    async with app.run_test(size=(76, 40)) as pilot:
        assert screen_text(app).strip() == ""
        app.pane.show(trace, "token")
        await pilot.pause()
        assert "✗ lifetime" in screen_text(app)
        assert "keys of sso" not in screen_text(app)
        app.pane.show(trace, "token", "whole")
        await pilot.pause()
        assert "keys of sso" in screen_text(app)
        app.pane.show(trace, "token", "fixes")
        await pilot.pause()
        assert app.pane.view == "fixes"
        assert screen_text(app).startswith("what would help")


async def test_what_does_not_fit_is_reached_by_keyboard_and_another_stage_begins_at_its_top(trace):
    app = Pane()
    async with app.run_test(size=(60, 8)) as pilot:
        app.pane.show(trace, "token", "whole")
        app.pane.focus()
        await pilot.pause()
        await pilot.press("end")
        await until(pilot, lambda: app.pane.scroll_offset.y > 0, "its end")
        app.pane.show(trace, "rules")
        await until(pilot, lambda: app.pane.scroll_offset.y == 0, "the top of the other stage")
        assert app.pane.max_scroll_x == 0
