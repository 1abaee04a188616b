"""How values are put into words: instants in UTC, durations with one unit, lists, shortened texts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from functools import lru_cache

UNITS = (("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1))


def instant(moment: datetime | float) -> str:
    """An instant as RFC 3339 in UTC with seconds: `2026-03-04T10:11:12Z`."""
    if not isinstance(moment, datetime):
        if moment == moment // 1:
            days, rest = divmod(int(moment), 86400)
            return f"{_day(EPOCH + days)}T{TWO[rest // 3600]}:{TWO[rest // 60 % 60]}:{TWO[rest % 60]}Z"
        moment = datetime.fromtimestamp(moment, UTC)
    elif moment.tzinfo is not UTC:
        moment = moment.astimezone(UTC)
    return f"{_day(moment.toordinal())}T{TWO[moment.hour]}:{TWO[moment.minute]}:{TWO[moment.second]}Z"


EPOCH = date(1970, 1, 1).toordinal()
TWO = tuple(f"{number:02}" for number in range(60))
"""Hours, minutes and seconds as they are written."""


@lru_cache(maxsize=512)
def _day(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()


@lru_cache(maxsize=1024)
def claim_instant(value: float) -> str:
    """A numeric date as an instant, or as the bare number where no calendar has it."""
    try:
        return instant(value)
    except (OverflowError, ValueError, OSError):
        return f"{value:.0f}" if abs(value) < 1e15 else f"{value:g}"


def duration(seconds: float) -> str:
    """A duration in its two largest units, from ten days on in days: `1 hour`, `3 hours 12 minutes`, `262 days`."""
    return _duration(round(abs(seconds)))


@lru_cache(maxsize=4096)
def _duration(rest: int) -> str:
    words: list[str] = []
    for name, size in UNITS:
        count, rest = divmod(rest, size)
        if count:
            words.append(f"{count} {name}" + ("" if count == 1 else "s"))
            if name == "day" and count >= 10:
                break
        elif words:
            break
        if len(words) == 2:
            break
    return " ".join(words) or "0 seconds"


def quoted(values: Iterable[str]) -> str:
    """Values in backticks with commas; `none` where there are none."""
    return ", ".join(f"`{value}`" for value in values) or "none"


def shortened(text: str, width: int = 120) -> str:
    """Keeps head and tail of a long text."""
    if len(text) <= width:
        return text
    head = width * 2 // 3
    return f"{text[:head]}…{text[-(width - head - 1) :]}"
