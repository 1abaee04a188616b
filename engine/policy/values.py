"""Kinds of values in conditions, and how two of them are brought to one kind before they are compared."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from functools import lru_cache
from math import isfinite
from typing import TYPE_CHECKING, Any, TypeVar

from engine.words import instant

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)
DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
TIME_OF_DAY = re.compile(r"\d\d:\d\d(:\d\d(\.\d{1,6})?)?", re.ASCII)

LONGEST = 40
"""Characters of a timestamp; what is longer is none."""

UNCHANGED = (str, int)
"""Types of values that are shown as they are; a boolean is an int."""
ORDERED = frozenset({"number", "timestamp", "local timestamp", "date", "time of day"})
SCALARS = ORDERED | {"string", "boolean"}

PLAIN: Mapping[type, str] = {
    bool: "boolean",
    int: "number",
    float: "number",
    str: "string",
    list: "list",
    dict: "object",
}
"""The kinds of what JSON gives, looked up first: this runs for every comparison."""

KINDS: tuple[tuple[type | tuple[type, ...], str], ...] = (
    ((int, float), "number"), (str, "string"), (date, "date"), (time, "time of day"), ((list, tuple), "list"),
    (Mapping, "object"),
)  # fmt: skip

Moment = TypeVar("Moment", datetime, date, time)
Parser = Callable[[str], Any]


def kind_of(value: Any) -> str:
    """What a value is, in the words that a policy author reads."""
    kind = PLAIN.get(type(value))
    if kind is not None:
        return kind
    if isinstance(value, datetime):
        return "timestamp" if value.tzinfo else "local timestamp"
    return next((name for kinds, name in KINDS if isinstance(value, kinds)), "null")


def with_article(value: Any) -> str:
    """The kind with its article: `a list`, `an object`, `null`."""
    kind = kind_of(value)
    return kind if kind == "null" else f"{'an' if kind == 'object' else 'a'} {kind}"


def parse_timestamp(text: str) -> datetime | None:
    """An RFC 3339 date-time with its offset (section 5.6), or None."""
    return _timestamp(text) if len(text) <= LONGEST else None


def parse_date(text: str) -> date | None:
    """An RFC 3339 full-date, or None."""
    return _parsed(DATE, text, date)


def parse_time_of_day(text: str) -> time | None:
    """`09:30` or `09:30:15`, or None."""
    return _parsed(TIME_OF_DAY, text, time)


_instant = lru_cache(maxsize=64)(instant)


@lru_cache(maxsize=1024)
def _timestamp(text: str) -> datetime | None:
    return _parsed(TIMESTAMP, text, datetime)


@lru_cache(maxsize=64)
def zone_of(name: str) -> ZoneInfo | None:
    """The time zone of this name in the IANA database, or None."""
    from zoneinfo import ZoneInfo

    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def is_zone(name: str) -> bool:
    """Whether this is the name of a time zone."""
    return zone_of(name) is not None


def _parsed(pattern: re.Pattern[str], text: str, kind: type[Moment]) -> Moment | None:
    if not pattern.fullmatch(text):
        return None
    try:
        return kind.fromisoformat(text.upper())
    except ValueError:
        return None


PARSERS: Mapping[str, Parser] = {"timestamp": parse_timestamp, "date": parse_date, "time of day": parse_time_of_day}


def aligned(left: Any, right: Any, *, texts: tuple[str, ...] = ("timestamp",)) -> tuple[Any, Any]:
    """Reads texts as times where that makes both sides one kind; else gives both back as they are.

    A text beside a time is read as that kind of time. Two texts are read as one of `texts` where both are.
    """
    kinds = kind_of(left), kind_of(right)
    if kinds == ("string", "string"):
        for kind in texts:
            both = PARSERS[kind](left), PARSERS[kind](right)
            if None not in both:
                return both
    elif kinds[0] == "string" and kinds[1] in PARSERS:
        parsed = PARSERS[kinds[1]](left)
        return (left if parsed is None else parsed), right
    elif kinds[1] == "string" and kinds[0] in PARSERS:
        parsed = PARSERS[kinds[0]](right)
        return left, (right if parsed is None else parsed)
    return left, right


def shown(value: Any, levels: int = 20) -> Any:
    """A value as JSON can hold it: times as text, tuples as lists, nothing deeper than so many levels."""
    if isinstance(value, UNCHANGED):
        return value
    if isinstance(value, datetime):
        return _instant(value) if value.tzinfo else value.isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float) and not isfinite(value):
        return str(value)
    if isinstance(value, list | tuple):
        return [shown(item, levels - 1) for item in value] if levels else "…"
    if isinstance(value, Mapping):
        return {str(key): shown(item, levels - 1) for key, item in value.items()} if levels else "…"
    return value
