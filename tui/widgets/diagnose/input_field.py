"""One input: its box or the big text held beside it, what it is called, and what is wrong with it."""

from __future__ import annotations

from dataclasses import replace

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import TextArea

from tui.messages import InputPasted, InputsEdited
from tui.render.folded import is_big
from tui.render.lines import GLYPHS, Row, Span, line
from tui.widgets.diagnose.held_paste import HeldPaste
from tui.widgets.diagnose.secret_area import SecretArea
from tui.widgets.rows import StaticRows


class InputField(Vertical):
    """Keeps the text as it came in: a text box changes line ends, so its own copy is used only once someone types."""

    def __init__(self, field: str, title: str, *, placeholder: str = "", named: bool = True) -> None:
        super().__init__(id=f"field-{field}")
        self.field = field
        self._named = named
        self._title = title
        self._placeholder = placeholder
        self._value = ""
        self._boxed = ""
        self._unread = False

    def compose(self) -> ComposeResult:
        title = StaticRows([self._title_row("")], classes="field-title")
        title.display = self._named
        yield title
        yield SecretArea(placeholder=self._placeholder)
        yield HeldPaste()
        yield StaticRows(classes="field-problem")

    @property
    def value(self) -> str:
        """The whole text of this input."""
        return self._value

    @property
    def area(self) -> SecretArea:
        return self.query_one(SecretArea)

    @property
    def held(self) -> HeldPaste:
        return self.query_one(HeldPaste)

    def put(self, text: str) -> None:
        """Shows another text without telling anyone: in the box, or held beside it where it is big."""
        self._value = text
        self.area.revealed = False
        big = is_big(text)
        self.set_class(big, "-held")
        self.held.hold(text if big else "")
        if self.area.text != ("" if big else text):
            self.area.replace_all("" if big else text)
        self._boxed = self.area.text
        self._say_title()

    def focus_box(self) -> None:
        """Puts the cursor where this input is changed."""
        (self.held if self.has_class("-held") else self.area).focus()

    def say_problem(self, problem: str, *, loud: bool = True) -> None:
        """Says below the box what was seen and wanted; nothing where all is well. Not `loud` while someone types."""
        self._unread = bool(problem) and loud
        role = "failed" if loud else "unknown"
        rows = [Row(left=line(Span(f"{GLYPHS[role]} ", role), problem), hang=2)] if problem else []
        self.set_class(bool(problem), "-problem")
        self.query_one(".field-problem", StaticRows).update(rows)

    def name_it(self, named: bool) -> None:
        """Says above the box what it is for, or leaves that to the text in it."""
        self.query_one(".field-title").display = named

    def reveal(self, shown: bool) -> None:
        """Shows the secrets of this box, or covers them."""
        self.area.revealed = shown
        self._say_title()

    @on(TextArea.Changed)
    def _typed(self, event: TextArea.Changed) -> None:
        event.stop()
        if self.area.text == self._boxed:
            return
        self._value = self._boxed = self.area.text
        self._unread = False
        self._say_title()
        self.post_message(InputsEdited(self.field, self._value))

    @on(SecretArea.Pasted)
    def _pasted(self, event: SecretArea.Pasted) -> None:
        event.stop()
        self.take_paste(event.text)

    @on(HeldPaste.Pasted)
    def _pasted_over(self, event: HeldPaste.Pasted) -> None:
        event.stop()
        self.take_paste(event.text)

    @on(HeldPaste.Removed)
    def _removed(self, event: HeldPaste.Removed) -> None:
        event.stop()
        self.put("")
        self.focus_box()
        self.post_message(InputsEdited(self.field, ""))

    def take_paste(self, text: str) -> None:
        """Hands on a pasted text: as the whole input, or into the line where only a part of one was pasted."""
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if not text.strip():
            return
        if self._is_part(text):
            self.area.insert_text(text)
            return
        self.put(text)
        self.post_message(InputPasted(self.field, text))

    def _is_part(self, text: str) -> bool:
        """Whether a paste belongs into the text that is there: something is selected, or it is no input by itself.

        A text that was handed in and could not be read is replaced.
        """
        if self.field != "text" or len(self._boxed.split()) < 2 or is_big(self._boxed + text):
            return False
        from tui.render.request import looks_whole

        everything = self.area.selected_text == self._boxed
        return not everything and (not self.area.selection.is_empty or not (self._unread or looks_whole(text)))

    def _say_title(self) -> None:
        covered = self.area.has_secrets
        said = ("secrets shown, ctrl+s covers" if self.area.revealed else "ctrl+s shows secrets") if covered else ""
        self.query_one(".field-title", StaticRows).update([self._title_row(said)])

    def _title_row(self, said: str) -> Row:
        row = Row(left=line(Span(self._title, "dim")), keep=True)
        return replace(row, right=line(Span(said, "key"))) if said else row
