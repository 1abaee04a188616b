"""The guide's list as a widget: what it posts as the cursor moves, and what it marks."""

from textual import on
from textual.app import App

from knowledge.catalog import find, load_catalog
from tests.support.app import screen_text
from tui.render.guide_tree import GuideTree
from tui.widgets.guide.guide_list import GuideList

CATALOG = load_catalog()


class OneList(App):
    """An app with nothing but the guide's list."""

    CSS = "GuideList { height: 1fr; overflow-x: hidden; }"

    def __init__(self):
        super().__init__()
        self.picked = []

    def compose(self):
        yield GuideList(GuideTree(CATALOG.families()))

    @property
    def index(self):
        return self.query_one(GuideList)

    @on(GuideList.EntryPicked)
    def _picked(self, event):
        self.picked.append((event.entry, event.opened))


async def test_a_group_posts_nothing_and_an_entry_does():
    app = OneList()
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.press("enter", "down", "enter")
        first = CATALOG.families()["status"][0].id
        assert app.picked == [(first, False), (first, True)]


async def test_a_search_puts_its_hits_above_the_tree_the_cursor_on_the_best():
    app = OneList()
    async with app.run_test(size=(60, 20)) as pilot:
        hits = find(CATALOG, "invalid_grant").hits
        app.index.search(hits, "invalid_grant")
        await pilot.pause()
        assert app.picked == [("invalid_grant", False)]
        assert screen_text(app).splitlines()[0].strip().startswith("invalid_grant")
        app.index.search((), "")
        await pilot.pause()
        assert "▸ HTTP statuses" in screen_text(app).splitlines()[0]


async def test_the_entry_that_is_shown_is_marked_and_its_groups_open():
    app = OneList()
    async with app.run_test(size=(60, 20)) as pilot:
        app.index.mark("token.expired", follow=True)
        await pilot.pause()
        assert any("▪ expired" in row for row in screen_text(app).splitlines())
        assert app.picked == []


async def test_left_on_an_entry_folds_its_group():
    app = OneList()
    async with app.run_test(size=(60, 20)) as pilot:
        app.index.mark("token.expired", follow=True)
        await pilot.press("left")
        await pilot.pause()
        assert "expired" not in screen_text(app)
        assert "▸ token" in screen_text(app)
