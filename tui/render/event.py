"""Audit events on their own screen: a row each, and one opened with all its fields."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui.render.audit import LARGEST, AuditLine, audit_line, counted, event_row
from tui.render.lines import BLANK, GLYPHS, Line, Row, Span, in_words, line, pad

if TYPE_CHECKING:
    from engine.adapters.store import Counts
    from engine.audit.events import AuditEvent, Resource

WIDE = 100
LABEL = 15
NARROW_COLUMNS = ("what", "request")
TITLES = {"what": "what", "request": "request", "service": "API service", "who": "client and user"}


def dated_line(event: AuditEvent, width: int) -> AuditLine:
    """An event in words, with its day: lists go back further than today."""
    day = event.at[:10] if width >= WIDE else event.at[5:10]
    return audit_line(event)._replace(time=f"{day} {event.at[11:19]}Z")


def list_sizes(width: int) -> dict[str, int]:
    """The columns of the list, which do not move as events come."""
    return LARGEST if width >= WIDE else {name: LARGEST[name] for name in NARROW_COLUMNS}


def list_row(event: AuditEvent, width: int) -> Row:
    """One event of the list."""
    return event_row(dated_line(event, width), list_sizes(width), width)


def heading_rows(counts: Counts | None, said: str, width: int) -> list[Row]:
    """What the list is of, and the names of its columns. `said` is the filter that holds."""
    shown = Span(f"where {said}" if said else "newest first", "dim")
    top = Row(left=line(Span("audit", "title"), "   ", shown), right=line(Span(counted(counts), "dim")), keep=True)
    time = pad("time", 23 if width >= WIDE else 18)
    names = "".join(pad(TITLES[name], size + (4 if name == "what" else 2)) for name, size in list_sizes(width).items())
    return [top, Row(left=line(Span(f"{time}{names}", "dim")), keep=True)]


def event_page(event: AuditEvent) -> list[Row]:
    """All fields of an event, redacted as they were written."""
    shown = audit_line(event)
    role = shown.outcome if shown.outcome != "passed" else ""
    head = line(Span(f"{GLYPHS[shown.outcome]} ", shown.outcome), Span(shown.what, role), Span(f"   {event.type}", "strong"))
    rows = [Row(left=head, right=line(Span(event.at.replace("T", " ").replace("Z", " Z"), "dim"))), BLANK]
    rows += [Row(left=line(event.description)), BLANK]
    rows += _group(_verdict(event))
    rows += _group(_about(event))
    return [*rows, *_group(_names(event))]


def _verdict(event: AuditEvent) -> list[tuple[str, Line]]:
    where = f" at {in_words(event.stage)}" if event.stage else ""
    reason = line("  ", Span(event.reason, "link", ("screen.open_entry", (event.reason,)))) if event.reason else ()
    counts = "  ".join(f"{number} {name}" for name, number in event.counts.items())
    return [
        ("result", line(event.result)),
        ("verdict", (*line(f"{event.verdict}{where}"), *reason) if event.verdict else ()),
        ("decision", line(event.decision or "")),
        ("evaluation", line(event.result_code or "")),
        ("", line(Span(event.message or "", "dim")) if event.message else ()),
        ("status", line(str(event.status or ""))),
        ("requests", line(counts)),
    ]


def _about(event: AuditEvent) -> list[tuple[str, Line]]:
    return [
        ("request", line(" ".join(part for part in (event.method, event.url) if part))),
        ("API service", _resource(event.api_service)),
        ("operation", _resource(event.operation)),
        ("gateway", _resource(event.gateway)),
        ("client", line(event.client or "")),
        ("user", line(event.user or "")),
        ("environment", line(event.environment or "")),
    ]


def _names(event: AuditEvent) -> list[tuple[str, Line]]:
    quiet = (("source", event.source), ("type", event.action_type), ("event", event.id), ("correlation", event.correlation_id))
    return [(label, line(Span(text, "dim"))) for label, text in quiet]


def _resource(one: Resource | None) -> Line:
    if one is None:
        return ()
    return line(one.name, *(Span(f"  {text}", "dim") for text in (one.id, one.href) if text))


def _group(fields: Sequence[tuple[str, Line]]) -> list[Row]:
    rows = [Row(left=(Span(pad(label, LABEL), "dim"), *said), hang=LABEL) for label, said in fields if said]
    return [*rows, BLANK] if rows else []


def nothing_rows(counts: Counts | None, filtered: str, memory: str | None) -> list[Row]:
    """Why the list is empty, and what to press: nothing was written yet, nothing matches, or no file can be used."""
    if filtered and counts is not None and counts.events:
        return [
            Row(left=line(Span(f"None of {counts.events} events matches this filter.", "title"))),
            BLANK,
            _hint("/", "changes it"),
            _hint("Esc", "takes it away"),
        ]
    if memory:
        return [
            Row(left=line(Span("Events are kept in memory, and end with apiwhy.", "title"))),
            Row(left=line(Span(memory, "unknown"))),
            BLANK,
            _hint("1", "diagnose a request: it appears here all the same"),
        ]
    return [
        Row(left=line(Span("Nothing was diagnosed yet.", "title"))),
        BLANK,
        _hint("1", "diagnose a request: what you ask for is recorded here, redacted"),
        _hint("2", "replay a capture: one event for the run"),
        _hint("", "`apiwhy diagnose` in another terminal appears here too, as it happens"),
    ]


def _hint(key: str, does: str) -> Row:
    return Row(left=line(Span(pad(key, 6), "key"), Span(does, "dim")), hang=6)
