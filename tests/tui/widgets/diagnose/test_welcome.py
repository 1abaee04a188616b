"""Before anything was pasted the screen says what to press, and Escape has somewhere to go."""

import pytest

from tests.support.app import SMALL, WIDE, make_app, screen_text, shown
from tui.widgets.diagnose.secret_area import SecretArea
from tui.widgets.diagnose.welcome import Welcome


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_what_to_press_first(tmp_path, size):
    app = make_app(tmp_path)
    async with app.run_test(size=size) as pilot:
        await shown(pilot, "Why was my API call refused?")
        text = screen_text(app)
        assert "Paste a curl command, a HAR" in text
        for key in ("ctrl+o", "ctrl+d", "ctrl+e", "Esc"):
            assert f"   {key}" in text
        assert max(len(row) for row in text.splitlines()) <= size[0]
        assert isinstance(app.focused, SecretArea)


async def test_escape_leaves_the_box_and_enter_returns_to_it(tmp_path):
    app = make_app(tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("escape")
        assert isinstance(app.focused, Welcome)
        await pilot.press("enter")
        assert isinstance(app.focused, SecretArea)
        await pilot.press("escape", "3")
        await pilot.pause()
        assert app.screen.PLACE == "guide"
