"""F1 explains the screen and lists its keys, from the bindings themselves."""

import pytest

from tests.support.app import WIDE, make_app, scenario, screen_text, shown, until
from tui.places import PLACES
from tui.render.lines import text_of
from tui.screens.help import HelpScreen, rows_about
from tui.widgets.diagnose.stage_rail import StageRail


def words(screen):
    return "\n".join(text_of(row.left) for row in rows_about(screen))


@pytest.mark.parametrize("key", ["f1", "escape,question_mark"])
async def test_it_opens_from_the_box_and_outside_it_and_escape_closes_it(tmp_path, key):
    app = make_app(tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press(*key.split(","))
        await shown(pilot, "help: diagnose")
        assert "Paste a request as curl" in screen_text(app)
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(app.screen, HelpScreen), "the screen below")


async def test_every_key_with_a_meaning_is_listed_once(tmp_path):
    app = make_app(tmp_path, scenario())
    async with app.run_test(size=WIDE) as pilot:
        await shown(pilot, "REFUSED")
        text = words(app.screen)
        named = [binding for kind in (type(app.screen), StageRail) for binding in kind.BINDINGS]
        for binding in named:
            assert text.count(binding.tooltip or binding.description) >= 1, binding
        rows = [row for row in text.splitlines() if row.startswith("f ")]
        assert len(rows) == 1
        assert "Tab       Go on           to the next box, list or page" in text
        assert "Focus" not in text


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
async def test_every_screen_explains_itself_in_a_few_sentences(tmp_path, place):
    app = make_app(tmp_path, start=place.name)
    async with app.run_test(size=WIDE) as pilot:
        await until(pilot, lambda: place.name == app.screen.PLACE, place.name)
        assert 2 <= len(app.screen.EXPLAINS) <= 10
        assert words(app.screen).startswith(app.screen.EXPLAINS[0])
