"""Rows of text with roles, and how they are laid out for a width. Foreign text is data here: never markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rich.cells import cell_len

from engine.reports.sentences import in_words as in_words

ROLES = (
    "dim", "strong", "title", "passed", "failed", "unknown", "skipped", "link", "key",
    "cursor", "here", "place", "rule",
)  # fmt: skip
"""What a piece of text is. The style sheet says how each looks; the empty role is plain."""
GLYPHS = {"passed": "✓", "failed": "✗", "unknown": "?", "skipped": "–"}
GAP = 2
LONG_WORD = 16
"""Cells; a word of which more than these fit is not left out as a whole where a text is cut."""
LONG_WORDS = range(70, 24, -2)
"""Cells to which URLs and other long words are shortened, one after the other, until a sentence fits."""

Action = tuple[str, tuple[object, ...]]
"""The action of a click, as `screen.open_entry`, and its arguments."""


class Span(NamedTuple):
    """A piece of one line, in one role."""

    text: str
    role: str = ""
    action: Action | None = None


Line = tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One logical line: `left` wraps with `hang` cells of indentation, `right` stays at the right edge.

    `keep` shortens instead of wrapping; where `right` does not fit beside it, `right` goes.
    """

    left: Line = ()
    right: Line = ()
    hang: int = 0
    keep: bool = False
    fill: str = ""


BLANK = Row()


def line(*parts: str | Span) -> Line:
    """A line of spans; bare strings are plain."""
    return tuple(part if isinstance(part, Span) else Span(part) for part in parts if part)


def text_of(spans: Iterable[Span]) -> str:
    """The line without roles."""
    return "".join(span.text for span in spans)


def width_of(spans: Iterable[Span]) -> int:
    """How many cells a line takes."""
    return sum(cell_len(span.text) for span in spans)


def plural(count: int, noun: str) -> str:
    """A counted noun: `1 event`, `3 events`."""
    return f"{count} {noun}" + ("" if count == 1 else "s")


def pad(text: str, width: int) -> str:
    """The text filled with spaces up to so many cells."""
    return text + " " * max(0, width - cell_len(text))


def shorten(text: str, width: int) -> str:
    """Keeps the head: `the access token exp…`."""
    return text if cell_len(text) <= width else _head(text, max(0, width - 1)) + "…"


def shorten_words(text: str, width: int) -> str:
    """Keeps the head up to the end of a word: `the access token…`; a long last word keeps its own head."""
    if cell_len(text) <= width:
        return text
    cut = shorten(text, width)
    head, _, piece = cut[:-1].rpartition(" ")
    if text[len(cut) - 1 :].startswith(" ") or not head or len(piece) > LONG_WORD:
        return cut
    return f"{head.rstrip(',;:')}…"


def shorten_middle(text: str, width: int) -> str:
    """Keeps head and tail: `https://localhost:8443/…/answers`."""
    if cell_len(text) <= width:
        return text
    head = _head(text, max(0, (width - 1) * 2 // 3))
    tail = _head(text[::-1], max(0, width - 1 - cell_len(head)))[::-1]
    return f"{head}…{tail}"


def squeezed(text: str, room: int) -> str:
    """The text with its long words as long as they may be; as it is where that does not make it fit."""
    shorter = (_shortened(text, most) for most in LONG_WORDS)
    return next((one for one in (text, *shorter) if cell_len(one) <= room), text)


def _shortened(text: str, most: int) -> str:
    """The text with words of at most so many cells: of a URL first the scheme goes, then the middle."""

    def word(found: re.Match[str]) -> str:
        whole = found[0]
        return whole if cell_len(whole) <= most else shorten_middle(re.sub(r"(?<!\w)[a-z]+://", "", whole), most)

    return re.sub(r"\S+", word, text)


def shorten_line(spans: Line, width: int) -> Line:
    """Keeps the head of a line with roles."""
    if width_of(spans) <= width:
        return spans
    kept: list[Span] = []
    left = max(0, width - 1)
    for span in spans:
        text = _head(span.text, left)
        kept.append(span._replace(text=text))
        left -= cell_len(text)
        if text != span.text:
            break
    return (*kept, Span("…", "dim"))


def layout(rows: Iterable[Row], width: int) -> list[tuple[Line, str]]:
    """Every row as lines of at most `width` cells, each with the role that fills it."""
    return [(spans, row.fill) for row in rows for spans in _lay(row, max(width, 8))]


def columns(cells: Sequence[Line], width: int, *, indent: int = 0) -> list[Row]:
    """Short lines side by side, in as many columns as fit, at most three, read across."""
    if not cells:
        return []
    room = width - indent
    each = max(width_of(cell) for cell in cells) + GAP
    count = max(1, min(3, (room + GAP) // each, len(cells)))
    rows: list[Row] = []
    for start in range(0, len(cells), count):
        spans: list[Span] = [Span(" " * indent)] if indent else []
        for cell in cells[start : start + count]:
            spans += [*cell, Span(" " * (each - width_of(cell)))]
        rows.append(Row(left=tuple(spans[:-1]), hang=indent + 2))
    return rows


def _lay(row: Row, width: int) -> list[Line]:
    room = width - width_of(row.right) - GAP if row.right else width
    if row.keep:
        if row.right and width_of(row.left) > room:
            return [shorten_line(row.left, width)]
        return [_joined(shorten_line(row.left, width), row.right, width)]
    if row.right and room < min(width_of(row.left), width // 2):
        return [*_wrap(row.left, width, width, row.hang), _joined((), row.right, width)]
    first, *rest = _wrap(row.left, room, width, row.hang)
    return [_joined(first, row.right, width), *rest]


def _joined(left: Line, right: Line, width: int) -> Line:
    if not right:
        return left
    gap = max(0, width - width_of(left) - width_of(right))
    return (*left, Span(" " * gap), *right)


def _wrap(spans: Line, first: int, width: int, hang: int) -> list[Line]:
    """Breaks at spaces; a word longer than a line is cut, since nothing may scroll sideways."""
    hang = min(hang, width // 2)
    lines: list[Line] = []
    current: list[Span] = []
    used, room = 0, first
    for word, role, action in _words(spans):
        text = word
        while used + cell_len(text.rstrip()) > room:
            if not text.strip():
                break
            if used > (hang if lines else 0) and cell_len(text.rstrip()) <= width - hang:
                cut = ""
            else:
                cut = _broken(text, room - used)
            if cut:
                current.append(Span(cut, role, action))
            lines.append(tuple(current))
            text = text[len(cut) :]
            current, used, room = ([Span(" " * hang)] if hang else []), hang, width
        text = _head(text, room - used)  # spaces that hang over the edge go
        current.append(Span(text, role, action))
        used += cell_len(text)
    return [*lines, tuple(current)]


def _broken(text: str, room: int) -> str:
    """As much of a word that no line holds as fits; a path ends at one of its slashes where that leaves half of it."""
    head = _head(text, room)
    end = head.rfind("/") + 1
    return head[:end] if end > len(head) // 2 else head


def _words(spans: Line) -> Iterable[Span]:
    for span in spans:
        start = 0
        for index in range(1, len(span.text)):
            if span.text[index - 1].isspace() and not span.text[index].isspace():
                yield span._replace(text=span.text[start:index])
                start = index
        yield span._replace(text=span.text[start:])


def _head(text: str, width: int) -> str:
    if len(text) * 2 <= width:
        return text
    used = 0
    for index, character in enumerate(text):
        used += cell_len(character)
        if used > width:
            return text[:index]
    return text
