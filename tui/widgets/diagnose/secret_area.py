"""A text box that covers the secrets in it: in what is drawn, and in what copy and cut hand out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.document._document import Selection
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import TextArea

from engine.redaction import mask_spans, redact_pasted
from tui.render.mask import by_line, shown_line
from tui.render.request import is_finished


class SecretArea(TextArea):
    """A `TextArea` that draws, copies and cuts its text redacted. `revealed` draws it as it is; copies stay redacted.

    Overriding `get_line` alone is not enough: the selection and the clipboard read the document itself.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+shift+z", "redo", "Redo", show=False),
    ]
    ALLOW_SELECT = False
    revealed = reactive(False)

    @dataclass
    class Pasted(Message):
        """A text was pasted; the box itself has not changed."""

        area: SecretArea
        text: str

        @property
        def control(self) -> SecretArea:
            return self.area

    @dataclass
    class Submitted(Message):
        """Enter behind a line that is finished by itself."""

        area: SecretArea

    def __init__(self, *, placeholder: str = "", id: str | None = None) -> None:
        super().__init__(id=id, placeholder=placeholder, tab_behavior="focus", highlight_cursor_line=False)
        self._covered_text: str | None = None
        self._covered: dict[int, list[tuple[int, int]]] = {}
        self._taken: tuple[str, str] = ("", "")

    @property
    def has_secrets(self) -> bool:
        """Whether anything in the box is covered."""
        return bool(self._spans())

    @property
    def is_finished(self) -> bool:
        """Whether Enter hands in the text; else it begins another line."""
        return is_finished(self.text)

    @property
    def selected_text(self) -> str:
        """The selection, redacted as a part of the whole text."""
        return self._redacted_range(self.selection)

    def get_line(self, line_index: int) -> Text:
        """One line as it is drawn, with as many characters as it has."""
        line = self.document.get_line(line_index)
        covered = [] if self.revealed else self._spans().get(line_index, [])
        drawn = Text(shown_line(line, covered), end="", no_wrap=True)
        for start, end in covered:
            drawn.stylize(Style(dim=True), start, end)
        return drawn

    def watch_revealed(self) -> None:
        self._line_cache.clear()
        self.refresh()

    def replace_all(self, text: str) -> None:
        """Puts another text into the box, as one edit that can be undone; the cursor goes to its beginning."""
        self.history.checkpoint()
        self.replace(text, (0, 0), self.document.end, maintain_selection_offset=False)
        self.move_cursor((0, 0))

    def insert_text(self, text: str) -> None:
        """Inserts at the cursor, in place of the selection."""
        if result := self._replace_via_keyboard(text, *self.selection):
            self.move_cursor(result.end_location)

    def action_copy(self) -> None:
        """Copies the selection, redacted."""
        self._take(self.get_text_range(*self.selection), self.selected_text)
        super().action_copy()

    def action_cut(self) -> None:
        """Cuts the selection or the line; what reaches the clipboard is redacted."""
        selection = self._cut_range() if self.selection.is_empty else self.selection
        plain, redacted = self.get_text_range(*sorted(selection)), self._redacted_range(selection)
        if plain and self._delete_via_keyboard(*sorted(selection)) is not None:
            self._take(plain, redacted)
            self.app.copy_to_clipboard(redacted)

    def action_paste(self) -> None:
        """Pastes what was copied; what this box itself gave out comes back as it was."""
        redacted, plain = self._taken
        text = self.app.clipboard
        self.insert_text(plain if text == redacted else text)

    async def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        self.post_message(self.Pasted(self, event.text))

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "enter" and self.is_finished:
            event.stop()
            event.prevent_default()
            self.post_message(self.Submitted(self))

    def _cut_range(self) -> Selection:
        """The line of the cursor, with its end where another follows."""
        row = self.cursor_location[0]
        last = row + 1 >= self.document.line_count
        return Selection((row, 0), (row, len(self.document.get_line(row))) if last else (row + 1, 0))

    def _take(self, plain: str, redacted: str) -> None:
        self._taken = (redacted, plain)

    def _spans(self) -> dict[int, list[tuple[int, int]]]:
        text = self.text
        if text != self._covered_text:
            self._covered_text = text
            self._covered = by_line(text, mask_spans(text)) if text else {}
            self._line_cache.clear()
        return self._covered

    def _redacted_range(self, selection: Selection) -> str:
        """The part of the text that is selected, with what the whole text shows to be secret covered."""
        start, end = sorted(selection)
        plain = self.get_text_range(start, end)
        first, last = (len(self.get_text_range((0, 0), place)) for place in (start, end))
        parts, place = [], first
        for left, right in sorted(mask_spans(self.text)):
            if left < last and right > first:
                parts += [self.text[place : max(left, place)], "•••"]
                place = max(place, right)
        return redact_pasted("".join([*parts, self.text[place:last]]) if parts else plain)
