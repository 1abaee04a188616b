"""What a glance at a replay must tell: counts, how far it is, and which stages refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui.render.lines import Row
from tui.render.replay import facts_row, progress_line, stopped_line, summary_rows
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from tui.judging import Batch

BARS = {"-short": 1, "-tall": 3}
"""Rows of bars by the height of the screen."""


class ReplaySummary(Rows):
    """Shows the newest batch's counts."""

    def __init__(self) -> None:
        super().__init__()
        self._called = ""
        self._batch: Batch | None = None
        self._stopped = False
        self._facts: tuple[str, ...] = ()
        self._other: list[Row] = []

    def say(self, name: str, batch: Batch, *, facts: tuple[str, ...] = (), stopped: bool = False) -> None:
        """Shows counts. `facts` are the names of those that are given by hand."""
        before = len(self._drawn[1]) if self._drawn else 0
        self._called, self._batch, self._stopped, self._other = name, batch, stopped, []
        self._facts = facts
        self._drawn = None
        self.refresh(layout=len(self.lines(self.content_size.width)) != before)

    def say_other(self, rows: list[Row]) -> None:
        """Shows rows in their place: what is awaited, or what went wrong."""
        self._other = rows
        self.redraw()

    def rows_for(self, width: int) -> Sequence[Row]:
        if self._other or self._batch is None:
            return self._other
        batch = self._batch
        progress = () if self._stopped else progress_line(batch, width)
        most = next(rows for name, rows in BARS.items() if self.screen.has_class(name))
        counts, *bars = summary_rows(self._called, batch.summary, progress, width, most=most)
        stopped = [Row(left=stopped_line(batch.done, batch.total))] if self._stopped else []
        facts = [facts_row(self._facts)] if self._facts else []
        return [counts, *stopped, *facts, *bars]
