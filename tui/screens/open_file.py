"""Open a file as if its text had been pasted."""

from __future__ import annotations

from typing import NamedTuple

from textual import work

from tui.screens.paths import PathScreen


class OpenedFile(NamedTuple):
    """A file that was read."""

    name: str
    text: str


class OpenFileScreen(PathScreen):
    """Dismissed with the name and the text of the file, or None."""

    def __init__(self) -> None:
        super().__init__("open a request, a HAR, a response or a log", (), placeholder="type a path")

    def take_file(self, path: str) -> None:
        """Reads the file; one that cannot be read is said below the list."""
        self._read(path)

    @work(thread=True, exclusive=True, group="read")
    def _read(self, path: str) -> None:
        from pathlib import Path

        from engine.adapters.files import FileUnreadable, read_text

        try:
            text = read_text(str(Path(path).expanduser()))
        except FileUnreadable as error:
            self.app.call_from_thread(self.say, str(error))
        else:
            self.app.call_from_thread(self.dismiss, OpenedFile(Path(path).name, text))
