"""Which keys a footer names, and the rows of a help page, both made from the bindings that are there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tui.render.lines import BLANK, Action, Line, Row, Span, line, pad

MOST = 7
NAMES = {
    "escape": "Esc", "enter": "Enter", "space": "Space", "tab": "Tab", "backspace": "Backspace", "delete": "Delete",
    "slash": "/", "question_mark": "?", "pageup": "PgUp", "pagedown": "PgDn", "home": "Home", "end": "End",
    "up": "↑", "down": "↓", "left": "←", "right": "→",
}  # fmt: skip


class Key(NamedTuple):
    """A key that acts: how it is pressed, what it does, and the action behind it."""

    key: str
    does: str
    explains: str = ""
    action: Action | None = None
    last: bool = False


def key_name(key: str) -> str:
    """How a key is written: `ctrl+r`, `F1`, `Esc`, `/`."""
    if key in NAMES:
        return NAMES[key]
    return key.upper() if key[:1] == "f" and key[1:].isdigit() else key


def footer_line(keys: Sequence[Key], width: int) -> Line:
    """At most seven keys that act now and fit; those marked `last` stay at the end and go last."""
    tail = [key for key in keys if key.last]
    kept = [key for key in keys if not key.last][: MOST - len(tail)]
    while kept and _width(kept + tail) > width:
        kept.pop()
    while len(tail) > 1 and _width(kept + tail) > width:
        tail.pop(0)
    spans: list[Span] = []
    for key in kept + tail:
        spans += [Span("   "), Span(key_name(key.key), "key", key.action), Span(f" {key.does}", "dim")]
    return tuple(spans[1:])


def _width(keys: Iterable[Key]) -> int:
    return sum(len(key_name(key.key)) + len(key.does) + 4 for key in keys) - 3


def help_rows(sentences: Sequence[str], groups: Iterable[tuple[str, Sequence[Key]]]) -> list[Row]:
    """A screen explained: its sentences, then the keys by place."""
    rows = [Row(left=line(sentence)) for sentence in sentences]
    for title, keys in groups:
        if not keys:
            continue
        rows += [BLANK, Row(left=line(Span(title, "title")))]
        rows += [_help_row(key) for key in keys]
    return rows


def _help_row(key: Key) -> Row:
    head = (Span(pad(key_name(key.key), 10), "key"), Span(pad(key.does, 16)))
    said = key.explains if key.explains != key.does else ""
    return Row(left=line(*head, Span(said, "dim")), hang=26)
