"""A widget that draws rows of words: foreign text is never markup, control characters are shown."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style as RichStyle
from textual.content import Content
from textual.content import Span as StyledSpan
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.style import Style
from textual.widget import Widget

from engine.redaction import escape_controls
from tui.render.lines import ROLES, Line, Row, Span, layout

ROLE_CLASSES = frozenset(f"rows--{role}" for role in ROLES)
"""The component classes that a screen with rows on it has. Kept by the screen: restyling these for each of twenty
widgets made every change of the layout take 100 ms."""


class Rows(Widget):
    """Draws the rows that `rows_for` gives for a width. Subclasses call `redraw` when these change.

    Only the lines on the screen are drawn, each straight from its spans: by way of `Content` a page takes five times
    as long. That way is left for a text that is marked with the mouse.
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._drawn: tuple[int, list[tuple[Line, str]]] | None = None
        self._plain = Style.null()
        self._roles: dict[tuple[str, str, bool], RichStyle] = {}
        self._drawing = False

    def rows_for(self, width: int) -> Sequence[Row]:
        """The rows for so many cells."""
        raise NotImplementedError

    def redraw(self) -> None:
        """Draws again, with another height if need be."""
        self._drawn = None
        self.refresh(layout=True)

    def lines(self, width: int) -> list[tuple[Line, str]]:
        """The laid out lines, kept until `redraw`."""
        if self._drawn is None or self._drawn[0] != width:
            rows = [escaped(row) for row in self.rows_for(width)]
            self._drawn = (width, layout(rows, width))
        return self._drawn[1]

    def get_content_width(self, container: Size, viewport: Size) -> int:
        return container.width

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return max(1, len(self.lines(width))) if width else 1

    def render_lines(self, crop: Region) -> list[Strip]:
        self._drawing = True
        try:
            return super().render_lines(crop)
        finally:
            self._drawing = False

    def render_line(self, y: int) -> Strip:
        """One line. Where it is not drawn, it is asked for the place of the mouse in its text."""
        if self.text_selection is not None:
            return super().render_line(y)
        strip = self._drawn_line(y)
        return strip if self._drawing else strip.apply_offsets(0, y)

    def _drawn_line(self, y: int) -> Strip:
        width = self.content_size.width
        lines = self.lines(width) if width else []
        spans, fill = lines[y] if y < len(lines) else ((), "")
        segments = [Segment(span.text, self._span_style(span, fill)) for span in spans if span.text]
        return Strip(segments).adjust_cell_length(width, self._role_style("", fill))

    def _span_style(self, span: Span, fill: str) -> RichStyle:
        if not span.action:
            return self._role_style(span.role, fill)
        return self._role_style(span.role, fill, link=True) + RichStyle.from_meta({"@click": span.action})

    def _role_style(self, role: str, fill: str, *, link: bool = False) -> RichStyle:
        plain = self.visual_style
        if plain is not self._plain:
            self._plain, self._roles = plain, {}
        known = self._roles.get((role, fill, link))
        if known is None:
            known = (plain + self._style(fill) + self._style(role)).rich_style
            known = self._roles[role, fill, link] = known + self.link_style if link else known
        return known

    def render(self) -> Content:
        """The same as a text of its own, which marking and copying need."""
        width = self.content_size.width
        return Content("\n").join([self._content(spans, fill, width) for spans, fill in self.lines(width)])

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._drawn = None
        self._roles.clear()

    def _content(self, spans: Line, fill: str, width: int) -> Content:
        text, places, start = "", [], 0
        for span in spans:
            style = self._style(span.role)
            if span.action:
                style += Style.from_meta({"@click": span.action})
            end = start + len(span.text)
            places.append(StyledSpan(start, end, style))
            text, start = text + span.text, end
        text += " " * max(0, width - cell_len(text))
        content = Content(text, spans=places)
        return content.stylize_before(self._style(fill)) if fill else content

    def _style(self, role: str) -> Style:
        """A role's style. Textual leaves an opaque background out of a partial style, so it is added here."""
        screen = self.screen
        if not role or f"rows--{role}" not in screen._component_styles:
            return Style.null()
        style = screen.get_visual_style(f"rows--{role}", partial=True)
        background = screen.get_component_styles(f"rows--{role}").background
        return style + Style(background=background) if background.a else style


def escaped(row: Row) -> Row:
    """The row with control characters in words of their own, so that no terminal obeys them."""
    if all(span.text.isprintable() for span in (*row.left, *row.right)):
        return row
    left = tuple(_escaped_span(span) for span in row.left)
    right = tuple(_escaped_span(span) for span in row.right)
    return Row(left=left, right=right, hang=row.hang, keep=row.keep, fill=row.fill)


def _escaped_span(span: Span) -> Span:
    return span if span.text.isprintable() else span._replace(text=escape_controls(span.text))


class StaticRows(Rows):
    """Rows that do not depend on the width."""

    def __init__(self, rows: Sequence[Row] = (), *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._rows: Sequence[Row] = rows

    def rows_for(self, width: int) -> Sequence[Row]:
        return self._rows

    def update(self, rows: Sequence[Row]) -> None:
        """Shows other rows."""
        self._rows = rows
        self.redraw()
