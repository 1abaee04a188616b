"""What Diagnose does with a capture of several requests: it says so, hands it to Replay, and goes back to what was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace
from textual import on
from textual.events import ScreenResume

from tui.render.lines import plural
from tui.screens.diagnose_keys import DiagnoseKeys

if TYPE_CHECKING:
    from engine.models.exchange import Capture
    from tui.judging import Source
    from tui.workbench import Inputs

LONG_HAR = 1_000_000
"""Characters of a HAR that only Replay reads: reading it here would hold up a key."""


class DiagnoseSeveral(DiagnoseKeys):
    """Diagnose, as far as captures go that are for Replay."""

    def __init__(self, inputs: Inputs) -> None:
        super().__init__(inputs)
        self._before = inputs
        self._for_replay: Inputs | None = None
        self._captured = False

    def _drop_capture(self) -> bool:
        """Goes back to the inputs before a capture that Replay has now; whether there was one."""
        if self._inputs != self._for_replay:
            return False
        if self._replaced[-1:] == [self._before]:
            self._replaced.pop()
        self._inputs = replace(self._before, environment=self._inputs.environment)
        self._for_replay, self._captured = None, True
        return True

    def _is_long_har(self) -> bool:
        """Whether the text is for Replay without being read here, which would take the keyboard's time."""
        from engine.captures.detect import detect_kind

        inputs = self._inputs
        alone = not (inputs.token.strip() or inputs.response.strip() or inputs.evidence)
        return alone and len(inputs.text) > LONG_HAR and detect_kind(inputs.text) == "HAR"

    def _show_long_har(self, asked: bool) -> None:
        self._say_several("HAR", "HAR: ctrl+r opens it in Replay", self._source("HAR"), asked)

    def _show_capture(self, capture: Capture, asked: bool) -> None:
        from tui.judging import is_big

        said = f"{capture.kind} with {plural(len(capture.exchanges), 'request')}: ctrl+r opens them in Replay"
        source = self._source(capture.kind)
        self._say_several(capture.kind, said, source if is_big(source) else capture, asked)

    def _source(self, kind: str) -> Source:
        from tui.judging import Source

        return Source(self._inputs.name or kind, self._inputs.text)

    def _say_several(self, kind: str, said: str, source: Capture | Source, asked: bool) -> None:
        """Says that this is for Replay, and opens it there where a person asked."""
        self.show_results(self.trace is not None)
        self.panel.say_problem("text", said, loud=False)
        self.panel.field("text").held.name_kind(kind)
        if asked:
            self.action_inputs()
            self._for_replay = self._inputs
            self.owner.open_replay(source)

    @on(ScreenResume)
    def _leave_it_to_replay(self) -> None:
        """Shows what was here before a capture that Replay has now."""
        if not self._drop_capture():
            return
        self.take(self._inputs, keep=False)
        self.panel.clear_problems()
        if self.trace is not None:
            self.action_leave_box()
        self.start()
