"""The footer names only keys that act now, at most seven."""

import pytest

from tests.support.app import SMALL, WIDE, make_app, scenario, screen_text, shown


def footer(app):
    return screen_text(app).splitlines()[-1].strip()


async def test_in_the_empty_box(tmp_path):
    app = make_app(tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.pause()
        assert footer(app) == (
            "ctrl+r Diagnose   ctrl+o Open file   ctrl+q Quit   ctrl+d Demo   ctrl+e Environment   F1 Help   ctrl+p All"
        )


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_on_the_stages_of_a_refusal(tmp_path, size):
    app = make_app(tmp_path, scenario())
    async with app.run_test(size=size) as pilot:
        await shown(pilot, "REFUSED")
        assert footer(app) == "Enter Checks   f Fix   c Copy fix   g Guide   t Try   F1 Help   ctrl+p All"


async def test_a_key_that_does_nothing_is_not_named(tmp_path):
    app = make_app(tmp_path, scenario())
    async with app.run_test(size=WIDE) as pilot:
        await shown(pilot, "REFUSED")
        await pilot.press("home")
        await pilot.pause()
        app.diagnose.results.rail.choose("request")
        await shown(pilot, "request  ")
        await pilot.press("i")
        await shown(pilot, "Esc Stages")
        assert "Checks" not in footer(app)


async def test_a_click_on_a_key_is_the_key(tmp_path):
    app = make_app(tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.pause()
        await pilot.click("FooterLine", offset=(footer(app).index("F1") + 1, 0))
        await shown(pilot, "help: diagnose")
