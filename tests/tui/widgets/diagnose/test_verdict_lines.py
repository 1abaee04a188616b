"""The verdict's place: the verdict, what is awaited, or that the text cannot be read."""

import pytest
from textual.app import App, ComposeResult

from tests.support.app import screen_text
from tests.support.world import catalog
from tui.render.verdict import unread_rows, verdict_text
from tui.widgets.diagnose.verdict_lines import VerdictLines


class Verdict(App[None]):
    CSS = "Rows { height: auto; }"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012

    def compose(self) -> ComposeResult:
        yield VerdictLines()

    @property
    def lines(self) -> VerdictLines:
        return self.query_one(VerdictLines)


def drawn(app):
    return [row for row in screen_text(app).splitlines() if row]


async def test_verdict_wait_and_unread_take_the_same_place(trace):
    app = Verdict()
    async with app.run_test(size=(120, 6)) as pilot:
        assert drawn(app) == []
        app.lines.wait_for("HAR, 3.1 MB")
        await pilot.pause()
        assert drawn(app)[0] == "reading HAR, 3.1 MB …"
        app.lines.say(verdict_text(trace, catalog()))
        await pilot.pause()
        assert drawn(app)[0].startswith("REFUSED at token")
        app.lines.say_unread(unread_rows())
        await pilot.pause()
        assert drawn(app)[0].startswith("NOT READ")


@pytest.mark.parametrize(("width", "cut"), [(120, False), (80, False), (50, False), (30, True)])
async def test_a_small_screen_has_two_sentences_and_the_widget_knows_what_it_cut(trace, width, cut):
    app = Verdict()
    async with app.run_test(size=(width, 6)) as pilot:
        app.lines.say(verdict_text(trace, catalog()))
        await pilot.pause()
        assert app.lines.cut == ("the access token expired 1 hour ago" if cut else "")
        assert len(drawn(app)) <= 4
