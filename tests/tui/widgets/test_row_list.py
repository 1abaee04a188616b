"""A list of any length: the cursor, what is drawn, what is posted."""

from textual import on
from textual.app import App

from tests.support.app import screen_text
from tui.render.lines import Row, line
from tui.widgets.row_list import RowList


class Numbers(RowList):
    """Rows that say their own number."""

    def __init__(self, count):
        super().__init__()
        self.length = count
        self.made = 0

    @property
    def count(self):
        return self.length

    def row(self, place, width):
        self.made += 1
        return Row(left=line(f"row {place}"), keep=True)


class OneList(App):
    """An app with nothing but a list."""

    CSS = "RowList { height: 1fr; overflow-x: hidden; }"

    def __init__(self, count):
        super().__init__()
        self.numbers = Numbers(count)
        self.posted = []

    def compose(self):
        yield self.numbers

    @on(RowList.Opened)
    @on(RowList.Moved)
    def _posted(self, event):
        self.posted.append((type(event).__name__, event.place))


async def test_of_a_hundred_thousand_rows_only_those_on_the_screen_are_made():
    app = OneList(100_000)
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.press("end")
        assert screen_text(app).splitlines()[-1].startswith("row 99999")
        assert app.numbers.made < 200


async def test_keys_move_the_cursor_and_say_where_it_is():
    app = OneList(50)
    async with app.run_test(size=(40, 11)) as pilot:
        await pilot.press("down", "down", "up", "pagedown", "home", "up", "end", "down")
        assert app.posted == [("Moved", place) for place in (1, 2, 1, 11, 0, 49)]
        assert screen_text(app).splitlines()[-1].startswith("row 49")


async def test_enter_opens_the_row_under_the_cursor():
    app = OneList(3)
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.press("down", "enter")
        assert app.posted[-1] == ("Opened", 1)


async def test_a_click_moves_there_and_a_second_one_opens():
    app = OneList(3)
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.click(Numbers, offset=(1, 2))
        assert app.posted == [("Moved", 2)]
        await pilot.click(Numbers, offset=(1, 1), times=2)
        assert app.posted[-1] == ("Opened", 1)


async def test_an_empty_list_opens_nothing():
    app = OneList(0)
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.press("enter", "down", "end")
        assert app.posted == []
        assert screen_text(app).strip() == ""


async def test_a_list_that_becomes_shorter_keeps_its_cursor_in_it():
    app = OneList(50)
    async with app.run_test(size=(40, 10)) as pilot:
        await pilot.press("end")
        app.numbers.length = 5
        app.numbers.refill()
        await pilot.pause()
        assert app.numbers.cursor == 4
        assert screen_text(app).splitlines()[:5] == [f"row {place}" for place in range(5)]


async def test_what_is_drawn_is_never_obeyed():
    app = OneList(1)
    app.numbers.row = lambda place, width: Row(left=line("[bold]\x1b[31mred"), keep=True)
    async with app.run_test(size=(40, 3)):
        assert screen_text(app).splitlines()[0] == "[bold]\\x1b[31mred"
