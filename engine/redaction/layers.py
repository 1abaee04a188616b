"""Texts within texts: JSON strings and percent-encoding, decoded with the way back to where each character stood."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from knowledge.patterns import lazy_regex

BULLETS = "•••"


class Span(NamedTuple):
    """A part of a text that goes, and what stands there instead."""

    start: int
    end: int
    instead: str = BULLETS


class Decoded(NamedTuple):
    """A decoded text; `origin[i]` is where its i-th character began in the raw one, the last entry the raw end."""

    text: str
    origin: tuple[int, ...] | None

    def back(self, spans: Iterable[Span], offset: int) -> Iterator[Span]:
        """Spans of the decoded text as spans of the text that holds the raw one at `offset`."""
        for span in spans:
            if self.origin is None:
                yield Span(span.start + offset, span.end + offset)
            else:
                yield Span(self.origin[span.start] + offset, self.origin[span.end] + offset)


JSON_ESCAPE = lazy_regex(r"\\(?:u([0-9A-Fa-f]{4})|(.))", re.DOTALL)
PERCENT = lazy_regex(r"%([0-9A-Fa-f]{2})")
SHORT = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}


def decode_json(raw: str) -> Decoded:
    """The content of a JSON string (RFC 8259 section 7); what is not an escape stands for itself."""
    return _decode(raw, JSON_ESCAPE, _json_character) if "\\" in raw else Decoded(raw, None)


def decode_percent(raw: str) -> Decoded:
    """A percent-encoded text (RFC 3986 section 2.1), byte by byte: bytes over 127 become some letter, never a space."""
    return _decode(raw, PERCENT, _percent_character)


def _json_character(found: re.Match[str]) -> str:
    return chr(int(found[1], 16)) if found[1] else SHORT.get(found[2], found[2])


def _percent_character(found: re.Match[str]) -> str:
    byte = int(found[1], 16)
    return chr(byte) if byte < 128 else chr(0x100 + byte)


def _decode(raw: str, pattern: re.Pattern[str], character: Callable[[re.Match[str]], str]) -> Decoded:
    pieces: list[str] = []
    origin: list[int] = []
    at = 0
    for found in pattern.finditer(raw):
        pieces.append(raw[at : found.start()])
        pieces.append(character(found))
        origin.extend(range(at, found.start() + 1))
        at = found.end()
    pieces.append(raw[at:])
    origin.extend(range(at, len(raw) + 1))
    return Decoded("".join(pieces), tuple(origin))


def merge(spans: Iterable[Span]) -> list[Span]:
    """Spans in order, those that overlap or touch made one."""
    merged: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if merged and span.start <= merged[-1].end:
            last = merged[-1]
            covered = span.end <= last.end
            merged[-1] = last if covered else Span(last.start, span.end)
        elif span.end > span.start:
            merged.append(span)
    return merged


def apply(text: str, spans: Iterable[Span]) -> str:
    """The text with each span replaced."""
    pieces: list[str] = []
    at = 0
    for span in merge(spans):
        pieces += (text[at : span.start], span.instead)
        at = span.end
    pieces.append(text[at:])
    return "".join(pieces)
