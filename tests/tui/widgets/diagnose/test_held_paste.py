"""A big paste is held beside the box: shown by kind and size, replaced by another paste, removed by a key."""

from textual.app import App, ComposeResult

from tests.support.app import paste, screen_text
from tui.widgets.diagnose.held_paste import HeldPaste


class Holding(App[None]):
    def __init__(self):
        super().__init__()
        self.heard = []

    def compose(self) -> ComposeResult:
        yield HeldPaste()

    def on_mount(self) -> None:
        self.query_one(HeldPaste).hold("x" * 3_100_000)
        self.query_one(HeldPaste).focus()

    def on_held_paste_removed(self) -> None:
        self.heard.append("removed")

    def on_held_paste_pasted(self, event: HeldPaste.Pasted) -> None:
        self.heard.append(event.text)


async def test_it_says_kind_size_and_what_to_press():
    app = Holding()
    async with app.run_test(size=(80, 4)) as pilot:
        assert "text, 3.1 MB" in screen_text(app)
        app.query_one(HeldPaste).name_kind("HAR")
        await pilot.pause()
        assert "HAR, 3.1 MB" in screen_text(app)
        assert "Delete removes it" in screen_text(app)
        assert len(app.query_one(HeldPaste).text) == 3_100_000


async def test_keys_and_pastes_are_told():
    app = Holding()
    async with app.run_test(size=(80, 4)) as pilot:
        await pilot.press("delete", "backspace")
        await paste(pilot, "another")
        await pilot.pause()
        assert app.heard == ["removed", "removed", "another"]
