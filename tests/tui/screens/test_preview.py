"""The token preview's form through the keyboard, from the environment and from a refused call."""

import pytest

from tests.support.app import SMALL, WIDE, make_app, screen_text, shown, type_in, until
from tests.tui.screens.test_environment import NOW
from tests.tui.test_workbench import EXAMPLES
from tui.screens.preview import PreviewScreen
from tui.workbench import Inputs

GAME = str(EXAMPLES / "meme-game.toml")


async def open_form(pilot):
    await pilot.press("escape", "5")
    await shown(pilot, "3 API services")
    await pilot.press("p")
    await shown(pilot, "token preview, meme-game")


@pytest.mark.parametrize("size", [SMALL, WIDE])
async def test_it_says_what_is_missing_then_what_would_be_issued(tmp_path, size):
    app = make_app(tmp_path, Inputs(environment=GAME))
    async with app.run_test(size=size) as pilot:
        await open_form(pilot)
        await shown(pilot, "give client and grant")
        await type_in(pilot, "game-web")
        await pilot.press("tab")
        await type_in(pilot, "user.0")
        await pilot.press("tab")
        await type_in(pilot, "authorization_code")
        await shown(pilot, "ISSUED: game-web gets the token")
        await pilot.press("tab")
        await type_in(pilot, "nope")
        await shown(pilot, "REFUSED at scope")
        assert max(len(row) for row in screen_text(app).splitlines()) <= size[0]
        await pilot.press("escape")
        await shown(pilot, "3 API services")


async def test_what_is_offered_is_taken_with_one_key(tmp_path):
    app = make_app(tmp_path, Inputs(environment=GAME))
    async with app.run_test(size=WIDE) as pilot:
        await open_form(pilot)
        await pilot.press("tab", "tab")
        await type_in(pilot, "client_c")
        await until(pilot, lambda: app.focused._suggestion, "what is offered")
        await pilot.press("right")
        assert app.focused.value == "client_credentials"


async def test_it_begins_with_the_client_whose_page_is_shown(tmp_path):
    app = make_app(tmp_path, Inputs(environment=GAME))
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("escape", "5")
        await shown(pilot, "3 API services")
        app.screen.action_follow("clients[0]")
        await shown(pilot, "client · line")
        await pilot.press("p")
        await shown(pilot, "token preview, meme-game")
        assert app.screen.query_one("#preview-client").value == "game-web"


async def test_a_refused_call_leads_to_the_request_that_is_right(tmp_path):
    text = (EXAMPLES / "requests" / "scope_missing.txt").read_text("utf-8")
    app = make_app(tmp_path, Inputs(text=text, environment=GAME, now=NOW))
    async with app.run_test(size=WIDE, notifications=True) as pilot:
        await shown(pilot, "REFUSED at rules")
        await pilot.press("w")
        await until(pilot, lambda: isinstance(app.screen, PreviewScreen), "the form")
        await shown(pilot, "ISSUED: game-web gets the token")
        assert "`meme-game:write` was not asked for" in " ".join(screen_text(app).replace("│", "").split())
        await pilot.press("ctrl+y")
        await shown(pilot, "the token request was copied")
        assert app.clipboard.startswith("curl https://auth.example.test/e1/as/token")


async def test_a_call_that_needs_no_other_token_has_no_such_key(tmp_path):
    text = (EXAMPLES / "requests" / "allowed.txt").read_text("utf-8")
    app = make_app(tmp_path, Inputs(text=text, environment=GAME, now=NOW))
    async with app.run_test(size=WIDE) as pilot:
        await shown(pilot, "ALLOWED")
        await pilot.press("w")
        assert not isinstance(app.screen, PreviewScreen)


async def test_the_form_copies_the_command_that_gives_the_same(tmp_path):
    app = make_app(tmp_path, Inputs(environment=GAME))
    async with app.run_test(size=WIDE) as pilot:
        await open_form(pilot)
        await type_in(pilot, "game-web")
        await pilot.press("ctrl+y")
        assert app.clipboard == f"apiwhy token-preview --client game-web --environment {GAME}"
