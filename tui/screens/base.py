"""What every numbered screen has: the header, its own body, the audit strip and the footer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget

from tui.places import available
from tui.screens.steady import SteadyScreen
from tui.widgets.audit_strip import AuditStrip
from tui.widgets.footer_line import FooterLine
from tui.widgets.header_line import HeaderLine, Surroundings
from tui.widgets.rows import ROLE_CLASSES

if TYPE_CHECKING:
    from engine.adapters.store import Counts
    from engine.audit.events import AuditEvent
    from tui.app import ApiwhyApp


class WorkScreen(SteadyScreen[None]):
    """Subclasses yield their body in `compose_body`, and say in `PLACE` which of the places they are.

    `EXPLAINS` are the sentences of its help page; `KEYED` the widgets whose keys it lists besides its own; `FOOTER` the
    actions of screen and app that the footer names, in order, after those of what has focus; empty: all.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = set(ROLE_CLASSES)
    PLACE: ClassVar[str] = ""
    EXPLAINS: ClassVar[tuple[str, ...]] = ()
    KEYED: ClassVar[tuple[tuple[str, type[Widget]], ...]] = ()
    FOOTER: ClassVar[tuple[str, ...]] = ()
    _grew_audit = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Back", show=False, tooltip="one step back, never out of the app"),
        Binding("a", "audit", "Audit", tooltip="grow the audit: a panel, then the whole screen"),
        Binding("A", "shrink_audit", "Shrink audit", show=False, tooltip="the audit in one line"),
    ]

    @property
    def owner(self) -> ApiwhyApp:
        """The app, by its own type."""
        return cast("ApiwhyApp", self.app)

    @property
    def footer_actions(self) -> tuple[str, ...]:
        """The actions that the footer may name now, in order."""
        return self.FOOTER

    def compose(self) -> ComposeResult:
        yield HeaderLine([(place.number, place.name, place.title) for place in available()], self.PLACE)
        yield from self.compose_body()
        yield AuditStrip()
        yield FooterLine()

    def compose_body(self) -> Iterable[Widget]:
        """The screen's own widgets, between header and audit strip."""
        raise NotImplementedError

    def on_mount(self) -> None:
        self.watch(self.app, "surroundings", self._surround)
        self.watch(self.app, "events", self._audit)
        self.watch(self.app, "audit_counts", self._count_audit)
        self.watch(self.app, "audit_open", self._open_audit)

    def on_paste(self, event: events.Paste) -> None:
        """A paste that no box took is a new request."""
        event.stop()
        self.owner.take_paste(event.text)

    def action_back(self) -> None:
        """One step back: out of the audit's panel where it was opened here, then to the screen before."""
        if self._grew_audit and self.owner.audit_open:
            self.owner.audit_open = None
        else:
            self.owner.go_back()
        self._grew_audit = False

    def action_audit(self) -> None:
        """Grows the audit: to a panel, then to the whole screen."""
        if self.owner.audit_open:
            self.owner.action_go("audit")
        else:
            self.owner.audit_open = self._grew_audit = True

    def action_shrink_audit(self) -> None:
        """Shrinks the audit to one line, or gives it back its place."""
        self.owner.audit_open = None if self.owner.audit_open is False else False

    def _surround(self, surroundings: Surroundings) -> None:
        self.query_one(HeaderLine).surroundings = surroundings

    def _audit(self, events: tuple[AuditEvent, ...]) -> None:
        self.query_one(AuditStrip).events = events

    def _count_audit(self, counts: Counts | None) -> None:
        self.query_one(AuditStrip).counts = counts

    def _open_audit(self, opened: bool | None) -> None:
        """Told to the strip alone: a class of the screen styles everything on it again, which takes 100 ms."""
        self.query_one(AuditStrip).fit(opened)
