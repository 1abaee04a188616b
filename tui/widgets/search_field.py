"""A line to search or filter a list with: the arrows move in the list while the cursor stays in the text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input

from tui.render.request import looks_whole

LONGEST = 200
"""Characters; what is pasted here is a code or a few words."""

COMPACT = "-textual-compact"
"""The class of what is `compact`. Given from the start; Textual alone styles such a widget twice."""


class SearchField(Input):
    """Posts `Steered` for the keys that move in a list; Enter is `Input.Submitted`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "Open", tooltip="open the row under the cursor"),
        Binding("escape", "screen.back", "Leave", tooltip="back to the list"),
        Binding("down", "steer('move', 1)", "Next", show=False),
        Binding("up", "steer('move', -1)", "Before", show=False),
        Binding("pagedown", "steer('page', 1)", "Page down", show=False),
        Binding("pageup", "steer('page', -1)", "Page up", show=False),
    ]

    @dataclass
    class Steered(Message):
        """A key that moves in the list was pressed: `move` or `page`, by so many."""

        how: str
        by: int

    def __init__(self, placeholder: str, *, id: str | None = None) -> None:
        super().__init__(placeholder=placeholder, compact=True, classes=COMPACT, max_length=LONGEST, id=id)

    def _on_paste(self, event: events.Paste) -> None:
        """Leaves a whole request, which nobody searches for, to the screen."""
        if looks_whole(event.text):
            event.prevent_default()

    def action_steer(self, how: str, by: int) -> None:
        """Hands the key on to the list."""
        self.post_message(self.Steered(how, by))


class FilterField(SearchField):
    """Narrows a list while one types; Enter goes on in the list."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "To the list", tooltip="on in the list, with this filter"),
        Binding("escape", "screen.back", "No filter", tooltip="take the filter away"),
    ]
