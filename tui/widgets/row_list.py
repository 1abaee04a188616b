"""A list of any length with a cursor: only the rows on the screen are made and drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.render.lines import ROLES, Row, layout
from tui.widgets.rows import escaped


class RowList(ScrollView, can_focus=True):
    """Subclasses say in `count` how many rows there are, and in `row` what one shows; `refill` after either changed."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"rows--{role}" for role in ROLES}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Open", tooltip="open the row under the cursor"),
        Binding("up", "move(-1)", "Row up", show=False, tooltip="the row before"),
        Binding("down", "move(1)", "Row down", show=False, tooltip="the row after"),
        Binding("pageup", "page(-1)", "Page up", show=False, tooltip="a screenful up"),
        Binding("pagedown", "page(1)", "Page down", show=False, tooltip="a screenful down"),
        Binding("home", "jump(0)", "First row", show=False, tooltip="the first row"),
        Binding("end", "jump(-1)", "Last row", show=False, tooltip="the last row"),
    ]
    cursor = reactive(0, init=False)

    @dataclass
    class Moved(Message):
        """The cursor stands on another row."""

        list: RowList
        place: int

        @property
        def control(self) -> RowList:
            return self.list

    @dataclass
    class Opened(Message):
        """A row is wanted open."""

        list: RowList
        place: int

        @property
        def control(self) -> RowList:
            return self.list

    @property
    def count(self) -> int:
        """How many rows there are."""
        raise NotImplementedError

    def row(self, place: int, width: int) -> Row:
        """One row, counted from 0, for so many cells."""
        raise NotImplementedError

    def refill(self, cursor: int | None = None) -> None:
        """Draws other rows, the cursor on this one, or where it was."""
        self.virtual_size = Size(self._width, self.count)
        self.set_reactive(RowList.cursor, self._within(self.cursor if cursor is None else cursor))
        top, height = self.scroll_offset.y, self.scrollable_content_region.height
        self._show_cursor(center=not top <= self.cursor < top + height)
        self.refresh()

    def go(self, place: int) -> None:
        """Puts the cursor on a row, and says so."""
        self.cursor = self._within(place)

    def validate_cursor(self, place: int) -> int:
        return self._within(place)

    def watch_cursor(self, before: int, after: int) -> None:
        self.refresh_line(before)
        self.refresh_line(after)
        self._show_cursor()
        if self.count:
            self.post_message(self.Moved(self, after))

    def watch_has_focus(self, has_focus: bool) -> None:
        super().watch_has_focus(has_focus)
        self.refresh_line(self.cursor)

    def render_line(self, y: int) -> Strip:
        place = y + self.scroll_offset.y
        width = self._width
        if place >= self.count or not width:
            return Strip.blank(self.size.width, self.rich_style)
        return self._strip(self.row(place, width), width, self._fill(place))

    def action_move(self, by: int) -> None:
        """Moves the cursor so many rows."""
        self.go(self.cursor + by)

    def action_page(self, by: int) -> None:
        """Moves the cursor so many screenfuls."""
        self.go(self.cursor + by * max(1, self.scrollable_content_region.height - 1))

    def action_jump(self, place: int) -> None:
        """Moves the cursor to a row; -1 is the last."""
        self.go(self.count - 1 if place < 0 else place)

    def action_open(self) -> None:
        """Opens the row under the cursor."""
        if self.count:
            self.post_message(self.Opened(self, self.cursor))

    def on_click(self, event: events.Click) -> None:
        place = event.y + self.scroll_offset.y
        if place < self.count:
            self.go(place)
            if event.chain == 2:
                self.action_open()

    def on_resize(self) -> None:
        self.refill()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self.refresh()

    @property
    def _width(self) -> int:
        return self.scrollable_content_region.width

    def _within(self, place: int) -> int:
        return max(0, min(place, self.count - 1))

    def _show_cursor(self, *, center: bool = False) -> None:
        if not self.scrollable_content_region.height:
            return
        self.scroll_to_region(Region(0, self.cursor, 1, 1), animate=False, immediate=True, force=True, center=center)

    def _fill(self, place: int) -> str:
        if place != self.cursor:
            return ""
        return "cursor" if self.has_focus else "here"

    def _strip(self, row: Row, width: int, fill: str) -> Strip:
        """The first line of a row; a list shows no more of it."""
        spans, own_fill = layout([escaped(row)], width)[0]
        base = self.rich_style + self._style(fill or own_fill)
        segments = []
        for span in spans:
            style = base + self._style(span.role)
            if span.action:
                style += Style.from_meta({"@click": span.action})
            segments.append(Segment(span.text, style))
        rest = width - sum(cell_len(segment.text) for segment in segments)
        segments.append(Segment(" " * max(0, rest), base))
        return Strip(segments).adjust_cell_length(width, base)

    def _style(self, role: str) -> Style:
        return self.get_component_rich_style(f"rows--{role}", partial=True) if role else Style.null()
