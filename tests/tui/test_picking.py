"""What is picked over a screen, through the keyboard; each list is left with Escape and changes nothing."""

import pytest

from tests.support.app import WIDE, make_app, shown, type_in, until
from tests.tui.test_workbench import EXAMPLES


@pytest.mark.parametrize(
    ("key", "title"),
    [("ctrl+d", "try an example"), ("ctrl+o", "open"), ("ctrl+e", "judge against which environment?")],
)
async def test_leaving_a_list_changes_nothing(tmp_path, key, title):
    app = make_app(tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press(key)
        await shown(pilot, title)
        await pilot.press("escape")
        await until(pilot, lambda: app.screen.PLACE == "diagnose", "Diagnose")
        assert (app.environment, app.screen.trace) == (None, None)


async def test_a_demo_that_is_picked_is_diagnosed(tmp_path):
    app = make_app(tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("ctrl+d")
        await shown(pilot, "try an example")
        await type_in(pilot, "token.expired")
        await pilot.press("enter")
        await shown(pilot, "REFUSED at token")


async def test_an_environment_that_is_picked_judges(tmp_path):
    app = make_app(tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("ctrl+e")
        await shown(pilot, "judge against which environment?")
        await type_in(pilot, str(EXAMPLES / "meme-game.toml"))
        await pilot.press("enter")
        await until(pilot, lambda: app.environment == str(EXAMPLES / "meme-game.toml"), "the environment")
