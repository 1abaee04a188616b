"""The Environment screen through its keyboard: what there is, what is wrong with it, what an edit flips."""

import shutil
from datetime import UTC, datetime

import pytest

from tests.support.app import SMALL, WIDE, make_app, paste, screen_text, shown, type_in, until
from tests.tui.test_workbench import EXAMPLES
from tui.cli.environment.deploy import run as run_deploy
from tui.screens.environment import editor_command
from tui.widgets.environment.outline_list import OutlineList
from tui.widgets.guide.entry_page import EntryPage
from tui.workbench import Inputs

NOW = datetime(2026, 3, 4, 10, 11, 12, tzinfo=UTC)


@pytest.fixture
def game(tmp_path):
    """The example's environment, in a folder of the test."""
    shutil.copytree(EXAMPLES / "keys", tmp_path / "keys")
    return shutil.copy(EXAMPLES / "meme-game.toml", tmp_path / "meme-game.toml")


async def open_screen(pilot):
    await pilot.press("escape", "5")
    await shown(pilot, "API services")


def game_inputs(game, name="allowed"):
    text = (EXAMPLES / "requests" / f"{name}.txt").read_text("utf-8")
    return Inputs(text=text, environment=str(game), now=NOW)


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_it_opens_on_what_there_is_and_says_what_to_press(tmp_path, game, size):
    app = make_app(tmp_path, Inputs(environment=str(game)))
    async with app.run_test(size=size) as pilot:
        await open_screen(pilot)
        await shown(pilot, "3 API services")
        text = screen_text(app)
        for said in ("▾ API services", "▸ Policies", "Authorization servers", "e Edit", "/ Search"):
            assert said in text
        assert isinstance(app.focused, OutlineList)
        assert max(len(row) for row in text.splitlines()) <= size[0]


async def test_the_page_of_a_thing_says_what_the_file_says_and_at_which_line(tmp_path, game):
    app = make_app(tmp_path, Inputs(environment=str(game)))
    async with app.run_test(size=WIDE) as pilot:
        await open_screen(pilot)
        await pilot.press("down", "right", "down", "down")
        await shown(pilot, "operation · line 57")
        assert "scopes     all of meme-game, meme-game:write" in screen_text(app)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.focused, EntryPage), "the page")
        await pilot.press("tab", "enter")
        await shown(pilot, "policy · line")
        await pilot.press("escape", "left", "left")
        await until(pilot, lambda: "▸ Policies" in screen_text(app), "the folded policies")


async def test_a_search_lists_what_has_the_words_and_escape_takes_it_away(tmp_path, game):
    app = make_app(tmp_path, Inputs(environment=str(game)))
    async with app.run_test(size=WIDE) as pilot:
        await open_screen(pilot)
        await pilot.press("slash")
        await type_in(pilot, "answers post")
        await until(pilot, lambda: app.screen.index.count == 1, "one row")
        await pilot.press("enter")
        await shown(pilot, "operation · line 57")
        await pilot.press("escape", "slash", "escape")
        await until(pilot, lambda: app.screen.index.count > 5, "all rows")


async def test_an_edit_says_at_once_which_requests_it_flips(tmp_path, game):
    app = make_app(tmp_path, game_inputs(game))
    async with app.run_test(size=WIDE) as pilot:
        await shown(pilot, "ALLOWED")
        await open_screen(pilot)
        await shown(pilot, "3 API services")
        text = game.read_text("utf-8")
        game.write_text(text.replace('"meme-game:write"] }', '"meme-game:admin"] }'), "utf-8")
        await shown(pilot, "1 of 1 recent request would")
        assert "allowed → refused (rules.scope_missing)" in " ".join(screen_text(app).split())
        await pilot.press("right", "enter", "tab")
        app.screen.action_follow("request 0")
        await shown(pilot, "REFUSED at rules")


async def test_a_deployed_copy_judges_and_an_edit_says_what_would_flip_once_deployed(tmp_path, game, monkeypatch):
    monkeypatch.setenv("APIWHY_DATA", str(tmp_path / "data"))
    assert run_deploy([str(game)]) == 0
    text = game.read_text("utf-8")
    app = make_app(tmp_path, game_inputs(game))
    async with app.run_test(size=WIDE) as pilot:
        await shown(pilot, "ALLOWED")
        await open_screen(pilot)
        await shown(pilot, "requests are judged as deployed")
        await shown(pilot, "would decide no call otherwise")
        game.write_text(text.replace('"meme-game:write"] }', '"meme-game:admin"] }'), "utf-8")
        await shown(pilot, "once deployed: 1 of 1 recent request")
        await shown(pilot, "narrows")
        said = " ".join(screen_text(app).split())
        assert "allowed → refused (rules.scope_missing)" in said
        assert "apiwhy environment deploy" in said
        await pilot.press("down", "right", "down", "down")
        await shown(pilot, "meme-game, meme-game:admin")
        await pilot.press("escape", "1")
        await shown(pilot, "ALLOWED")
        assert run_deploy([str(game)]) == 0
        await pilot.press("escape", "5", "s")
        await shown(pilot, "would decide no call otherwise")
        await pilot.press("escape", "1")
        await shown(pilot, "REFUSED at rules")


