"""The verdict and the next step, at the top of a diagnosis."""

from __future__ import annotations

from collections.abc import Sequence

from tui.render.lines import Row, layout, text_of
from tui.render.verdict import VerdictText, fitted_rows, verdict_rows, waiting_rows
from tui.widgets.rows import Rows


class VerdictLines(Rows):
    """Two or three rows where the screen is small; as many as the sentences take where it is not."""

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
        return fitted_rows(self._said, width) if self.screen.has_class("-narrow") else verdict_rows(self._said)

    @property
    def is_cut(self) -> bool:
        """Whether the sentence does not fit and is shortened."""
        said = self._said
        if said is None or not self.screen.has_class("-narrow"):
            return False
        width = self.content_size.width or self.app.size.width - 2
        drawn = "".join(text_of(spans) for spans, _ in layout(fitted_rows(said, width), width))
        return "".join(said.sentence.split()) not in "".join(drawn.split())
