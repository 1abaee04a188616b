"""The line that searches: arrows move in the list while one types."""

from textual import on
from textual.app import App

from tests.support.app import paste
from tui.widgets.search_field import LONGEST, SearchField


class OneField(App):
    """An app with nothing but a search field."""

    def __init__(self):
        super().__init__()
        self.steered = []

    def compose(self):
        yield SearchField("search")

    @on(SearchField.Steered)
    def _steered(self, event):
        self.steered.append((event.how, event.by))


async def test_arrows_are_handed_on_and_the_text_stays():
    app = OneField()
    async with app.run_test() as pilot:
        await pilot.press("4", "down", "0", "up", "1", "pagedown", "pageup")
        assert app.query_one(SearchField).value == "401"
        assert app.steered == [("move", 1), ("move", -1), ("page", 1), ("page", -1)]


async def test_a_paste_that_is_no_search_is_not_taken():
    app = OneField()
    async with app.run_test() as pilot:
        await paste(pilot, "x" * (LONGEST + 1))
        assert app.query_one(SearchField).value == ""
        await paste(pilot, "invalid_grant")
        assert app.query_one(SearchField).value == "invalid_grant"
