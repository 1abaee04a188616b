"""A screen is styled and laid out once as it opens, and again where it has to be."""

from __future__ import annotations

import pytest
from textual.screen import Screen

from tests.support.app import SMALL, WIDE, make_app, scenario, screen_text, shown, until
from tui.screens.dialog import Dialog
from tui.screens.help import HelpScreen
from tui.themes import LIGHT


@pytest.fixture
def laid_out(monkeypatch):
    """The screens in the order in which they were laid out for a size."""
    seen = []
    whole = Screen._refresh_layout

    def note(self, size=None, scroll=False):
        seen.extend([type(self).__name__] if size is not None else [])
        whole(self, size, scroll)

    monkeypatch.setattr(Screen, "_refresh_layout", note)
    return seen


async def test_a_dialog_is_laid_out_for_its_size_once(tmp_path, laid_out):
    app = make_app(tmp_path, scenario())
    async with app.run_test(size=WIDE) as pilot:
        await shown(pilot, "REFUSED at token")
        await pilot.press("f1")
        await shown(pilot, "Esc closes this")
        assert laid_out.count("HelpScreen") == 1


@pytest.mark.parametrize(("size", "name"), [(SMALL, "-narrow"), (WIDE, "-wide")])
async def test_it_has_the_classes_of_the_size_from_the_first(tmp_path, size, name):
    app = make_app(tmp_path)
    async with app.run_test(size=size) as pilot:
        await shown(pilot, "ctrl+p All")
        dialog = Dialog()
        await app.push_screen(dialog)
        assert dialog.has_class(name)


async def test_another_size_lays_it_out_again(tmp_path):
    app = make_app(tmp_path, scenario())
    async with app.run_test(size=WIDE) as pilot:
        await shown(pilot, "REFUSED at token")
        await pilot.press("f1")
        await shown(pilot, "Esc closes this")
        await pilot.resize_terminal(*SMALL)
        await until(pilot, lambda: app.screen.has_class("-narrow") and app.screen.size == SMALL, "the small layout")
        assert isinstance(app.screen, HelpScreen)
        assert max(map(len, screen_text(app).splitlines())) <= SMALL[0]


async def test_colours_that_changed_meanwhile_reach_a_screen_as_it_comes_back(tmp_path):
    app = make_app(tmp_path, start="guide")
    async with app.run_test(size=WIDE) as pilot:
        await until(pilot, lambda: app.screen.PLACE == "guide", "the guide")
        app.action_go("diagnose")
        await until(pilot, lambda: app.screen.PLACE == "diagnose", "diagnose")
        app.action_colours()
        await pilot.pause()
        app.action_go("guide")
        await until(pilot, lambda: app.screen.PLACE == "guide", "the guide")
        await pilot.pause()
        assert app.screen.styles.background.hex == app.get_theme(LIGHT.name).background.upper()
