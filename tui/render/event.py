"""Audit events on their own screen: a row each, and one opened with all its fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from tui.render.audit import LEAST_SAID, AuditLine, audit_line, counted, fitted_sizes
from tui.render.lines import BLANK, GAP, GLYPHS, Line, Row, Span, in_words, line, pad, shorten_words, squeezed

if TYPE_CHECKING:
    from engine.adapters.store import Counts
    from engine.audit.events import AuditEvent, Resource

LABEL = 15
WITH_YEAR = 140
"""Cells from which a list has room for the year of a day."""
TIME = len("03-04 10:11:12Z  ✗ ")
TITLES = {"what": "what", "request": "request", "service": "service", "who": "who"}


def dated_line(event: AuditEvent, width: int, *, day: bool) -> AuditLine:
    """An event in words; with its day where that is not the one of the row above."""
    date = event.at[:10] if width >= WITH_YEAR else event.at[5:10]
    return audit_line(event)._replace(time=f"{date if day else ' ' * len(date)} {event.at[11:19]}Z")


def heading_rows(counts: Counts | None, said: str, sizes: Mapping[str, int], width: int) -> list[Row]:
    """What the list is of, and the names of its columns. `said` is the filter that holds."""
    shown = Span(f"where {said}" if said else "newest first", "dim")
    top = Row(left=line(Span("audit", "title"), "   ", shown), right=line(Span(counted(counts), "dim")), keep=True)
    if not any(sizes.values()):
        return [top]
    time = TIME + len("2026-") * (width >= WITH_YEAR)
    names = [pad(TITLES[name], size + GAP) for name, size in fitted_sizes(sizes, time, width).items()]
    why = "why" if width - time - sum(map(len, names)) >= LEAST_SAID else ""
    return [top, Row(left=line(Span(f"{pad('time', time)}{''.join(names)}{why}".rstrip(), "dim")), keep=True)]


def chosen_rows(event: AuditEvent | None, width: int) -> list[Row]:
    """What is said of the event under the cursor, in two rows: its sentence, and what the evaluation came to."""
    said = (event.description, event.message or "") if event else ()
    return [Row(left=line(Span(shorten_words(squeezed(text, width), width), "dim"))) for text in said]


def event_page(event: AuditEvent) -> list[Row]:
    """All fields of an event, redacted as they were written."""
    shown = audit_line(event)
    role = shown.outcome if shown.outcome != "passed" else ""
    head = line(
        Span(f"{GLYPHS[shown.outcome]} ", shown.outcome), Span(shown.what, role), Span(f"   {event.type}", "strong")
    )
    rows = [Row(left=head, right=line(Span(event.at.replace("T", " "), "dim"))), BLANK]
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
    quiet = (
        ("source", event.source),
        ("type", event.action_type),
        ("event", event.id),
        ("correlation", event.correlation_id),
    )
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
