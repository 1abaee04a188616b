"""One input: typing, whole pastes, pieces, big texts, and what is wrong with it."""

import pytest
from textual.app import App, ComposeResult

from tests.support.app import paste, screen_text
from tui.messages import InputPasted, InputsEdited
from tui.widgets.diagnose.input_field import InputField
from tui.widgets.diagnose.secret_area import SecretArea

CURL = "curl https://api.shop.test/orders -H 'A: b'"


class OneField(App[None]):
    CSS = "InputField, Rows { height: auto; } SecretArea { height: 6; } HeldPaste { display: none; } \
        .-held HeldPaste { display: block; } .-held SecretArea { display: none; }"

    def __init__(self, field="text"):
        super().__init__()
        self.field_name = field
        self.heard = []

    def compose(self) -> ComposeResult:
        yield InputField(self.field_name, "request")

    @property
    def field(self) -> InputField:
        return self.query_one(InputField)

    def on_inputs_edited(self, event: InputsEdited) -> None:
        self.heard.append(("typed", event.value))

    def on_input_pasted(self, event: InputPasted) -> None:
        self.heard.append(("pasted", event.value))


async def test_typing_is_told_key_by_key():
    app = OneField()
    async with app.run_test(size=(60, 10)) as pilot:
        app.field.focus_box()
        await pilot.press("4", "0", "3")
        assert app.heard == [("typed", "4"), ("typed", "40"), ("typed", "403")]
        assert app.field.value == "403"


async def test_a_whole_paste_replaces_what_was_there_and_can_be_undone():
    app = OneField()
    async with app.run_test(size=(60, 10)) as pilot:
        app.field.put("GET /old HTTP/1.1")
        app.field.focus_box()
        await paste(pilot, CURL)
        await pilot.pause()
        assert app.heard == [("pasted", CURL)]
        assert app.field.value == app.field.area.text == CURL
        await pilot.press("ctrl+z")
        assert app.field.area.text == "GET /old HTTP/1.1"


@pytest.mark.parametrize(
    ("there", "pasted", "value"),
    [
        (CURL, "X", f"X{CURL}"),
        ("403", "invalid_grant", "invalid_grant"),
        (CURL, "HTTP/1.1 403 Forbidden", "HTTP/1.1 403 Forbidden"),
        ("", "orders", "orders"),
    ],
)
async def test_a_piece_goes_to_the_cursor_and_a_whole_input_replaces(there, pasted, value):
    app = OneField()
    async with app.run_test(size=(60, 10)) as pilot:
        app.field.put(there)
        app.field.focus_box()
        await paste(pilot, pasted)
        await pilot.pause()
        assert app.field.value == value


async def test_a_paste_over_a_selection_replaces_only_that():
    app = OneField()
    async with app.run_test(size=(60, 10)) as pilot:
        app.field.put(CURL)
        app.field.focus_box()
        await pilot.press(*["shift+right"] * 4)
        await paste(pilot, "wget\nnow")
        await pilot.pause()
        assert app.field.value == "wget\nnow https://api.shop.test/orders -H 'A: b'"


async def test_the_token_box_takes_every_paste_as_a_whole():
    app = OneField("token")
    async with app.run_test(size=(60, 10)) as pilot:
        app.field.put("one two")
        app.field.focus_box()
        await paste(pilot, "three")
        await pilot.pause()
        assert app.heard == [("pasted", "three")]
        assert app.field.value == "three"


async def test_the_carriage_returns_that_terminals_paste_are_line_ends():
    app = OneField()
    async with app.run_test(size=(60, 10)) as pilot:
        app.field.focus_box()
        await paste(pilot, "GET /orders HTTP/1.1\r\nHost: a.test\rX: y\n")
        await pilot.pause()
        assert app.field.value == "GET /orders HTTP/1.1\nHost: a.test\nX: y\n"


async def test_a_big_text_is_held_beside_the_box():
    big = '{"log": {"entries": ["' + "x" * 20_000 + '"]}}'
    app = OneField()
    async with app.run_test(size=(60, 10)) as pilot:
        app.field.focus_box()
        await paste(pilot, big)
        await pilot.pause()
        assert "text, 20.0 KB" in screen_text(app)
        assert app.field.area.text == ""
        assert app.field.value == big
        app.field.focus_box()
        await pilot.press("delete")
        await pilot.pause()
        assert app.field.value == ""
        assert isinstance(app.focused, SecretArea)
        assert app.heard == [("pasted", big), ("typed", "")]


async def test_an_empty_paste_changes_nothing():
    app = OneField()
    async with app.run_test(size=(60, 10)) as pilot:
        app.field.put(CURL)
        app.field.focus_box()
        await paste(pilot, " \n ")
        await pilot.pause()
        assert app.heard == []
        assert app.field.value == CURL


async def test_a_problem_is_said_below_and_the_text_stays():
    app = OneField()
    async with app.run_test(size=(60, 12)) as pilot:
        app.field.put("curl 'https://api")
        app.field.say_problem("line 1: an open quote, wanted its end")
        await pilot.pause()
        assert "✗ line 1: an open quote, wanted its end" in screen_text(app)
        assert "curl 'https://api" in screen_text(app)
        app.field.say_problem("")
        await pilot.pause()
        assert "open quote" not in screen_text(app)


async def test_it_says_how_covered_secrets_are_shown():
    app = OneField()
    async with app.run_test(size=(70, 10)) as pilot:
        app.field.put("curl https://a.test -u ada:correcthorse1battery")
        await pilot.pause()
        assert "ctrl+s shows secrets" in screen_text(app)
        app.field.reveal(True)
        await pilot.pause()
        assert "secrets shown, ctrl+s covers" in screen_text(app)
        app.field.put("curl https://a.test -u ada:anotherhorse2battery")
        await pilot.pause()
        assert "anotherhorse" not in screen_text(app)
