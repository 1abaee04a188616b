"""`apiwhy audit`: what was diagnosed, oldest first as a log reads, followed if asked; `audit prune` removes events."""

from __future__ import annotations

import sys
import time
from argparse import ArgumentTypeError
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from knowledge.patterns import lazy_regex
from tui.cli.options import ALLOWED, USAGE, Parser, say
from tui.cli.output import json_text, width

if TYPE_CHECKING:
    from engine.adapters.store import AuditStore
    from engine.audit.events import AuditEvent
    from engine.audit.filters import Filter

EXAMPLES = """examples
  apiwhy audit                                       the newest events, the latest last
  apiwhy audit --follow                              and those to come, until ctrl+c
  apiwhy audit --where 'stage:token since:2h'        of the last two hours, refused at the token stage
  apiwhy audit --where 'status:4xx -user:probe'      words, field:value, field=value; - leaves out
  apiwhy audit --format csv > events.csv
  apiwhy audit prune --before 30d                    remove what is older than 30 days

exit codes: 0, also where there are no events; 2 usage, or a store that cannot be read
"""
PRUNE_EXAMPLES = """examples
  apiwhy audit prune --before 2026-03-04
  apiwhy audit prune --before 30d --keep 10000       what is older than 30 days, and all but the newest 10,000

exit codes: 0 done, 2 usage, or a store that cannot be written
"""
LIMIT = 50
"""Events that are shown where no limit is given."""
EVERY = 0.25
"""Seconds between two looks into the store that is followed."""
UNCUT = 100_000
"""Columns where no terminal shows the line."""
AGO = lazy_regex(r"(\d{1,6})(s|m|h|d)")
UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
COLUMNS = (
    "at", "type", "result", "verdict", "decision", "stage", "reason", "status", "result_code", "api_service",
    "operation", "gateway", "client", "user", "method", "url", "environment", "description", "message", "source", "id",
    "correlation_id",
)  # fmt: skip
"""Of the CSV; the names are those of the event."""
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for a formula at the beginning of a cell."""


def run(words: Sequence[str]) -> int:
    """Lists events, or removes them."""
    return _prune(words[1:]) if words[:1] == ["prune"] else _list(words)


def _list(words: Sequence[str]) -> int:
    parser = Parser(
        prog="apiwhy audit", epilog=EXAMPLES, description="Lists what was diagnosed and replayed, redacted."
    )
    parser.add_argument(
        "--follow", action="store_true", help="go on with events as they come, also from other processes"
    )
    parser.add_argument("--where", metavar="FILTER", default="", help="only events for which this holds")
    parser.add_argument("--limit", metavar="N", type=_number, default=LIMIT, help=f"the newest N (default: {LIMIT})")
    parser.add_argument("--format", choices=tuple(FORMATS), default="text", help="default: text")
    options = parser.read(_with_filter(words))
    from engine.adapters.store_file import StoreProblem
    from engine.audit.filters import FilterProblem, parse_filter

    try:
        wanted = parse_filter(options.where, now=_now())
        with _opened() as store:
            _print(store, wanted, options.limit, options.format, follow=options.follow)
    except FilterProblem as problem:
        say(f"--where: {problem}")
        return USAGE
    except StoreProblem as problem:
        say(str(problem))
        return USAGE
    except KeyboardInterrupt:
        if not options.follow:
            raise
    return ALLOWED


def _with_filter(words: Sequence[str]) -> list[str]:
    """The words with the filter in one piece with its option: it may begin with a dash."""
    joined: list[str] = []
    for word in words:
        if joined and joined[-1] == "--where":
            joined[-1] = f"--where={word}"
        else:
            joined.append(word)
    return joined


def _print(store: AuditStore, wanted: Filter, limit: int, form: str, *, follow: bool) -> None:
    """The newest events, the latest last, then those to come."""
    traces = form == "jsonl"
    recent = store.recent(1)
    listed = tuple(reversed(store.recent(limit, filter=wanted, traces=traces)))
    if not listed and not follow:
        say("no event matches" if recent else "no events yet: `apiwhy diagnose` and the app write them")
    coming = _follow(store, wanted, recent[0] if recent else None, traces=traces) if follow else ()
    for line in FORMATS[form](_chain(listed, coming)):
        print(line, flush=follow)


def _chain(first: Iterable[AuditEvent], second: Iterable[AuditEvent]) -> Iterator[AuditEvent]:
    yield from first
    yield from second


def _follow(store: AuditStore, wanted: Filter, newest: AuditEvent | None, *, traces: bool) -> Iterator[AuditEvent]:
    """Events after the newest, as they are written. Never ends by itself."""
    sys.stdout.flush()
    while True:
        for event in _after(store, newest):
            newest = event
            if wanted.matches(event):
                yield (store.get(event.id) or event) if traces else event
        time.sleep(EVERY)


def _after(store: AuditStore, newest: AuditEvent | None) -> Iterable[AuditEvent]:
    """What was written since. Where the newest was pruned the store gives all that it has: then its time decides."""
    events = store.after(newest.id if newest else None)
    if not events or newest is None or store.get(newest.id) is not None:
        return events
    return (event for event in events if event.at > newest.at)


def _text(events: Iterable[AuditEvent]) -> Iterator[str]:
    from engine.audit.lines import event_line

    columns = width(UNCUT) or UNCUT
    day = ""
    for event in events:
        if event.at[:10] != day:
            day = event.at[:10]
            yield f"{day}, times in UTC"
        yield event_line(event, columns)


def _jsonl(events: Iterable[AuditEvent]) -> Iterator[str]:
    from engine.audit.events import event_to_dict

    return (json_text(event_to_dict(event)) for event in events)


def _csv(events: Iterable[AuditEvent]) -> Iterator[str]:
    yield _row(COLUMNS)
    for event in events:
        values = (getattr(event, name) for name in COLUMNS)
        yield _row([_cell(getattr(value, "name", value)) for value in values])


def _row(cells: Sequence[str]) -> str:
    import csv
    from io import StringIO

    line = StringIO()
    csv.writer(line, lineterminator="").writerow(cells)
    return line.getvalue()


def _cell(value: object) -> str:
    """A value as a spreadsheet may open it: no formula, no control sequence, one line."""
    from engine.redaction import escape_controls

    text = "" if value is None else str(value)
    return escape_controls(f"'{text}" if text.startswith(FORMULA) else text)


FORMATS = {"text": _text, "jsonl": _jsonl, "csv": _csv}


def _prune(words: Sequence[str]) -> int:
    parser = Parser(
        prog="apiwhy audit prune", epilog=PRUNE_EXAMPLES, description="Removes events from the audit store."
    )
    parser.add_argument("--before", metavar="TIME", type=_moment, help="events older than this: a time, a date, or 30d")
    parser.add_argument("--keep", metavar="N", type=_number, help="all events but the newest N")
    options = parser.read(words)
    if options.before is None and options.keep is None:
        parser.error("nothing says what to remove, wanted --before TIME, --keep N or both")
    from engine.adapters.store_file import StoreProblem

    try:
        with _opened() as store:
            gone = store.prune(before=options.before, keep=options.keep)
            left = store.count().events
    except StoreProblem as problem:
        say(str(problem))
        return USAGE
    print(f"removed {gone}, {left} left")
    return ALLOWED


def _opened() -> AuditStore:
    """The store. Raises StoreProblem where there is none to read: one in memory has nothing."""
    from engine.adapters.store import AuditStore
    from engine.adapters.store_file import StoreProblem

    store = AuditStore.open()
    if store.notice is not None:
        if store.path is None:
            raise StoreProblem(store.notice.partition(";")[0])
        say(store.notice)
    return store


def _now() -> datetime:
    return datetime.now(UTC)


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise ArgumentTypeError(f"saw `{text}`, wanted a number such as 100")
    return int(text)


def _moment(text: str) -> datetime:
    ago = AGO.fullmatch(text.strip())
    try:
        if ago:
            return _now() - timedelta(**{UNITS[ago[2]]: int(ago[1])})
        moment = datetime.fromisoformat(text.strip())
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        raise ArgumentTypeError(f"saw `{text}`, wanted a time such as 2026-03-04T10:11:12Z, a date, or 30d") from None
