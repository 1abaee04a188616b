"""The palette lists what can be done now, made from the bindings."""

from tests.support.app import WIDE, make_app, scenario, shown
from tui.commands import commands_of


def titles(app):
    return [command.title for command in commands_of(app, app.screen)]


async def test_before_a_diagnosis_only_what_acts_is_listed(tmp_path):
    app = make_app(tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.pause()
        assert {"Diagnose", "Open file", "Demo", "Environment", "Help", "Go to Guide", "Light or dark", "Quit"} <= set(
            titles(app)
        )
        assert not {"Fix", "Try", "Copy command", "Undo paste"} & set(titles(app))


async def test_after_a_diagnosis_the_keys_of_the_stages_are_listed_once_each(tmp_path):
    app = make_app(tmp_path, scenario())
    async with app.run_test(size=WIDE) as pilot:
        await shown(pilot, "REFUSED")
        found = titles(app)
        assert {"Checks", "Fix", "Guide", "Try", "Give facts", "Find"} <= set(found)
        assert len(found) == len(set(found))


async def test_a_command_does_what_its_key_does(tmp_path):
    app = make_app(tmp_path, scenario())
    async with app.run_test(size=WIDE) as pilot:
        await shown(pilot, "REFUSED")
        fix = next(command for command in commands_of(app, app.screen) if command.title == "Fix")
        await fix.callback()
        await shown(pilot, "what would help")
        assert fix.help == "what would let the request through (f)"


async def test_the_palette_opens_with_its_key_and_finds(tmp_path):
    app = make_app(tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("ctrl+p")
        await pilot.press(*"light")
        await shown(pilot, "Light or dark")
