"""Rows on the screen: foreign text is neither markup nor control sequence."""

from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.geometry import Offset
from textual.selection import SELECT_ALL

from tests.support.app import screen_text
from tui.render.lines import Row, Span, line
from tui.screens.dialog import Dialog
from tui.widgets.rows import StaticRows, escaped


class OneWidget(App[None]):
    CSS = "Rows { height: auto; }"

    def __init__(self, rows):
        super().__init__()
        self.rows = rows

    def compose(self) -> ComposeResult:
        yield StaticRows(self.rows)


async def test_markup_and_control_sequences_are_shown_as_they_are():
    app = OneWidget([Row(left=line("[bold]a[/] \x1b[31mred\x07", Span(" [@click=app.quit]x[/]", "failed")))])
    async with app.run_test(size=(60, 5)):
        assert screen_text(app).splitlines()[0] == "[bold]a[/] \\x1b[31mred\\x07 [@click=app.quit]x[/]"


async def test_rows_take_as_many_lines_as_they_need_for_the_width():
    app = OneWidget([Row(left=line("one two three four"), hang=2)])
    async with app.run_test(size=(12, 5)) as pilot:
        assert app.query_one(StaticRows).size.height == 2
        app.query_one(StaticRows).update([Row(left=line("short"))])
        await pilot.pause()
        assert app.query_one(StaticRows).size.height == 1
        assert screen_text(app).splitlines()[0] == "short"


async def test_a_clicked_span_runs_its_action():
    class Clicked(OneWidget):
        picked = ""

        def action_pick(self, word: str) -> None:
            self.picked = word

    app = Clicked([Row(left=line("see ", Span("token.expired", "link", ("app.pick", ("token.expired",)))))])
    async with app.run_test(size=(30, 3)) as pilot:
        await pilot.click(StaticRows, offset=(6, 0))
        assert app.picked == "token.expired"


async def test_a_role_is_drawn_as_the_screen_says():
    class Red(Dialog[None]):
        CSS = ".rows--failed { color: red; text-style: bold; }"

        def compose(self) -> ComposeResult:
            yield StaticRows([Row(left=line(Span("failed", "failed")))])

    app = App()
    async with app.run_test(size=(20, 3)) as pilot:
        await app.push_screen(Red())
        await pilot.pause()
        style = app.screen.query_one(StaticRows)._style("failed")
        assert style.bold
        assert style.foreground.hex == "#FF0000"


def test_a_row_that_can_be_printed_stays_as_it_is():
    row = Row(left=line("plain ü 漢"))

    assert escaped(row) is row
    assert escaped(Row(left=line("a\u202eb"), hang=3)).left[0].text == "a\\u202eb"


async def test_what_is_marked_with_the_mouse_is_drawn_and_copied_as_it_stands():
    rows = [Row(left=line("first ", Span("line", "failed"))), Row(left=line("second"), fill="here")]
    app = OneWidget(rows)
    async with app.run_test(size=(20, 4)) as pilot:
        widget, place = app.screen.get_widget_and_offset_at(8, 0)
        assert (type(widget), place) == (StaticRows, Offset(8, 0))
        assert app.screen.get_widget_and_offset_at(3, 1)[1] == Offset(3, 1)
        app.screen.selections = {widget: SELECT_ALL}
        await pilot.pause()
        assert screen_text(app).splitlines()[:2] == ["first line", "second"]
        assert [row.rstrip() for row in app.screen.get_selected_text().splitlines()] == ["first line", "second"]


async def test_only_the_lines_on_the_screen_are_drawn(monkeypatch):
    drawn = []
    whole = StaticRows._drawn_line
    monkeypatch.setattr(StaticRows, "_drawn_line", lambda self, y: drawn.append(y) or whole(self, y))

    class Long(OneWidget):
        def compose(self) -> ComposeResult:
            with VerticalScroll():
                yield StaticRows(self.rows)

    app = Long([Row(left=line(f"line {number}")) for number in range(5000)])
    async with app.run_test(size=(20, 10)):
        assert screen_text(app).splitlines()[9].strip().startswith("line 9")
        assert max(drawn) < 20
