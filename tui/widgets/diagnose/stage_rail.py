"""The stages, one a row: the cursor is on the one whose checks are shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.reactive import reactive

from tui.messages import StageOpened, StagePicked
from tui.render.lines import BLANK, Row
from tui.render.rail import also_row, default_stage, rail_rows
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from engine.models.trace import Trace


class StageRail(Rows, can_focus=True):
    """Shows a trace's stages. Posts `StagePicked` as the cursor moves and `StageOpened` on Enter."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Checks", tooltip="show every check of the stage, also what passed"),
        Binding("up", "move(-1)", "Stage up", show=False, tooltip="the stage before"),
        Binding("down", "move(1)", "Stage down", show=False, tooltip="the stage after"),
        Binding("home", "move(-99)", "First stage", show=False),
        Binding("end", "move(99)", "Last stage", show=False),
    ]
    chosen = reactive(0)

    def __init__(self) -> None:
        super().__init__()
        self._trace: Trace | None = None

    def show(self, trace: Trace, *, keep: bool) -> None:
        """Shows another trace: at the stage that decided; where `keep` and it decides as before, at the same one."""
        before, stages = self.stage, [step.stage for step in trace.steps]
        keep = keep and self._trace is not None and _decision(self._trace) == _decision(trace)
        self._trace = trace
        self.chosen = stages.index(before) if keep and before in stages else default_stage(trace)
        self.redraw()

    @property
    def stage(self) -> str:
        """The chosen stage; empty before the first trace."""
        return self._trace.steps[min(self.chosen, len(self._trace.steps) - 1)].stage if self._trace else ""

    def choose(self, stage: str) -> None:
        """Puts the cursor on a stage of the trace."""
        if self._trace:
            self._go([step.stage for step in self._trace.steps].index(stage))

    def rows_for(self, width: int) -> Sequence[Row]:
        if self._trace is None:
            return []
        rows = rail_rows(self._trace, opened=self.chosen, width=width, focused=self.has_focus)
        also = also_row(self._trace, width)
        return [*rows, BLANK, also] if also else rows

    def action_move(self, by: int) -> None:
        """Moves the cursor so many stages."""
        self._go(self.chosen + by)

    def action_open(self) -> None:
        """Opens the chosen stage in full."""
        if self.stage:
            self.post_message(StageOpened(self.stage))

    def on_click(self, event: events.Click) -> None:
        if self._trace and event.y < len(self._trace.steps):
            self._go(event.y)

    def watch_has_focus(self, _: bool) -> None:
        self.redraw()

    def _go(self, place: int) -> None:
        if self._trace is None:
            return
        self.chosen = max(0, min(place, len(self._trace.steps) - 1))
        self.redraw()
        self.scroll_to_region_of(self.chosen)
        self.post_message(StagePicked(self.stage))

    def scroll_to_region_of(self, row: int) -> None:
        """Keeps the cursor's row on the screen."""
        from textual.geometry import Region

        self.scroll_to_region(Region(0, row, 1, 1), animate=False)


def _decision(trace: Trace) -> tuple[str, str | None, str]:
    """What was decided, why, and at which stage."""
    return trace.verdict, trace.reason, trace.steps[default_stage(trace)].stage
