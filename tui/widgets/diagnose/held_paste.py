"""A text too big for a text box, held beside it and shown by its kind and size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from tui.render.folded import held_words
from tui.render.lines import Row, Span, line
from tui.widgets.rows import Rows


class HeldPaste(Rows, can_focus=True):
    """Stands for a big text. Another paste replaces it, Delete removes it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("delete", "remove", "Remove", tooltip="take the held text out of the box"),
        Binding("backspace", "remove", "Remove", show=False),
    ]

    @dataclass
    class Removed(Message):
        """The held text is to go."""

    @dataclass
    class Pasted(Message):
        """Another text was pasted over it."""

        text: str

    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self._kind: str | None = None

    def hold(self, text: str, kind: str | None = None) -> None:
        """Holds a text; `kind` is said once it is known."""
        self.text, self._kind = text, kind
        self.redraw()

    def name_kind(self, kind: str) -> None:
        """Says what the held text was recognised as."""
        self._kind = kind
        self.redraw()

    def rows_for(self, width: int) -> Sequence[Row]:
        return [
            Row(left=line(Span(held_words(self.text, self._kind), "strong")), keep=True),
            Row(left=line(Span("held whole, not shown; paste replaces it, Delete removes it", "dim"))),
        ]

    def action_remove(self) -> None:
        """Takes the text out."""
        self.post_message(self.Removed())

    def on_paste(self, event: events.Paste) -> None:
        event.stop()
        self.post_message(self.Pasted(event.text))
