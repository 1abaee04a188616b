"""An audit event as one line of text."""

from __future__ import annotations

from unicodedata import category, east_asian_width

from engine.audit.events import REPLAY, RESPONSE, SERVICE, AuditEvent
from engine.redaction import escape_controls
from knowledge.patterns import lazy_regex

GLYPHS = {"allowed": "✓", "refused": "✗", "undetermined": "?"}
SAID = lazy_regex(r'(?:Request to|Response from) the URL "[^"]*" (?:with )?')
COLUMNS = (20, 12, 12, 10)
"""Cells of request, API service, client and user; the last three only from 100 cells on."""
LABEL = 24
WIDE = 100
LEAST = 8
"""Cells; with less room for it, what is said is left out."""


def event_line(event: AuditEvent, width: int) -> str:
    """One line of at most `width` cells: time, outcome, request, API service, client, user and what is said of it."""
    parts = [
        f"{escape_controls(event.at[11:19])}Z",
        _fit(f"{_glyph(event)} {escape_controls(_label(event))}", LABEL + 2),
    ]
    if event.type != REPLAY:
        service = event.api_service.name if event.api_service else ""
        values = (_request(event), service, event.client or "", event.user or "")
        shown = COLUMNS if width >= WIDE else COLUMNS[:1]
        parts += [_fit(escape_controls(value), size) for value, size in zip(values, shown, strict=False)]
    said = event.description if event.type == REPLAY or event.result == "FAILED" else ""
    line = "  ".join(parts)
    room = width - _cells(line) - 2
    if said and room >= LEAST:
        line += "  " + _cut(escape_controls(SAID.sub("", said, count=1)), room)
    return _cut(line, width)


def _glyph(event: AuditEvent) -> str:
    if event.verdict is None:
        return "✓" if event.result == "SUCCESS" else "✗"
    return GLYPHS["allowed"] if event.result == "SUCCESS" else GLYPHS.get(event.verdict, "?")


def _label(event: AuditEvent) -> str:
    if event.type == REPLAY:
        return "replay"
    if event.type.startswith(SERVICE):
        return event.type.removeprefix(SERVICE).lower()
    if event.type == RESPONSE:
        return f"response {event.status}" if event.status else "no response"
    if event.result == "SUCCESS":
        return "permit" if event.decision == "PERMIT" else "allowed"
    return event.reason or event.verdict or "failed"


def _request(event: AuditEvent) -> str:
    where = operation_words(event) if event.operation else _path(event.url or "")
    return f"{event.method or '':4} {where}".strip()


def operation_words(event: AuditEvent) -> str:
    """The operation's name, without the method that it may begin with: that stands before it."""
    name = event.operation.name if event.operation else ""
    return name.removeprefix(f"{event.method} ") if event.method else name


def _path(url: str) -> str:
    """A URL from its path on, without its query."""
    return "/" + url.partition("//")[2].partition("/")[2].partition("?")[0] if "//" in url else url


def _fit(text: str, size: int) -> str:
    text = _cut(text, size)
    return text + " " * (size - _cells(text))


def _cut(text: str, size: int) -> str:
    text = text.rstrip()
    if _cells(text) <= size:
        return text
    room = max(size - 1, 0)
    kept = 0
    for index, character in enumerate(text):
        kept += _cells(character)
        if kept > room:
            return f"{text[:index].rstrip()}…" if size > 0 else ""
    return text


def _cells(text: str) -> int:
    """Columns of a terminal: two for wide characters, none for combining ones."""
    if text.isascii():
        return len(text)
    unseen = sum(category(character) in ("Mn", "Me") for character in text)
    return len(text) - unseen + sum(east_asian_width(character) in "WF" for character in text)
