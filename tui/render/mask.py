"""Secrets in a text box: which characters of each line are covered, and what stands for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

COVER = "•"
CONTROL_PICTURES = {**{code: 0x2400 + code for code in range(32)}, 0x7F: 0x2421}
DIRECTION = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
SHOWN = {
    **{code: picture for code, picture in CONTROL_PICTURES.items() if code != 0x09},
    **dict.fromkeys(range(0x80, 0xA0), 0xFFFD),
    **dict.fromkeys(map(ord, DIRECTION), 0xFFFD),
}
"""Control characters as pictures of themselves: nothing that a terminal or the text direction would obey is drawn."""


def by_line(text: str, spans: Iterable[tuple[int, int]]) -> dict[int, list[tuple[int, int]]]:
    """Spans of a whole text as spans within its lines, by line number from 0."""
    starts = _line_starts(text)
    covered: dict[int, list[tuple[int, int]]] = {}
    for start, end in spans:
        for number, (first, last) in enumerate(starts):
            if start < last and end > first:
                covered.setdefault(number, []).append((max(start, first) - first, min(end, last) - first))
    return covered


def shown_line(text: str, covered: Sequence[tuple[int, int]]) -> str:
    """A line as it is drawn: as many characters as it has, the covered ones as dots."""
    shown = text.translate(SHOWN)
    for start, end in covered:
        shown = shown[:start] + COVER * (end - start) + shown[end:]
    return shown


def _line_starts(text: str) -> list[tuple[int, int]]:
    starts: list[tuple[int, int]] = []
    place = 0
    for content in text.splitlines(keepends=True):
        bare = content.rstrip("\r\n")
        starts.append((place, place + len(bare)))
        place += len(content)
    return starts
