"""How values are put into words: instants in UTC, durations with one unit, lists, shortened texts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache

UNITS = (("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1))


def instant(moment: datetime | float) -> str:
    """An instant as RFC 3339 in UTC with seconds: `2026-03-04T10:11:12Z`."""
    if not isinstance(moment, datetime):
        if moment == moment // 1:
            days, rest = divmod(int(moment), 86400)
            return f"{_day(days)}T{rest // 3600:02}:{rest // 60 % 60:02}:{rest % 60:02}Z"
        moment = datetime.fromtimestamp(moment, UTC)
    elif moment.tzinfo is not UTC:
        moment = moment.astimezone(UTC)
    at = moment
    return f"{at.year:04}-{at.month:02}-{at.day:02}T{at.hour:02}:{at.minute:02}:{at.second:02}Z"


@lru_cache(maxsize=512)
def _day(number: int) -> str:
    """The date of a day, counted from 1970-01-01."""
    return datetime.fromtimestamp(number * 86400, UTC).date().isoformat()


def claim_instant(value: float) -> str:
    """A numeric date as an instant, or as the bare number where no calendar has it."""
    try:
        return instant(value)
    except (OverflowError, ValueError, OSError):
        return f"{value:.0f}" if abs(value) < 1e15 else f"{value:g}"


def duration(seconds: float) -> str:
    """A duration in its two largest units, from ten days on in days: `1 hour`, `3 hours 12 minutes`, `262 days`."""
    rest = round(abs(seconds))
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
