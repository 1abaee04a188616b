"""What stands behind a dialog: the screen below, tinted, and nothing of it can be clicked."""

import pytest
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.renderables.background_screen import BackgroundScreen

from tests.support.app import WIDE, make_app, scenario, shown
from tui.screens.dialog import Dimmed
from tui.screens.help import HelpScreen

LINKED = Style(color="red", bgcolor="blue", bold=True, link="https://a.test") + Style.from_meta({"@click": "app.help"})


@pytest.mark.parametrize("color", [Color(10, 20, 30, 0.6), Color(10, 20, 30, 0)], ids=["tinted", "clear"])
@pytest.mark.parametrize(
    "segment",
    [Segment("x", LINKED), Segment("x", Style(dim=True)), Segment("x"), Segment("\x1b[2J", None, [])],
    ids=["everything", "no colour", "no style", "no words"],
)
def test_it_is_tinted_as_textual_does_it(segment, color):
    mine = list(Dimmed.process_segments([segment, segment], color))

    assert mine == list(BackgroundScreen.process_segments([segment, segment], color))
    assert not any(one.style.meta or one.style.link for one in mine if one.style)


async def test_a_dialog_shows_the_screen_below(tmp_path):
    app = make_app(tmp_path, scenario())
    async with app.run_test(size=WIDE) as pilot:
        await shown(pilot, "REFUSED at token")
        await pilot.press("f1")
        await shown(pilot, "Esc closes this")
        assert isinstance(app.screen, HelpScreen)
        assert isinstance(app.screen._render()._renderable, Dimmed)
        await shown(pilot, "REFUSED at token")
