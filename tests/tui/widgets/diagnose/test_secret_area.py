"""A text box never shows, copies or cuts a secret that it recognised; it still holds the whole text."""

import pytest
from textual.app import App, ComposeResult
from textual.document._document import Selection

from tests.support.app import paste, screen_text
from tui.widgets.diagnose.secret_area import SecretArea

SIGNATURE = "c2lnbmF0dXJlLW9mLWEtdG9rZW4tdGhhdC1pcy1sb25nLWVub3VnaA"
TOKEN = f"eyJhbGciOiJSUzI1NiIsInR5cCI6ImF0K2p3dCJ9.eyJzdWIiOiJhZGEifQ.{SIGNATURE}"
CURL = f"curl https://api.shop.test/orders \\\n -H 'Authorization: Bearer {TOKEN}' \\\n -H 'Accept: a/b'"
PIECE = SIGNATURE[4:16]


class Box(App[None]):
    def __init__(self, text: str = ""):
        super().__init__()
        self.given = text
        self.heard: list[object] = []

    def compose(self) -> ComposeResult:
        yield SecretArea(placeholder="paste here")

    def on_mount(self) -> None:
        self.area.replace_all(self.given)
        self.area.focus()

    @property
    def area(self) -> SecretArea:
        return self.query_one(SecretArea)

    def on_secret_area_pasted(self, event: SecretArea.Pasted) -> None:
        self.heard.append(event.text)

    def on_secret_area_submitted(self, event: SecretArea.Submitted) -> None:
        self.heard.append("submitted")


async def test_the_signature_is_covered_and_the_text_is_whole():
    app = Box(CURL)
    async with app.run_test(size=(80, 20)):
        assert PIECE not in screen_text(app)
        assert "••••" in screen_text(app)
        assert "eyJzdWIiOiJhZGEifQ" in screen_text(app).replace("\n", "").replace(" ", "")
        assert app.area.text == CURL
        assert app.area.has_secrets


async def test_a_key_shows_it_and_covers_it_again():
    app = Box(CURL)
    async with app.run_test(size=(200, 20)) as pilot:
        app.area.revealed = True
        await pilot.pause()
        assert SIGNATURE in screen_text(app)
        app.area.revealed = False
        await pilot.pause()
        assert PIECE not in screen_text(app)


@pytest.mark.parametrize("revealed", [False, True])
async def test_copying_everything_hands_out_redacted_text(revealed):
    app = Box(CURL)
    async with app.run_test(size=(80, 20)) as pilot:
        app.area.revealed = revealed
        app.area.select_all()
        await pilot.press("ctrl+c")
        assert PIECE not in app.clipboard
        assert "•••" in app.clipboard
        assert app.clipboard.startswith("curl https://api.shop.test/orders")
        assert app.area.selected_text == app.clipboard


async def test_copying_a_part_of_a_secret_hands_out_no_part_of_it():
    app = Box(CURL)
    async with app.run_test(size=(80, 20)) as pilot:
        line = CURL.splitlines()[1]
        start = line.index(SIGNATURE) + 3
        app.area.selection = Selection((1, start), (1, start + 20))
        await pilot.press("ctrl+c")
        assert app.clipboard == "•••"


async def test_cutting_hands_out_redacted_text_and_pasting_it_back_loses_nothing():
    app = Box(CURL)
    async with app.run_test(size=(80, 20)) as pilot:
        app.area.select_all()
        await pilot.press("ctrl+x")
        assert app.area.text == ""
        assert PIECE not in app.clipboard
        await pilot.press("ctrl+v")
        assert app.area.text == CURL


@pytest.mark.parametrize("row", [1, 2])
async def test_cutting_without_a_selection_takes_the_line_redacted(row):
    app = Box(CURL)
    async with app.run_test(size=(80, 20)) as pilot:
        app.area.move_cursor((row, 2))
        await pilot.press("ctrl+x")
        assert PIECE not in app.clipboard
        assert len(app.area.text.splitlines()) == 2
        await pilot.press("ctrl+z")
        assert app.area.text == CURL


async def test_a_secret_is_covered_as_soon_as_it_is_typed():
    app = Box("curl https://a.test -u user:")
    async with app.run_test(size=(80, 8)) as pilot:
        app.area.move_cursor(app.area.document.end)
        await pilot.press(*"hunter2hunter2")
        await pilot.pause()
        assert "hunter2" not in screen_text(app)
        assert app.area.text.endswith("hunter2hunter2")


async def test_control_sequences_are_shown_and_not_obeyed():
    app = Box("a\x1b[2Jb")
    async with app.run_test(size=(40, 5)):
        assert screen_text(app).splitlines()[1].strip(" ▊▎").startswith("a␛[2Jb")


async def test_a_paste_is_said_and_changes_nothing_by_itself():
    app = Box("before")
    async with app.run_test(size=(40, 5)) as pilot:
        await paste(pilot, "after")
        await pilot.pause()
        assert app.heard == ["after"]
        assert app.area.text == "before"


async def test_enter_submits_what_is_finished_and_breaks_the_line_of_what_is_not():
    app = Box("403")
    async with app.run_test(size=(40, 5)) as pilot:
        await pilot.press("enter")
        assert app.heard == ["submitted"]
        assert app.area.text == "403"
        app.area.replace_all("GET /orders HTTP/1.1")
        app.area.move_cursor(app.area.document.end)
        await pilot.press("enter")
        assert app.area.text == "GET /orders HTTP/1.1\n"
