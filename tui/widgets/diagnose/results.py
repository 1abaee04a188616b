"""A diagnosis as it is read: the verdict, the stage rail, the chosen stage, and the folded inputs below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from tui.messages import StageOpened, StagePicked
from tui.render.caller import caller_verdict
from tui.render.lines import Row
from tui.render.rail import rail_width
from tui.render.verdict import VerdictText, unread_rows, verdict_text
from tui.widgets.diagnose.folded_line import FoldedLine
from tui.widgets.diagnose.stage_details import StageDetails, View
from tui.widgets.diagnose.stage_rail import StageRail
from tui.widgets.diagnose.verdict_lines import VerdictLines

if TYPE_CHECKING:
    from engine.models.exchange import Exchange
    from engine.models.trace import Trace
    from knowledge.catalog import Catalog

RAIL, DETAILS = 50, 80
"""Cells of the rail on a wide screen, and those beside it that it leaves to the details when it takes more."""


class Results(Vertical):
    """Shows one trace, and keeps which stage is chosen and how deep it is opened."""

    def __init__(self) -> None:
        super().__init__()
        self._trace: Trace | None = None
        self._notices: Sequence[str] = ()
        self._said: VerdictText | None = None
        self.for_caller = False

    def compose(self) -> ComposeResult:
        yield VerdictLines()
        with Horizontal(id="panes"):
            yield StageRail()
            yield StageDetails()
        yield FoldedLine()

    @property
    def rail(self) -> StageRail:
        return self.query_one(StageRail)

    @property
    def details(self) -> StageDetails:
        return self.query_one(StageDetails)

    @property
    def verdict(self) -> VerdictLines:
        return self.query_one(VerdictLines)

    def show(
        self, trace: Trace, catalog: Catalog, exchange: Exchange | None, *, keep: bool,
        notices: Sequence[str] = (), kept: str = "",
    ) -> None:  # fmt: skip
        """Shows a trace; `keep` stays at the stage that was chosen.

        `notices` are what is odd about the environment and its keys; `kept` is what this replaced and keeps.
        """
        self._trace, self._notices = trace, notices
        self.for_caller = self.for_caller and trace.verdict == "refused"
        self.remove_class("-unread")
        self._said = verdict_text(trace, catalog, kept=kept)
        self._say_verdict()
        self.rail.show(trace, keep=keep)
        self.query_one(FoldedLine).show(exchange, trace.recognised)
        self._give_room()
        self.open("stage")

    def on_resize(self) -> None:
        self._give_room()
        self.call_after_refresh(self._fit_sentence)

    def _give_room(self) -> None:
        """Gives the rail the cells that its words take, where the details keep enough."""
        spare = self.app.size.width - DETAILS
        wanted = min(rail_width(self._trace), spare) if self._trace else 0
        self.rail.styles.width = wanted if wanted > RAIL else None

    def _fit_sentence(self) -> None:
        """Says the verdict's sentence in its stage where its own line cuts it now, and only there."""
        self.details.cut(self.verdict.cut)

    def say_unread(self, rows: list[Row] | None = None) -> None:
        """Says that the text as it is now cannot be read, or what else is wrong; what is below it fades."""
        self.add_class("-unread")
        self.verdict.say_unread(rows or unread_rows())

    def fold(self, folded: bool) -> None:
        """Says how the inputs are opened, or how they are left."""
        self.query_one(FoldedLine).fold(folded)

    def open(self, view: View) -> None:
        """Shows the chosen stage in short or in full, all fixes, or instead of the stage what is for the caller."""
        view = "caller" if self.for_caller and view == "stage" else view
        if self._trace:
            self.details.show(self._trace, self.rail.stage, view, cut=self.verdict.cut, notices=self._notices)

    def show_caller(self, shown: bool) -> None:
        """Shows what may be told to the caller, or all that was found."""
        self.for_caller = shown
        self._say_verdict()
        self.open("stage")

    def _say_verdict(self) -> None:
        """Says the verdict, in the caller's view only what the caller may know of it."""
        said = caller_verdict(self._trace) if self.for_caller and self._trace else self._said
        if said is not None:
            self.verdict.say(said)

    def step_back(self) -> bool:
        """Closes what is opened deepest; False where nothing is."""
        deep = self.details.view not in ("stage", "caller") or self.details.has_focus
        if deep:
            self.open("stage")
            self.rail.focus()
        return deep

    @on(StagePicked)
    def _picked(self) -> None:
        self.open("stage")
        self.refresh_bindings()

    @on(StageOpened)
    def _opened(self, event: StageOpened) -> None:
        event.stop()
        self.open("whole")
        self.details.focus()
