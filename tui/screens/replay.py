"""Replay: every request of a capture judged, refused first; Enter opens one in Diagnose."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath
from typing import TYPE_CHECKING, ClassVar

from msgspec.structs import replace
from textual import on, work
from textual.binding import Binding, BindingType
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input
from textual.worker import get_current_worker

from engine.replay.rows import Row as JudgedRow
from tui.drafts import fact_names, facts_of, problem_words
from tui.judging import Apart, Batch, CaptureUnread, Here, Opened, Source, begin
from tui.messages import BatchJudged, CaptureOpened, ReplayFailed, RequestJudged
from tui.render.lines import Row, plural
from tui.render.replay import failed_rows, nothing_rows, stopped_line, waiting_rows
from tui.screens.base import WorkScreen
from tui.widgets.replay.judged_list import JudgedHeading, JudgedList
from tui.widgets.replay.replay_summary import ReplaySummary
from tui.widgets.row_list import RowList
from tui.widgets.rows import StaticRows
from tui.widgets.search_field import FilterField, SearchField

if TYPE_CHECKING:
    from engine.models.exchange import Capture
    from tui.workbench import Inputs

WORTH_SAYING = 0.2
"""Seconds after which it is said what is awaited."""


class ReplayScreen(WorkScreen):
    """Judges a capture while its rows appear. `source` is a capture, its text, or the path of one."""

    PLACE = "replay"
    CSS_PATH: ClassVar[list[str | PurePath]] = ["lists.tcss", "replay.tcss"]
    AUTO_FOCUS = "JudgedList"
    EXPLAINS: ClassVar[tuple[str, ...]] = (
        "Every request of a capture, judged against the environment, each at its own time; refused first.",
        "differs says that the captured answer is not what the environment predicts.",
        "Requests to hosts that the environment does not know are folded into one line.",
        "Enter opens a request in Diagnose, Esc comes back to its row. Nothing is sent.",
    )
    FOOTER: ClassVar[tuple[str, ...]] = ("stop", "filter", "again", "audit", "open_file", "environment", "demo")
    KEYED: ClassVar[tuple[tuple[str, type[Widget]], ...]] = (("in the list", JudgedList),)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "stop", "Stop", tooltip="stop judging; what is done stays"),
        Binding("escape", "back", "Back", show=False, tooltip="one step back, never out of the app"),
        Binding("slash", "filter", "Filter", tooltip="only rows with these words; -word leaves out"),
        Binding("ctrl+r", "again", "Judge again", show=False, tooltip="judge the whole capture again"),
    ]

    def __init__(self, source: Capture | Source | str | None = None) -> None:
        super().__init__()
        self._given = source
        self._source: Capture | Source | None = None
        self._called = ""
        self._opened: Opened | None = None
        self._judge_of_run: Here | Apart | None = None
        self._listed: Here | Apart | None = None
        self._batch: Batch | None = None
        self._run = 0
        self._judging = False
        self._waiting: Timer | None = None

    def compose_body(self) -> Iterable[Widget]:
        yield StaticRows(nothing_rows(), id="replay-nothing")
        yield ReplaySummary()
        yield FilterField("filter: 401, token.expired, POST, -cdn")
        yield JudgedHeading()
        yield JudgedList()

    def on_mount(self) -> None:
        super().on_mount()
        self.add_class("-empty")
        for judges in ("environment", "facts"):
            self.watch(self.app, judges, self._judge_against, init=False)
        if self._given is not None:
            self.open_on(self._given)

    def on_unmount(self) -> None:
        self._end_run()

    @property
    def is_done(self) -> bool:
        """Whether all of a capture is judged."""
        return not self._judging and self._batch is not None and self._batch.is_last

    @property
    def rows(self) -> JudgedList:
        return self.query_one(JudgedList)

    @property
    def summary(self) -> ReplaySummary:
        return self.query_one(ReplaySummary)

    @property
    def field(self) -> SearchField:
        return self.query_one(SearchField)

    # What comes in

    def open_on(self, source: Capture | Source | str) -> None:
        """Judges another capture, which is read first where it is a text or the path of a file."""
        self.remove_class("-empty")
        self.field.value = ""
        if isinstance(source, str):
            source = Source(PurePath(source).name, path=source)
        name = source.name if isinstance(source, Source) else self.owner.diagnose.inputs.name or source.kind
        self._start(source, name, record=True)

    @on(CaptureOpened)
    def _opened_it(self, event: CaptureOpened) -> None:
        if event.run != self._run or not self._judging:
            return
        self._opened, self._batch, self._listed = event.opened, None, self._judge_of_run
        self._wait(f"judging {plural(event.opened.total, 'request')}")
        self.rows.start(event.opened.total, event.opened.problems)

    @on(ReplayFailed)
    def _could_not(self, event: ReplayFailed) -> None:
        if event.run == self._run:
            self._rest()
            self.summary.say_other(failed_rows(event.said, kept=self._batch is not None))

    # Judging

    def action_again(self) -> None:
        """Judges the whole capture, and records that."""
        if self._source is not None:
            self._start(self._source, self._called, record=True)

    def _start(self, source: Capture | Source, name: str, *, record: bool) -> None:
        """Judges in a run of its own. `record` where a person asked for it."""
        self._end_run()
        self._run += 1
        self._source, self._called = source, name
        self._judging, self._opened = True, None
        self._wait(f"reading {name}")
        self._judge(self._run, source, name, self._inputs(), record and self.owner.records)
        self.refresh_bindings()

    @work(thread=True, exclusive=True, group="replay")
    def _judge(self, run: int, source: Capture | Source, name: str, inputs: Inputs, record: bool) -> None:
        worker, workbench = get_current_worker(), self.owner.workbench
        if problems := workbench.problems(inputs):
            self.post_message(ReplayFailed(run, problem_words(problems[0])))
            return
        judge = self._judge_of_run = begin(workbench, source, inputs)
        try:
            for said in judge.run():
                if worker.is_cancelled:
                    judge.stop()
                    return
                self.post_message(BatchJudged(run, said) if isinstance(said, Batch) else CaptureOpened(run, said))
                if isinstance(said, Batch) and said.is_last and record:
                    workbench.record_replay(name, said.summary, inputs)
        except CaptureUnread as error:
            self.post_message(ReplayFailed(run, str(error)))

    def _end_run(self) -> None:
        """Judges no more, and gives back what the run kept."""
        if self._judge_of_run is not None:
            self._judge_of_run.stop()

    @on(BatchJudged)
    def _judged(self, event: BatchJudged) -> None:
        if event.run != self._run or not self._judging:
            return
        batch = self._batch = event.batch
        self.rows.add(batch)
        self._head()
        self.summary.say(self._called, batch, facts=fact_names(self._inputs()))
        if batch.is_last:
            self._rest()
        self._stop_waiting()

    def _judge_against(self) -> None:
        if self._source is not None:
            self._start(self._source, self._called, record=False)

    def _inputs(self) -> Inputs:
        """What judges: the facts that a person gave, and the environment."""
        given = self.owner.facts or facts_of(self.owner.diagnose.inputs)
        return replace(given, environment=self.owner.environment)

    def _wait(self, awaited: str) -> None:
        self._stop_waiting()
        self._waiting = self.set_timer(WORTH_SAYING, lambda: self.summary.say_other(waiting_rows(awaited)))

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.stop()

    def _rest(self) -> None:
        self._judging = False
        self._stop_waiting()
        self.refresh_bindings()

    # What a person does

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Whether a key does something now; the footer and the help list only those that do."""
        able = {
            "stop": self._judging and not self.field.has_focus,
            "filter": self._batch is not None and not self.field.has_focus,
            "again": self._source is not None,
        }
        return able.get(action, True)

    def action_stop(self) -> None:
        """Stops judging; what is done stays."""
        self.workers.cancel_group(self, "replay")
        self._end_run()
        self._rest()
        if self._batch is not None and self._opened is not None:
            self.summary.say(self._called, self._batch, facts=fact_names(self._inputs()), stopped=True)
        else:
            self.summary.say_other([Row(left=stopped_line(0, self._opened.total if self._opened else None))])

    def action_filter(self) -> None:
        """Opens the filter."""
        self.field.display = True
        self.field.focus()

    @on(Input.Changed)
    def _filtered(self, event: Input.Changed) -> None:
        self.rows.filter(event.value)
        self._head()

    def _head(self) -> None:
        missed = self.field.value.strip() if self._batch is not None and not self.rows.count else ""
        self.query_one(JudgedHeading).say(self.rows.columns, missed)

    @on(Input.Submitted)
    def _chosen(self) -> None:
        self.rows.focus()

    @on(SearchField.Steered)
    def _steered(self, event: SearchField.Steered) -> None:
        (self.rows.action_move if event.how == "move" else self.rows.action_page)(event.by)

    def action_back(self) -> None:
        """One step back: out of the filter, then to where one came from."""
        if self.field.display:
            self.field.value = ""
            self.field.display = False
            self.rows.focus()
        else:
            super().action_back()

    @on(RowList.Opened)
    def _open(self, event: RowList.Opened) -> None:
        row = self.rows.judged[event.place]
        if self._listed is not None and isinstance(row, JudgedRow):
            self._look_at(self._run, self._listed, row.index, self._inputs())

    @work(thread=True, exclusive=True, group="look")
    def _look_at(self, run: int, judge: Here | Apart, index: int, inputs: Inputs) -> None:
        """Judges one request again: keeping every trace would cost more memory than the capture itself."""
        from tui.workbench import Diagnosis

        try:
            exchange = judge.exchange(index)
        except CaptureUnread as error:
            self.post_message(ReplayFailed(run, str(error)))
            return
        judged = self.owner.workbench.again(Diagnosis(inputs=inputs, exchange=exchange))
        self.post_message(RequestJudged(judged))

    @on(RequestJudged)
    def _show(self, event: RequestJudged) -> None:
        self.owner.show_diagnosis(event.diagnosis)
