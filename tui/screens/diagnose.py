"""Diagnose: paste a request, read why it was refused, go one step deeper with Enter and back with Escape."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath
from typing import TYPE_CHECKING

from msgspec.structs import replace
from textual import on, work
from textual.events import ScreenResume
from textual.timer import Timer
from textual.widget import Widget

from tui.drafts import fact_names, facts_of, internal_problem, is_empty, pasted, problem_field, problem_words, typed
from tui.messages import Diagnosed, InputPasted, InputsEdited, InputsGiven
from tui.render.folded import held_words
from tui.render.verdict import broken_rows, broken_words
from tui.screens.diagnose_several import DiagnoseSeveral
from tui.watching import Watch
from tui.widgets.diagnose.input_panel import InputPanel
from tui.widgets.diagnose.results import Results
from tui.widgets.diagnose.welcome import Question, Welcome

if TYPE_CHECKING:
    from engine.models.exchange import Problem
    from engine.models.trace import Trace
    from tui.workbench import Diagnosis, Inputs

TYPING_PAUSE = 0.15
"""Seconds without a key before a half-typed text is diagnosed."""
LOOK = 1.0
"""Seconds after which it is looked whether the environment changed on disk."""
WORTH_SAYING = 0.2
"""Seconds after which it is said what is awaited."""


class DiagnoseScreen(DiagnoseSeveral):
    """The inputs, the verdict, the stage rail and what the chosen stage found."""

    PLACE = "diagnose"
    AUTO_FOCUS = "#field-text SecretArea"

    def __init__(self, inputs: Inputs | None = None) -> None:
        from tui.workbench import Inputs

        super().__init__(Inputs())
        self._given = inputs
        self._typing: Timer | None = None
        self._waiting: Timer | None = None
        self._asked = False
        self._notices: tuple[str, ...] = ()
        self._watch = Watch()
        self._owed = False

    def compose_body(self) -> Iterable[Widget]:
        yield Question()
        yield InputPanel()
        yield Welcome()
        results = Results()
        results.display = False
        yield results

    def on_mount(self) -> None:
        super().on_mount()
        self.watch(self.app, "environment", self._judge_against, init=False)
        self.set_interval(LOOK, lambda: self.look() if self.is_current else None)
        if self._given is not None:
            self.post_message(InputsGiven(self._given))

    @property
    def inputs(self) -> Inputs:
        """What is diagnosed now."""
        return self._inputs

    # What comes in

    @on(InputsGiven)
    def _given_inputs(self, event: InputsGiven) -> None:
        self._drop_capture()
        keeps = self._kept or self._keeps(event.inputs)
        self.take(event.inputs, keep=not self._kept)
        self._kept = keeps
        self.start(asked=True)

    @on(InputPasted)
    def _pasted(self, event: InputPasted) -> None:
        self.take(pasted(self._inputs, event.field, event.value, event.name))
        if event.field == "text" and (names := fact_names(facts_of(self._inputs))):
            self.notify(f"still given beside it: {', '.join(names)}; K clears that", timeout=4, markup=False)
        self.start(asked=True)

    @on(InputsEdited)
    def _edited(self, event: InputsEdited) -> None:
        self._inputs = typed(self._inputs, event.field, event.value)
        if self._typing:
            self._typing.stop()
        self._typing = self.set_timer(TYPING_PAUSE, self.start)

    def show_diagnosis(self, diagnosis: Diagnosis) -> None:
        """Shows a diagnosis made elsewhere, such as that of one request of a capture."""
        self.take(diagnosis.inputs)
        notices = self._notices_of(diagnosis.inputs) if diagnosis.exchange else ()
        self.post_message(Diagnosed(diagnosis, asked=True, notices=notices))

    def _judge_against(self, environment: str | None) -> None:
        if environment != self._inputs.environment:
            self._inputs = replace(self._inputs, environment=environment)
            if self.trace is not None:
                self.action_leave_box()
            self.start()

    def take(self, inputs: Inputs, *, keep: bool = True) -> None:
        """Puts other inputs into the boxes; what they replace can be brought back, unless it is not to be kept."""
        self._drop_capture()
        if keep and self._keeps(inputs):
            self._replaced.append(self._inputs)
        self._before = self._inputs
        self._inputs, self._kept = inputs, ""
        self.panel.put(text=inputs.text, token=inputs.token, response=inputs.response)
        self.owner.environment, self.owner.facts = inputs.environment, facts_of(inputs)

    def _keeps(self, other: Inputs) -> str:
        """What would be lost by other inputs, in a word."""
        if not is_empty(self._inputs):
            return "request" if self._inputs != other else ""
        given = facts_of(self._inputs)
        if fact_names(given) and given != facts_of(other):
            return "facts"
        chosen = self._inputs.environment is not None or self._captured
        return "environment" if chosen and self._inputs.environment != other.environment else ""

    # Diagnosing

    def start(self, *, asked: bool = False) -> None:
        """Diagnoses the inputs as they are, off the UI thread."""
        self.owner.facts = facts_of(self._inputs)
        if self._typing:
            self._typing.stop()
        if is_empty(self._inputs):
            self._show_nothing()
            return
        if self._is_long_har():
            self._stop_waiting()
            self._show_long_har(asked)
            return
        if asked:  # a key pressed before the answer is there must not land in the text
            self._asked = True
            self.set_focus(None)
        if self._waiting is None:
            self._waiting = self.set_timer(WORTH_SAYING, self._say_waiting)
        self._diagnose(self._inputs, asked)

    @on(ScreenResume)
    def look(self) -> None:
        """Judges again where the environment, or its deployed copy, changed on disk since."""
        if not self._watch.changed(self.owner.workbench, self._inputs.environment):
            return
        if self.is_current:
            self.notify("the environment changed on disk", timeout=3)
        if is_empty(self._inputs) and self._diagnosis is not None:
            self._diagnose_again(self._diagnosis)
        else:
            self.start(asked=self._owed and not self._boxed)

    @work(thread=True, exclusive=True, group="diagnose")
    def _diagnose_again(self, diagnosis: Diagnosis) -> None:
        again = self.owner.workbench.again(diagnosis)
        self.post_message(Diagnosed(again, asked=False, notices=self._notices_of(diagnosis.inputs)))

    @work(thread=True, exclusive=True, group="diagnose")
    def _diagnose(self, inputs: Inputs, asked: bool) -> None:
        workbench = self.owner.workbench
        try:
            diagnosis = workbench.diagnose(inputs)
            recorded = workbench.record(diagnosis) if asked and self.owner.records else ()
        except Exception as error:  # a bug of ours must not take the pasted text with it
            self.post_message(Diagnosed(internal_problem(inputs, error), asked))
        else:
            self.post_message(Diagnosed(diagnosis, asked, recorded, self._notices_of(inputs)))

    def _notices_of(self, inputs: Inputs) -> tuple[str, ...]:
        """What is odd about the environment and its keys; the environment's file by its name, without its folder."""
        folder = f"{PurePath(inputs.environment or '').parent}/"
        return tuple(said.removeprefix(folder) for said in self.owner.workbench.notices(inputs))

    @on(Diagnosed)
    def _diagnosed(self, event: Diagnosed) -> None:
        self.owner.add_events(event.events)
        if event.diagnosis.inputs != self._inputs:
            return
        self._stop_waiting()
        self._watch.judged(event.diagnosis)
        asked, self._asked = event.asked or self._asked, False
        self._owed = event.diagnosis.broken and (asked or self._owed)
        if asked and event.diagnosis.exchange is not None:
            self.owner.recent.appendleft(event.diagnosis)
        self._notices = event.notices
        self.owner.say_copy()
        self._show(event.diagnosis, asked)
        self.refresh_bindings()

    # What is shown

    def _show(self, diagnosis: Diagnosis, asked: bool) -> None:
        if diagnosis.trace is not None:
            self._show_trace(diagnosis, diagnosis.trace, asked)
        elif diagnosis.capture is not None:
            self._show_capture(diagnosis.capture, asked)
        elif diagnosis.problem is not None and diagnosis.broken:
            self._show_broken(str(diagnosis.inputs.environment), diagnosis.problem, asked)
        elif diagnosis.problem is not None:
            self._show_problem(diagnosis.problem, asked)

    def _show_trace(self, diagnosis: Diagnosis, trace: Trace, asked: bool) -> None:
        catalog, keep = self.owner.workbench.catalog, not asked and self.trace is not None
        self.panel.clear_problems()
        self.results.show(trace, catalog, diagnosis.exchange, keep=keep, notices=self._notices, kept=self._kept)
        self._diagnosis = diagnosis
        if diagnosis.exchange is not None:  # one from the audit was judged then, maybe against another environment
            self.owner.environment_read = trace.environment
        self.show_results(True)
        if asked:
            self.action_leave_box()

    def _show_problem(self, problem: Problem, asked: bool) -> None:
        asked = asked or not self.panel.display  # what is wrong cannot stand behind the folded line
        field = problem_field(problem, self._inputs)
        self.panel.say_problem(field, problem_words(problem), loud=asked)
        if self.trace is not None:
            self.results.say_unread()
        self.show_results(self.trace is not None)
        if asked:
            self.action_inputs()
            self.panel.field(field).focus_box()

    def _show_broken(self, name: str, problem: Problem, asked: bool) -> None:
        """Says what is wrong with the environment; the request is fine, and what was found before stays."""
        before = self._diagnosis
        if before is None or before.trace is None:
            self.show_results(False)
            self.panel.say_problem("text", broken_words(name, problem), loud=asked)
            if asked:
                self.query_one(Welcome).focus()
            return
        self.panel.clear_problems()
        same = replace(before.inputs, environment=None) == replace(self._inputs, environment=None)
        self.results.say_unread(broken_rows(name, problem, same=same))
        self.show_results(True)
        if asked:
            self.action_leave_box()

    def _stop_waiting(self) -> None:
        if self._waiting:
            self._waiting.stop()
        self._waiting = None

    def _show_nothing(self) -> None:
        self._stop_waiting()
        self.workers.cancel_group(self, "diagnose")
        self._diagnosis = None
        self.panel.clear_problems()
        self.show_results(False)
        self.fold(False)
        self.refresh_bindings()

    def _say_waiting(self) -> None:
        if self._waiting is None:  # the diagnosis came while this was on its way
            return
        self.show_results(True)
        self.results.verdict.wait_for(held_words(self._inputs.text or self._inputs.token, None))
