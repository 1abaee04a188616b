"""The judged requests of a capture, worst first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.geometry import Region

from engine.models.exchange import Problem
from engine.replay.rows import Row as JudgedRow
from tui.judged_rows import Fold, JudgedRows
from tui.render.lines import Row
from tui.render.replay import Columns, columns_for, fold_row, heading_row, judged_row, missed_row, problem_row
from tui.widgets.row_list import RowList
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from tui.judging import Batch


class JudgedList(RowList):
    """Shows `JudgedRows`. Enter on a fold unfolds it, on a request posts `Opened`."""

    def __init__(self) -> None:
        super().__init__()
        self.judged = JudgedRows()
        self.columns: Columns = columns_for(0, 0)

    @property
    def count(self) -> int:
        return len(self.judged)

    def row(self, place: int, width: int) -> Row:
        shown = self.judged[place]
        if isinstance(shown, JudgedRow):
            return judged_row(shown, self.columns, width)
        return fold_row(shown, width) if isinstance(shown, Fold) else problem_row(shown)

    def start(self, total: int, problems: Sequence[Problem]) -> None:
        """Begins an empty list for so many requests."""
        self.judged = JudgedRows(problems)
        self.columns = columns_for(total, 0)
        self.refill(0)

    def add(self, batch: Batch) -> None:
        """Takes more rows; the cursor stays on what it is on, or at the top."""
        under = self.judged[self.cursor] if self.cursor and self.count else None
        self.judged.add(batch.rows)
        self.columns = columns_for(batch.total, self.judged.widest_reason, batch.summary)
        self.refill(self.judged.place_of(under) if under is not None else 0)

    def filter(self, text: str) -> None:
        """Shows only the rows that pass, from the top."""
        self.judged.filter(text)
        self.refill(0)

    def action_open(self) -> None:
        """Opens the request, or unfolds or folds the line, under the cursor."""
        shown = self.judged[self.cursor] if self.count else None
        if isinstance(shown, Fold):
            self.judged.toggle(shown.name)
            self.refill()
            self._show_below(shown.number if not shown.opened else 0)
        elif isinstance(shown, JudgedRow):
            super().action_open()

    def _show_below(self, rows: int) -> None:
        """Scrolls so far that as many of the rows below the cursor can be seen as fit."""
        height = min(1 + rows, self.scrollable_content_region.height)
        self.scroll_to_region(Region(0, self.cursor, 1, height), animate=False, immediate=True, force=True)


class JudgedHeading(Rows):
    """The names of the list's columns, or that nothing passes the filter."""

    def __init__(self) -> None:
        super().__init__()
        self._columns: Columns | None = None
        self._missed = ""

    def say(self, columns: Columns, missed: str = "") -> None:
        """Names these columns; `missed` is a filter that no row passes."""
        if (columns, missed) != (self._columns, self._missed):
            self._columns, self._missed = columns, missed
            self.redraw()

    def rows_for(self, width: int) -> Sequence[Row]:
        if self._missed:
            return [missed_row(self._missed)]
        return [heading_row(self._columns, width)] if self._columns else []
