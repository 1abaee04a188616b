"""The verdict and the next step, at the top of a diagnosis."""

from __future__ import annotations

from collections.abc import Sequence

from tui.render.lines import Row
from tui.render.verdict import VerdictText, cut_sentence, fitted_rows, verdict_rows, waiting_rows
from tui.widgets.rows import Rows


class VerdictLines(Rows):
    """At most two lines a sentence where the screen is small; as many as they take where it is not."""

    def __init__(self) -> None:
        super().__init__()
        self._said: VerdictText | None = None
        self._other: list[Row] = []

    def say(self, said: VerdictText) -> None:
        """Shows a verdict."""
        self._said, self._other = said, []
        self.redraw()

    def wait_for(self, awaited: str) -> None:
        """Says what is awaited, in the verdict's place."""
        self._other = waiting_rows(awaited)
        self.redraw()

    def say_unread(self, rows: list[Row]) -> None:
        """Says that the text as it stands could not be read; what is below belongs to an earlier one."""
        self._other = rows
        self.redraw()

    def rows_for(self, width: int) -> Sequence[Row]:
        if self._other or self._said is None:
            return self._other
        return fitted_rows(self._said, width) if self.screen.has_class("-narrow") else verdict_rows(self._said, width)

    @property
    def cut(self) -> str:
        """The sentence, where it does not fit and is shortened."""
        if self._said is None or not self.screen.has_class("-narrow"):
            return ""
        return cut_sentence(self._said, self.content_size.width or self.app.size.width - 2)
