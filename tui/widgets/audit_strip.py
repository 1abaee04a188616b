"""The audit under every screen: one line, or a panel with the newest events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.geometry import Size
from textual.reactive import reactive

from tui.render.audit import audit_line, strip_rows
from tui.render.lines import Row
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from engine.adapters.store import Counts
    from engine.audit.events import AuditEvent


class AuditStrip(Rows):
    """Shows the newest events it was given, newest first. Its height comes from the style sheet."""

    events: reactive[tuple[AuditEvent, ...]] = reactive(())
    counts: reactive[Counts | None] = reactive(None)

    def rows_for(self, width: int) -> Sequence[Row]:
        return self._strip(width)

    def watch_events(self) -> None:
        self.redraw()

    def watch_counts(self) -> None:
        self.redraw()

    def fit(self, opened: bool | None) -> None:
        """Takes the height of a panel, of one line, or, for None, what the screen has room for."""
        self.set_classes({True: "-open", False: "-closed", None: ""}[opened])

    def on_resize(self) -> None:
        self._drawn = None
        self.refresh()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return len(self._strip(width))

    def _strip(self, width: int) -> list[Row]:
        room = self._room()
        asked = [event for event in self.events if "Response" not in event.type]
        lines = [audit_line(event) for event in (self.events[:room] if room > 1 else asked[:1])]
        return strip_rows(lines, self.counts, width=width, height=room)

    def _room(self) -> int:
        """How many rows the style sheet allows."""
        most = self.styles.max_height
        return int(most.value) if most is not None else 1
