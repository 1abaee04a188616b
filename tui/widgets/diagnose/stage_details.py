"""What the chosen stage found, or the fixes, in a pane that scrolls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from tui.render.caller import caller_rows
from tui.render.details import stage_rows
from tui.render.fixes import fix_rows
from tui.render.lines import BLANK, Row, Span, line
from tui.render.policy import next_show
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from engine.models.trace import Trace
    from engine.policy.filters import Show

View = Literal["stage", "whole", "fixes", "caller"]


class StageDetails(VerticalScroll, can_focus=True):
    """Shows one stage in short or in full, all fixes, or what is for the caller. Takes focus, to scroll."""

    def __init__(self) -> None:
        super().__init__()
        self._page = DetailRows()

    def compose(self) -> ComposeResult:
        yield self._page

    @property
    def view(self) -> View:
        return self._page.view

    def show(
        self, trace: Trace, stage: str, view: View = "stage", *, cut: str = "", notices: Sequence[str] = ()
    ) -> None:
        """Shows a stage of a trace, from its top."""
        self._page.show(trace, stage, view, cut, notices)
        self.scroll_home(animate=False)

    def cut(self, sentence: str) -> None:
        """Says this sentence of the verdict, which its own line cuts; none where it is whole."""
        self._page.cut(sentence)

    def cycle_tree(self) -> None:
        """Shows the next part of a policy's tree: the path that decided, what did not permit, or all of it."""
        self._page.cycle_tree()


class DetailRows(Rows):
    """The rows of the pane."""

    def __init__(self) -> None:
        super().__init__()
        self.view: View = "stage"
        self._trace: Trace | None = None
        self._stage = ""
        self._cut = ""
        self._notices: Sequence[str] = ()
        self._tree: Show | None = None

    def show(self, trace: Trace, stage: str, view: View, cut: str, notices: Sequence[str]) -> None:
        """Shows another page."""
        self._trace, self._stage, self.view = trace, stage, view
        self._cut, self._notices = cut, notices
        self.redraw()

    def cut(self, sentence: str) -> None:
        """Says another sentence of the verdict."""
        if sentence != self._cut:
            self._cut = sentence
            self.redraw()

    def cycle_tree(self) -> None:
        """Shows the next part of a policy's tree, and keeps to it."""
        self._tree = next_show(self._tree or ("all" if self.view == "whole" else "deciding path"))
        self.redraw()

    def rows_for(self, width: int) -> Sequence[Row]:
        if self._trace is None:
            return []
        if self.view == "caller":
            return caller_rows(self._trace)
        if self.view == "fixes":
            title = Row(left=line(Span("what would help", "title")))
            return [title, BLANK, *fix_rows(self._trace.fixes, self._trace, full=True)]
        full = self.view == "whole"
        return stage_rows(
            self._trace, self._stage, width=width, full=full, cut=self._cut, notices=self._notices, show=self._tree
        )
