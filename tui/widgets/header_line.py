"""The first line: where one is, which environment judges, and whether anything leaves this machine."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from textual.reactive import reactive

from tui.render.folded import size_words
from tui.render.header import header_row, reading_row
from tui.render.lines import Row
from tui.widgets.rows import Rows


class Surroundings(Struct, frozen=True):
    """What every screen says in its first line. `environment` is the name that judges, None where there is none.

    `copy` is which copy of it judges, the longest words first, empty where its file does. `facts` is how many facts
    that are given by hand judge too; `reading` how much of a paste has come that goes on.
    """

    environment: str | None = None
    copy: tuple[str, ...] = ()
    facts: int = 0
    online: bool = False
    reading: int = 0


class HeaderLine(Rows):
    """Lists the screens that can be opened, the current one marked."""

    surroundings = reactive(Surroundings())

    def __init__(self, places: Sequence[tuple[str, str, str]], current: str) -> None:
        super().__init__()
        self._places = places
        self._current = current

    def rows_for(self, width: int) -> Sequence[Row]:
        around = self.surroundings
        if around.reading:
            return [reading_row(self._places, self._current, size_words(around.reading), width)]
        row = header_row(
            self._places, self._current, around.environment, around.facts, around.online, width, copy=around.copy
        )
        return [row]

    def watch_surroundings(self) -> None:
        self.redraw()