async def test_a_draft_says_what_would_flip_as_soon_as_it_is_opened(tmp_path, game, monkeypatch):
    monkeypatch.setenv("APIWHY_DATA", str(tmp_path / "data"))
    assert run_deploy([str(game)]) == 0
    game.write_text(game.read_text("utf-8").replace('"meme-game:write"] }', '"meme-game:admin"] }'), "utf-8")
    app = make_app(tmp_path, game_inputs(game))
    async with app.run_test(size=WIDE) as pilot:
        await shown(pilot, "ALLOWED")
        await open_screen(pilot)
        await shown(pilot, "once deployed: 1 of 1 recent request")
        await shown(pilot, "deploying the file: 1 widens access, 1 narrows access")


async def test_a_file_that_an_edit_breaks_says_what_is_wrong_and_can_be_edited_on(tmp_path, game):
    app = make_app(tmp_path, Inputs(environment=str(game)))
    async with app.run_test(size=WIDE) as pilot:
        await open_screen(pilot)
        game.write_text(game.read_text("utf-8").replace("base_urls", "base_url", 1), "utf-8")
        await shown(pilot, "This environment cannot be used")
        assert "base_url" in screen_text(app)
        assert "e Edit" in screen_text(app)


async def test_without_an_environment_it_says_how_to_get_one(tmp_path):
    app = make_app(tmp_path)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("escape", "5")
        await shown(pilot, "No environment")
        assert "apiwhy environment init" in screen_text(app)
        assert "e Edit" not in screen_text(app)


async def test_where_no_editor_can_open_it_says_so(tmp_path, game, monkeypatch):
    app = make_app(tmp_path, Inputs(environment=str(game)))
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        await open_screen(pilot)
        await pilot.press("e")
        await shown(pilot, "in another window")


async def test_an_editor_with_an_open_quote_is_said_and_ends_nothing(tmp_path, game, monkeypatch):
    monkeypatch.setenv("VISUAL", "vim '")
    app = make_app(tmp_path, Inputs(environment=str(game)))
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        await open_screen(pilot)
        await pilot.press("e")
        await shown(pilot, "$VISUAL or $EDITOR cannot be read")
        assert app.is_running


async def test_a_demo_is_shown_and_cannot_be_edited(tmp_path):
    app = make_app(tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        app.try_scenario("token.expired")
        await shown(pilot, "REFUSED")
        await open_screen(pilot)
        await shown(pilot, "shipped with apiwhy")
        assert "e Edit" not in screen_text(app)


async def test_a_pasted_request_goes_to_diagnose(tmp_path, game):
    app = make_app(tmp_path, Inputs(environment=str(game)))
    async with app.run_test(size=WIDE) as pilot:
        await open_screen(pilot)
        await paste(pilot, game_inputs(game).text)
        await shown(pilot, "REFUSED at token: the access token expired")
        assert app.current_mode == "diagnose"


@pytest.mark.parametrize(
    ("variables", "command"),
    [
        ({}, ["vi", "+7", "a b.toml"]),
        ({"EDITOR": "nano -w"}, ["nano", "-w", "+7", "a b.toml"]),
        ({"EDITOR": "ed", "VISUAL": "/usr/bin/code"}, ["/usr/bin/code", "--wait", "--goto", "a b.toml:7"]),
        ({"EDITOR": "ed"}, ["ed", "a b.toml"]),
        ({"EDITOR": " "}, ["vi", "+7", "a b.toml"]),
    ],
)
def test_the_editor_is_told_the_line_where_it_takes_one(variables, command):
    assert editor_command(variables, "a b.toml", 7) == command


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_the_demo_of_a_finding_is_picked_and_opens_here_with_what_is_found(tmp_path, size):
    app = make_app(tmp_path)
    async with app.run_test(size=size) as pilot:
        await pilot.press("escape", "ctrl+d")
        await shown(pilot, "try an example")
        await pilot.press(*"finding", "space", *"26th", "enter")
        await until(pilot, lambda: app.current_mode == "environment", "the screen")
        await shown(pilot, "✗ 26 API services, PingOne takes 25")
        await pilot.press("n")
        await shown(pilot, "Shop in Vienna")
        assert app.environment == "demo:api_services.too_many"


async def test_a_demo_whose_environment_cannot_be_used_says_why(tmp_path):
    app = make_app(tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        app.try_scenario("base_urls.not_absolute")
        await shown(pilot, "This environment cannot be used")
        assert "api_services[0].base_urls[0]" in screen_text(app)
