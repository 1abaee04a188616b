"""One audit event opened, in a pane that scrolls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.message import Message

from tui.render.event import event_page
from tui.widgets.rows import StaticRows

if TYPE_CHECKING:
    from engine.audit.events import AuditEvent


class EventPage(VerticalScroll, can_focus=True):
    """Shows all fields of an event. Enter asks for its diagnosis."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "diagnosis", "Diagnosis", tooltip="what was found then, in Diagnose"),
    ]

    @dataclass
    class DiagnosisWanted(Message):
        """The diagnosis behind this event is wanted."""

        event: AuditEvent

    def __init__(self) -> None:
        super().__init__()
        self.event: AuditEvent | None = None

    def compose(self) -> ComposeResult:
        yield StaticRows()

    def show(self, event: AuditEvent) -> None:
        """Shows an event, from its top."""
        self.event = event
        self.query_one(StaticRows).update(event_page(event))
        self.scroll_home(animate=False)
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return bool(self.event and self.event.verdict) if action == "diagnosis" else True

    def action_diagnosis(self) -> None:
        """Asks for the diagnosis."""
        if self.event is not None:
            self.post_message(self.DiagnosisWanted(self.event))
