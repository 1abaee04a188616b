"""The list of a replay as a widget: it grows below the cursor, and folds."""

from textual import on
from textual.app import App

from engine.replay.rows import Row, summarise
from tests.support.app import screen_text
from tui.judging import Batch
from tui.widgets.replay.judged_list import JudgedHeading, JudgedList
from tui.widgets.row_list import RowList


def row(index, verdict="refused", **changes):
    known = {
        "index": index, "at": "2026-03-04T10:11:12Z", "method": "GET", "url": f"https://api.shop.test/orders/{index}",
        "host": "api.shop.test", "captured": "401", "verdict": verdict, "stage": "token", "reason": "token.expired",
        "agreement": "same", "foreign": False,
    }  # fmt: skip
    return Row(**(known | changes))


def batch(*rows, total=9):
    return Batch(rows, summarise(rows), len(rows), total, 1.0)


class OneList(App):
    """An app with nothing but a replay's list and its heading."""

    CSS = "Rows { height: auto; } JudgedList { height: 1fr; overflow-x: hidden; }"

    def __init__(self):
        super().__init__()
        self.opened = []

    def compose(self):
        yield JudgedHeading()
        yield JudgedList()

    @property
    def judged(self):
        return self.query_one(JudgedList)

    @on(RowList.Opened)
    def _opened(self, event):
        self.opened.append(self.judged.judged[event.place].index)


async def test_the_cursor_stays_on_its_row_as_others_come_before_it():
    app = OneList()
    async with app.run_test(size=(100, 12)) as pilot:
        app.judged.focus()
        app.judged.add(batch(row(0, "allowed"), row(1, "allowed")))
        await pilot.press("down")
        app.judged.add(batch(row(2), row(3)))
        await pilot.press("enter")
        assert (app.judged.cursor, app.opened) == (3, [1])


async def test_a_cursor_at_the_top_stays_there():
    app = OneList()
    async with app.run_test(size=(100, 12)) as pilot:
        app.judged.focus()
        app.judged.add(batch(row(0, "allowed")))
        app.judged.add(batch(row(1)))
        await pilot.press("enter")
        assert app.opened == [1]


async def test_enter_on_a_fold_unfolds_it():
    app = OneList()
    async with app.run_test(size=(100, 12)) as pilot:
        app.judged.focus()
        app.judged.add(batch(row(0, "allowed", foreign=True, host="cdn.test", url="https://cdn.test/app.js")))
        await pilot.press("enter")
        await pilot.pause()
        assert "GET cdn.test/app.js" in screen_text(app)
        assert app.opened == []
        await pilot.press("enter")
        await pilot.pause()
        assert "GET cdn.test/app.js" not in screen_text(app)


async def test_what_unfolds_at_the_end_comes_into_view():
    app = OneList()
    async with app.run_test(size=(100, 12)) as pilot:
        app.judged.focus()
        foreign = [row(n, "allowed", foreign=True, host="cdn.test", url=f"https://cdn.test/{n}") for n in (20, 21)]
        app.judged.add(batch(*[row(number) for number in range(20)], *foreign, total=22))
        await pilot.press("end")
        await pilot.pause()
        assert "cdn.test/21" not in screen_text(app)
        await pilot.press("enter")
        await pilot.pause()
        assert "2 requests to 1 other host (cdn.test)" in screen_text(app)
        assert "GET cdn.test/21" in screen_text(app)


async def test_where_nothing_passes_the_filter_the_heading_says_so():
    app = OneList()
    async with app.run_test(size=(100, 12)) as pilot:
        app.judged.add(batch(row(0)))
        app.query_one(JudgedHeading).say(app.judged.columns, "gateway")
        await pilot.pause()
        first = screen_text(app).splitlines()[0]
        assert first.startswith("no request has `gateway`")
        assert first.endswith("Esc shows all")


async def test_an_empty_list_opens_nothing():
    app = OneList()
    async with app.run_test(size=(100, 12)) as pilot:
        app.judged.focus()
        await pilot.press("enter")
        assert app.opened == []


async def test_the_heading_names_the_columns_of_the_list():
    app = OneList()
    async with app.run_test(size=(100, 12)) as pilot:
        app.judged.add(batch(row(0)))
        app.query_one(JudgedHeading).say(app.judged.columns)
        await pilot.pause()
        heading, first = screen_text(app).splitlines()[:2]
        assert heading.index("why") == first.index("token.expired")
