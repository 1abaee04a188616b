"""The outline as a widget: folding, searching, what it posts and marks."""

from textual import on
from textual.app import App

from engine.environment.loader import load_environment
from engine.environment.outline import outline, walk
from tests.support.app import screen_text
from tests.tui.test_workbench import EXAMPLES
from tui.render.lines import text_of
from tui.widgets.environment.outline_list import OutlineList

ITEMS = outline(load_environment((EXAMPLES / "meme-game.toml").read_text("utf-8"), file="meme-game.toml"))


class OneList(App):
    """An app with nothing but the outline."""

    CSS = "OutlineList { height: 1fr; overflow-x: hidden; }"

    def __init__(self):
        super().__init__()
        self.picked = []

    def compose(self):
        yield OutlineList()

    def on_mount(self):
        self.index.show(ITEMS, ())

    @property
    def index(self):
        return self.query_one(OutlineList)

    @on(OutlineList.ItemPicked)
    def _picked(self, event):
        self.picked.append((event.item.name, event.opened))


async def test_enter_folds_a_kind_and_opens_a_thing():
    app = OneList()
    async with app.run_test(size=(70, 30)) as pilot:
        await pilot.press("enter")
        assert "Meme Game" not in screen_text(app).partition("Policies")[0]
        await pilot.press("enter", "down", "enter")
        assert app.picked[-1] == ("Meme Game", True)


async def test_left_folds_what_the_cursor_is_in():
    app = OneList()
    async with app.run_test(size=(70, 30)) as pilot:
        await pilot.press("down", "right", "down", "down")
        assert app.index.item.name == "Answer"
        await pilot.press("left")
        assert app.index.item.name == "Meme Game"
        assert "Answer" not in screen_text(app)
        await pilot.press("left", "left")
        assert app.index.item.name == "API services"


async def test_what_is_marked_is_unfolded_down_to():
    app = OneList()
    async with app.run_test(size=(70, 40)) as pilot:
        rule = next(item for item in walk(ITEMS) if item.kind == "rule" and "policies" in item.path[:1])
        app.index.mark(rule.path, follow=True)
        await pilot.pause()
        assert app.index.item.path == rule.path


async def test_a_filter_lists_what_has_every_word_and_keeps_its_page():
    app = OneList()
    async with app.run_test(size=(70, 30)) as pilot:
        app.index.filter("POST operation")
        await pilot.pause()
        assert [text_of(app.index.row(place, 70).left).split()[0] for place in range(app.index.count)] == [
            "Answer",
            "Administer",
        ]
        app.index.filter("nothing like it")
        assert app.index.item is None
        await pilot.press("enter", "right", "left")
        app.index.filter("")
        await pilot.pause()
        assert app.index.item.name == "API services"
