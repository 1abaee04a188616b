"""Audit: what was diagnosed, newest first and as it happens; Enter opens an event, and from it the diagnosis."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from tui.audit_feed import AuditGrew
from tui.render.event import nothing_rows
from tui.render.lines import GLYPHS, Row, Span, line
from tui.screens.base import WorkScreen
from tui.widgets.audit.event_list import AuditHeading, EventList, EventPane
from tui.widgets.audit.event_page import EventPage
from tui.widgets.row_list import RowList
from tui.widgets.rows import StaticRows
from tui.widgets.search_field import FilterField, SearchField

if TYPE_CHECKING:
    from engine.audit.events import AuditEvent
    from engine.audit.filters import Filter
    from tui.workbench import Diagnosis

PAGE = 500
"""Events that are read at a time."""


@dataclass
class EventsRead(Message):
    """Events came from the store for a list: all of it, or those below what it has. `serial` is that of the list."""

    serial: int
    events: tuple[AuditEvent, ...]
    older: bool


@dataclass
class DiagnosisRead(Message):
    """The diagnosis of an event came from the store."""

    diagnosis: Diagnosis


@dataclass
class DiagnosisGone(Message):
    """An event has no diagnosis any more; `said` is what the user is told."""

    said: str


class AuditScreen(WorkScreen):
    """The whole audit store as a list that stays live, with a filter, and one event opened in its place."""

    PLACE = "audit"
    CSS_PATH: ClassVar[list[str | PurePath]] = ["lists.tcss", "audit.tcss"]
    AUTO_FOCUS = "EventList"
    EXPLAINS: ClassVar[tuple[str, ...]] = (
        "What was diagnosed and replayed, here and in other terminals, newest first and as it happens.",
        "/ filters: words, or fields such as `stage:token status:4xx client:game-web since:2h -user:probe`.",
        "Enter opens an event, Enter again the diagnosis as it was then. b and B go to the next refused ones.",
        "Everything was redacted before it was written.",
    )
    FOOTER: ClassVar[tuple[str, ...]] = (
        "filter", "refused(1)", "guide", "audit", "open_file", "demo", "environment",
    )  # fmt: skip
    KEYED: ClassVar[tuple[tuple[str, type[Widget]], ...]] = (("in the list", EventList), ("in an event", EventPage))
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "filter", "Filter", tooltip="only events with these words or fields"),
        Binding("b", "refused(1)", "Next refused", tooltip="the next refused request, further down"),
        Binding("B", "refused(-1)", "Refused before", show=False, tooltip="the refused request above"),
        Binding("g", "guide", "Guide", tooltip="the guide's page on the reason"),
        Binding("a", "audit", "Leave", tooltip="back to the screen before"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._filter: Filter | None = None
        self._said = ""
        self._serial = 0
        self._seeking = 0

    def compose_body(self) -> Iterable[Widget]:
        yield FilterField("filter: token.expired, stage:token, status:4xx, since:2h, -user:probe")
        yield StaticRows(id="audit-problem")
        yield AuditHeading()
        yield StaticRows(id="audit-nothing")
        yield EventPane()
        yield EventPage()

    def on_mount(self) -> None:
        super().on_mount()
        self.owner.audit_grew.subscribe(self, self._grew)
        self.watch(self.app, "audit_counts", self._counted)

    @property
    def events(self) -> EventList:
        return self.query_one(EventList)

    @property
    def page(self) -> EventPage:
        return self.query_one(EventPage)

    @property
    def field(self) -> SearchField:
        return self.query_one(SearchField)

    @property
    def chosen(self) -> AuditEvent | None:
        """The event that is opened, or under the cursor."""
        return self.page.event if self.has_class("-open") else self.events.chosen

    # What comes from the store

    def _load(self) -> None:
        """Reads the list anew."""
        self._serial += 1
        self._read(self._serial, self._filter, None)

    @work(thread=True, exclusive=True, group="events")
    def _read(self, serial: int, filter: Filter | None, before: str | None) -> None:
        from engine.adapters.store_file import StoreProblem

        try:
            found = self.owner.workbench.store.recent(PAGE, before_id=before, filter=filter)
        except StoreProblem:
            return  # the feed says so
        self.post_message(EventsRead(serial, found, before is not None))

    @on(EventsRead)
    def _listed(self, read: EventsRead) -> None:
        if read.serial != self._serial:
            return
        more = len(read.events) == PAGE
        (self.events.add_older if read.older else self.events.start)(read.events, more=more)
        self._show_list()
        if self._seeking:
            self.action_refused(self._seeking)

    @on(EventList.OlderWanted)
    def _older(self, event: EventList.OlderWanted) -> None:
        self._read(self._serial, self._filter, event.before)

    def _grew(self, grew: AuditGrew) -> None:
        if grew.whole:
            self._load()
            return
        known = {event.id for event in self.events.events[: len(grew.events)]}
        new = [event for event in grew.events if event.id not in known and self._passes(event)]
        if new:
            self.events.add_newer(new)
        self._show_list()

    def _passes(self, event: AuditEvent) -> bool:
        return self._filter is None or self._filter.matches(event)

    def _counted(self, counts: object) -> None:
        if counts is not None and not self._serial:
            self._load()
        self._show_list()

    def _show_list(self) -> None:
        self.set_class(not self.events.count, "-empty")
        self.query_one(AuditHeading).show(self.owner.audit_counts, self._said, self.events.sizes)
        memory = self.owner.audit_notice if self._in_memory else None
        rows = nothing_rows(self.owner.audit_counts, self._said, memory)
        self.query_one("#audit-nothing", StaticRows).update(rows)
        self.query_one(EventPane).say_chosen()
        self.refresh_bindings()

    @property
    def _in_memory(self) -> bool:
        return self.owner.audit_counts is not None and self.owner.workbench.store.path is None

    # The filter

    def action_filter(self) -> None:
        """Opens the filter."""
        self.add_class("-filter")
        self.field.focus()

    @on(Input.Changed)
    def _filtered(self, event: Input.Changed) -> None:
        problem = self._take_filter(event.value)
        self._say_problem(problem)
        if not problem:
            self._said = event.value.strip()
            self._load()

    def _take_filter(self, text: str) -> str:
        """Takes a filter that can be read; what is wrong with one that cannot, while the last good one stays."""
        from engine.adapters.clock import now
        from engine.audit.filters import FilterProblem, parse_filter

        try:
            self._filter = parse_filter(text, now=now())
        except FilterProblem as problem:
            return str(problem)
        return ""

    def _say_problem(self, said: str) -> None:
        held = Span(f"  Shown: where {self._said}." if self._said else "  Shown: all events.", "dim")
        rows = [Row(left=line(Span(f"{GLYPHS['failed']} ", "failed"), said, held), hang=2)] if said else []
        self.set_class(bool(said), "-problem")
        self.query_one("#audit-problem", StaticRows).update(rows)

    @on(Input.Submitted)
    def _chosen_filter(self) -> None:
        self.events.focus()

    @on(SearchField.Steered)
    def _steered(self, event: SearchField.Steered) -> None:
        (self.events.action_move if event.how == "move" else self.events.action_page)(event.by)

    # What a person does

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Whether a key does something now; the footer and the help list only those that do."""
        typing = self.field.has_focus
        able = {
            "filter": not typing and not self.has_class("-open"),
            "refused": not typing and bool(self.events.count),
            "guide": not typing and bool(self.chosen and self.chosen.reason),
        }
        return able.get(action, True)

    @on(RowList.Opened)
    def _open(self) -> None:
        if self.events.chosen is not None:
            self.add_class("-open")
            self.page.show(self.events.chosen)
            self.page.focus()

    def action_refused(self, by: int) -> None:
        """Goes to the next refused request, reading older events where none is on the list."""
        found = self.events.seek(by)
        self._seeking = by if not found and by > 0 and self.events.want_older(self.events.count) else 0
        if found and self.has_class("-open"):
            self._open()
        elif not found and not self._seeking:
            self.notify("no refused request further down" if by > 0 else "no refused request above", timeout=3)

    def action_guide(self) -> None:
        """Opens the guide on the event's reason."""
        if self.chosen and self.chosen.reason:
            self.action_open_entry(self.chosen.reason)

    def action_open_entry(self, entry: str) -> None:
        """Opens the guide at an entry."""
        self.owner.open_guide(entry)

    @on(EventPage.DiagnosisWanted)
    def _wanted(self, event: EventPage.DiagnosisWanted) -> None:
        self._read_diagnosis(event.event)

    @work(thread=True, exclusive=True, group="diagnosis")
    def _read_diagnosis(self, event: AuditEvent) -> None:
        from engine.adapters.store_file import StoreProblem
        from tui.past import NoDiagnosis, past_diagnosis

        try:
            found = past_diagnosis(self.owner.workbench.store, event.id, self.owner.environment)
        except (NoDiagnosis, StoreProblem) as problem:
            self.post_message(DiagnosisGone(str(problem)))
        else:
            self.post_message(DiagnosisRead(found))

    @on(DiagnosisRead)
    def _show_diagnosis(self, read: DiagnosisRead) -> None:
        self.owner.show_diagnosis(read.diagnosis)

    @on(DiagnosisGone)
    def _no_diagnosis(self, gone: DiagnosisGone) -> None:
        self.notify(gone.said, severity="warning", timeout=5, markup=False)

    def action_back(self) -> None:
        """One step back: out of the event, out of the filter, then to where one came from."""
        if not (self.has_class("-open") or self.has_class("-filter")):
            super().action_back()
            return
        if not self.has_class("-open"):
            self.field.value = ""
            self.remove_class("-filter")
        self.remove_class("-open")
        self.events.focus()

    def action_audit(self) -> None:
        """Leaves the whole screen for the lines below the others."""
        self.owner.audit_open = None
        self.owner.go_back()
