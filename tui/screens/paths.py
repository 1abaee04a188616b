"""Pick a file by typing its path: folders and files are listed as it grows, Enter goes into a folder."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual import work
from textual.widgets import Input

from tui.render.folded import size_words
from tui.render.lines import GLYPHS, Row, Span, line
from tui.screens.pick import Choice, PickScreen
from tui.widgets.rows import StaticRows

FILE = "file:"
FOLDER = "folder:"


class PathScreen(PickScreen):
    """Lists paths off the UI thread. Subclasses say in `take_file` what becomes of a file."""

    def choices_for(self, typed: str) -> Iterable[Choice]:
        """The fixed choices by their title alone: what is said of them must not hide a path that begins so."""
        words = typed.casefold().split()
        return [one for one in self.choices if all(word in _matched(one).casefold() for word in words)]

    def fill(self, typed: str) -> None:
        """Lists what fits, first what needs no look at the disk."""
        self.say("")
        super().fill(typed)
        self._list(typed)

    def pick(self, id: str | None) -> None:
        """Goes into a folder, or takes a file or another choice."""
        if id is not None and id.startswith(FOLDER):
            field = self.query_one(Input)
            field.value = id.removeprefix(FOLDER)
            field.cursor_position = len(field.value)
        elif id is not None and id.startswith(FILE):
            self.take_file(id.removeprefix(FILE))
        else:
            super().pick(id)

    def take_file(self, path: str) -> None:
        """Takes a file by its path."""
        raise NotImplementedError

    def wanted(self, path: str) -> bool:
        """Whether a file is worth listing."""
        return True

    def say(self, problem: str) -> None:
        """Says below the list what is wrong with the choice, else what stands there; what was typed stays."""
        wrong = Row(left=line(Span(f"{GLYPHS['failed']} ", "failed"), problem), hang=2)
        rows = [wrong] if problem else self.standing_rows()
        below = self.query_one("#dialog-problem", StaticRows)
        below.set_class(bool(rows), "-said")
        below.update(rows)

    def standing_rows(self) -> Sequence[Row]:
        """What stands below the list where nothing is wrong."""
        return ()

    @work(thread=True, exclusive=True, group="paths")
    def _list(self, typed: str) -> None:
        from engine.adapters.folders import list_paths

        found = [one for one in list_paths(typed) if one.is_folder or self.wanted(one.path)]
        choices = [
            Choice(FOLDER + one.path, one.path) if one.is_folder
            else Choice(FILE + one.path, one.path, size_words(one.size))
            for one in found
        ]  # fmt: skip
        self.app.call_from_thread(self._show, typed, choices)

    def _show(self, typed: str, choices: Sequence[Choice]) -> None:
        if not self.is_mounted or self.query_one(Input).value != typed:
            return
        last = self._typed_path(typed, choices)
        self.list_choices([*self.choices_for(typed), *choices, *([last] if last else [])])

    def _typed_path(self, typed: str, choices: Iterable[Choice]) -> Choice | None:
        known = {choice.title.rstrip("/") for choice in choices}
        if not typed.strip() or typed.rstrip("/") in known:
            return None
        return Choice(FILE + typed.strip(), typed.strip(), "take this path as it is")


def _matched(choice: Choice) -> str:
    return f"{choice.title} {choice.said}" if choice.id.startswith(FILE) else choice.title
