"""How a paste is read from the terminal: in whole pieces, and said while it lasts.

Textual reads a paste character by character, which holds up every key for seconds where it has some megabytes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from types import FunctionType
from typing import TYPE_CHECKING, Any

from textual import events
from textual._xterm_parser import XTermParser
from textual.message import Message

if TYPE_CHECKING:
    from textual.driver import Driver

BEGINS, ENDS = "\x1b[200~", "\x1b[201~"
"""What a terminal writes around a paste (bracketed paste of xterm)."""
WORTH_SAYING = 200_000
"""Characters after which it is said, again and again, how much of a paste has come."""


@dataclass
class PasteGrew(Message):
    """So many characters of a paste have come, and it goes on; 0 once it is whole."""

    size: int


class PasteParser(XTermParser):
    """Gives the same events as its base. A paste whose beginning comes in two pieces is read as its base does."""

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self._pieces: list[str] | None = None
        self._size = 0
        self._said = 0

    def feed(self, data: str) -> Iterable[Message]:
        """What became of some more text; an empty one is the end."""
        if not data and self._pieces is None:
            yield from super().feed(data)
        while data:
            if self._pieces is None:
                before, begins, data = data.partition(BEGINS)
                if before:
                    yield from super().feed(before)
                self._pieces = [] if begins else None
                self._size = self._said = 0
            else:
                data = yield from self._collect(self._pieces, data)

    def _collect(self, pieces: list[str], data: str) -> Any:
        """Takes some more of a paste. Returns what comes after it."""
        last = pieces.pop() if pieces else ""
        while pieces and len(last) < len(ENDS):  # the mark of its end may have come in pieces itself
            last = pieces.pop() + last
        text, ends, rest = (last + data).partition(ENDS)
        pieces.append(text)
        self._size += len(data) - len(rest)
        if ends:
            self._pieces = None
            if self._said:
                yield PasteGrew(0)
            yield events.Paste("".join(pieces).replace("\x00", ""))
        elif self._size - self._said >= WORTH_SAYING:
            self._said = self._size
            yield PasteGrew(self._size)
        return rest


def with_pastes(driver: type[Driver]) -> type[Driver]:
    """The driver, reading pastes as said above where it is one for a terminal of Linux or macOS; else as it is."""
    read: Any = getattr(driver, "run_input_thread", None)
    if not isinstance(read, FunctionType) or "XTermParser" not in read.__globals__:
        return driver
    around = {**read.__globals__, "XTermParser": PasteParser}
    reading = FunctionType(read.__code__, around, read.__name__, read.__defaults__, read.__closure__)
    return type(driver.__name__, (driver,), {"run_input_thread": reading})
