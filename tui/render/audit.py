"""Audit events in one line each, and the line that counts them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len

from knowledge.patterns import lazy_regex
from tui.render.lines import GAP, GLYPHS, Line, Row, Span, line, pad, plural, shorten, shorten_words, width_of
from tui.render.rail import request_words

if TYPE_CHECKING:
    from engine.adapters.store import Counts
    from engine.audit.events import AuditEvent

LARGEST = {"what": 36, "request": 24, "service": 16, "who": 24}
"""The most cells that a column takes, in order; narrow lists keep the first two."""
WIDE, NARROW = 100, ("what", "request")
GIVE_WAY = (("service", 8), ("request", 16), ("service", 0), ("who", 12), ("request", 13))
"""Which column shrinks to how many cells, one after the other, until there is room for what is said of an event."""
NAMES = 6
"""Cells below which a column says nothing any more, and is left out."""
SAID_ROOM, LEAST_SAID = {True: 31, False: 20}, 14
"""Cells that what is said should have, by whether the list is wide; below the least it is left out."""
OUTCOMES = {"allowed": "passed", "refused": "failed", "undetermined": "unknown"}
ANSWERS = ("response", "no response")
"""How the event of a response begins; that of its request says why, so this one is quiet."""
REPLAYED = lazy_regex(r'\ACapture "(.*)" replayed: ')
OF_URL = lazy_regex(
    r"\A(?:Request whose URL is not shown|Response from a URL that is not shown with) "
    r'| for (?:the URL "[^"]*"|a URL that is not shown)\Z'
)
NOTHING_YET = "nothing yet: diagnoses and followed sources appear here"


class AuditLine(NamedTuple):
    """What a list shows of an audit event. `time` is the time of day in UTC; empty texts are left out."""

    time: str
    outcome: str
    what: str
    request: str = ""
    service: str = ""
    who: str = ""
    said: str = ""


def audit_line(event: AuditEvent) -> AuditLine:
    """An event in the words of a list. A request that succeeded says no more than its decision."""
    from engine.audit.lines import operation_words

    worked = event.result == "SUCCESS"
    outcome = "passed" if worked else OUTCOMES.get(event.verdict or "refused", "failed")
    operation = operation_words(event)
    request = f"{event.method or ''} {operation}".strip() if operation else request_words(event.method, event.url, 22)
    service = event.api_service.name if event.api_service else ""
    who = "  ".join(name for name in (event.client, event.user) if name)
    said = "" if worked and not event.counts else _said(event)
    return AuditLine(f"{event.at[11:19]}Z", outcome, _what(event), request, service, who, said)


def _what(event: AuditEvent) -> str:
    if event.counts:
        return "replay"
    from engine.audit.events import SERVICE

    if event.type.startswith(SERVICE):
        return event.type.removeprefix(SERVICE).lower()
    if "Response" in event.type:
        return f"response {event.status}" if event.status else "no response"
    if event.result == "SUCCESS":
        return (event.decision or event.verdict or "allowed").lower()
    return event.reason or event.verdict or "failed"


def _said(event: AuditEvent) -> str:
    """What is said of an event, without what the other columns say of it already."""
    from engine.audit.lines import SAID

    if event.reason and event.description.endswith(f": {event.reason}."):
        return (event.message or "").partition(": ")[2]
    said = REPLAYED.sub(r"\1: ", SAID.sub("", event.description, count=1))
    return "" if said.startswith("No response") else OF_URL.sub("", said)


def counted(counts: Counts | None) -> str:
    """How many events there are, and how many diagnoses were refused: `3 events · 1 refused`."""
    if counts is None or not counts.events:
        return ""
    words = plural(counts.events, "event")
    return f"{words} · {counts.refused} refused" if counts.refused else words


def strip_rows(events: Sequence[AuditLine], counts: Counts | None, *, width: int, height: int) -> list[Row]:
    """The strip under every screen: one line where there is room for one, else a title and the newest events."""
    if height <= 1:
        return [_one_line(events, counts)]
    if not events:
        return [_title("", width), Row(left=line(Span(NOTHING_YET, "dim")))]
    return [_title(f"live · {counted(counts)}", width), *event_rows(events[: height - 1], width)]


def _one_line(events: Sequence[AuditLine], counts: Counts | None) -> Row:
    label = Span("audit   ", "dim")
    if not events:
        return Row(left=line(label, Span(NOTHING_YET, "dim")), keep=True)
    newest = events[0]
    found = (*_head(newest), Span(f"  {newest.request or newest.said}", "dim"))
    return Row(left=(label, *found), right=line(Span(counted(counts), "dim")), keep=True)


def _title(said: str, width: int) -> Row:
    right = f" {said}" if said else ""
    rule = "─" * max(0, width - len("─ audit ") - len(right))
    return Row(left=line(Span("─", "rule"), Span(" audit ", "dim"), Span(rule, "rule"), Span(right, "dim")), keep=True)


def event_rows(events: Sequence[AuditLine], width: int) -> list[Row]:
    """Events as columns, each as wide as what stands in it; what is said of an event takes the rest of its line."""
    sizes = column_sizes(events)
    return [event_row(event, sizes, width) for event in events]


def column_sizes(events: Iterable[AuditLine], least: Mapping[str, int] | None = None) -> dict[str, int]:
    """Cells that each column needs for these events, within its bounds; never less than before (`least`)."""
    sizes = dict(least or dict.fromkeys(LARGEST, 0))
    for event in events:
        for name, most in LARGEST.items():
            sizes[name] = max(sizes[name], min(most, cell_len(getattr(event, name))))
    return sizes


def fitted_sizes(sizes: Mapping[str, int], time: int, width: int) -> dict[str, int]:
    """The columns that a list of this width has, `time` cells being taken; they give way to what is said of an event.

    Where they could not make enough room for it, they stay as they are.
    """
    shown = {name: size for name, size in sizes.items() if size and (width >= WIDE or name in NARROW)}
    fitted = dict(shown)
    for name, least in GIVE_WAY:
        lacking = SAID_ROOM[width >= WIDE] - _said_room(fitted, time, width)
        if lacking > 0 and fitted.get(name, 0) > least:
            size = max(least, fitted[name] - lacking)
            fitted[name] = size if size >= NAMES else 0
            fitted = {name: size for name, size in fitted.items() if size}
    return fitted if _said_room(fitted, time, width) >= LEAST_SAID else shown


def _said_room(sizes: Mapping[str, int], time: int, width: int) -> int:
    return width - time - sum(size + GAP for size in sizes.values())


def event_row(event: AuditLine, sizes: Mapping[str, int], width: int) -> Row:
    """One event as columns, these sizes as far as they fit; a replay has none but what was found."""
    fitted = fitted_sizes(sizes, cell_len(event.time) + GAP + len("✗ "), width)
    spans = list(_head(event, fitted.get("what", 0)))
    if event.request or event.service:
        cells = [(getattr(event, name), size) for name, size in fitted.items() if name != "what"]
        spans += [Span(pad(shorten(text, size), size) + " " * GAP, "dim") for text, size in cells]
    room = width - width_of(spans)
    said = Span(shorten_words(event.said, room), "dim")
    return Row(left=(*spans, said) if room >= LEAST_SAID else _trimmed(spans), keep=True)


def _trimmed(spans: Sequence[Span]) -> Line:
    return (*spans[:-1], spans[-1]._replace(text=spans[-1].text.rstrip()))


def _head(event: AuditLine, size: int = 0) -> Line:
    what = pad(shorten(event.what, size), size) if size else event.what
    quiet = event.outcome == "passed" or event.what.startswith(ANSWERS)
    role = "dim" if quiet else event.outcome
    glyph = Span(f"{GLYPHS[event.outcome]} ", event.outcome)
    return line(Span(f"{event.time}  ", "dim"), glyph, Span(what, role), "  ")
