"""Audit events, newest first: new ones come in at the top, older ones are read as one gets there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message

from tui.render.audit import audit_line, column_sizes, event_row
from tui.render.event import TITLES, chosen_rows, dated_line, heading_rows
from tui.render.lines import Row
from tui.widgets.row_list import RowList
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from engine.adapters.store import Counts
    from engine.audit.events import AuditEvent

AHEAD = 100
"""Rows before the end at which older events are asked for."""


class EventList(RowList):
    """Posts `OlderWanted` where the cursor nears the end and there are older events."""

    @dataclass
    class OlderWanted(Message):
        """Events older than this one are wanted."""

        before: str

    def __init__(self) -> None:
        super().__init__()
        self.events: list[AuditEvent] = []
        self.sizes = column_sizes(())
        self._more = False

    @property
    def count(self) -> int:
        return len(self.events)

    @property
    def chosen(self) -> AuditEvent | None:
        """The event under the cursor."""
        return self.events[self.cursor] if self.events else None

    def row(self, place: int, width: int) -> Row:
        event = self.events[place]
        first = place <= self.scroll_offset.y or self.events[place - 1].at[:10] != event.at[:10]
        return event_row(dated_line(event, width, day=first), self.sizes, width)

    def start(self, events: Sequence[AuditEvent], *, more: bool) -> None:
        """Shows other events; `more` says that there are older ones. The cursor stays on its event if it is there."""
        under = self.chosen.id if self.chosen and self.cursor else None
        self.events, self._more = list(events), more
        self._fit(events)
        self.refill(next((place for place, event in enumerate(self.events) if event.id == under), 0))

    def add_older(self, events: Sequence[AuditEvent], *, more: bool) -> None:
        """Adds events at the end."""
        self.events += events
        self._fit(events)
        self._more = more
        self.refill()

    def add_newer(self, events: Sequence[AuditEvent]) -> None:
        """Puts events at the top, newest first; the cursor follows them only from the top."""
        self.events[:0] = events
        self._fit(events)
        self.refill(self.cursor + len(events) if self.cursor else 0)

    def _fit(self, events: Sequence[AuditEvent]) -> None:
        sizes = column_sizes((audit_line(event) for event in events), self.sizes)
        self.sizes = {name: size and max(size, len(TITLES[name])) for name, size in sizes.items()}

    def watch_cursor(self, before: int, after: int) -> None:
        super().watch_cursor(before, after)
        self.want_older(after + AHEAD)

    def want_older(self, upto: int) -> bool:
        """Asks for older events where the list is shorter than this; whether it did."""
        if not self._more or not self.events or upto < len(self.events):
            return False
        self._more = False
        self.post_message(self.OlderWanted(self.events[-1].id))
        return True

    def seek(self, by: int) -> bool:
        """Goes to the next refused diagnosis further down, or up where negative; whether there is one."""
        place = self.cursor + by
        while 0 <= place < len(self.events):
            if is_refusal(self.events[place]):
                self.go(place)
                return True
            place += by
        return False


def is_refusal(event: AuditEvent) -> bool:
    """Whether it is the event of a refused request; that of its response is not another refusal."""
    return event.verdict == "refused" and "Response" not in event.type


class AuditHeading(Rows):
    """How many events there are, which filter holds, and the names of the columns."""

    def __init__(self) -> None:
        super().__init__()
        self.said = ""
        self._counts: Counts | None = None
        self._sizes = column_sizes(())

    def show(self, counts: Counts | None, said: str, sizes: dict[str, int]) -> None:
        """Says other counts, the filter that holds, and names columns of these sizes."""
        self._counts, self.said, self._sizes = counts, said, sizes
        self.redraw()

    def rows_for(self, width: int) -> Sequence[Row]:
        return heading_rows(self._counts, self.said, self._sizes, width)


class ChosenEvent(Rows):
    """What is said of the event under the cursor, whole."""

    def __init__(self, events: EventList) -> None:
        super().__init__()
        self._events = events

    def rows_for(self, width: int) -> Sequence[Row]:
        return chosen_rows(self._events.chosen, width)


class EventPane(Vertical):
    """The list, and below it the whole sentence of its chosen event."""

    def compose(self) -> ComposeResult:
        events = EventList()
        yield events
        yield ChosenEvent(events)

    @on(RowList.Moved)
    def say_chosen(self) -> None:
        """Says what the cursor stands on now."""
        self.query_one(ChosenEvent).redraw()
