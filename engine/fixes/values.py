"""Which value an attribute must have for comparisons to turn out as wanted: candidates are made, then tried."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from itertools import product
from typing import Any

from msgspec import Struct

from engine.policy.comparators import COMPARATORS, TypeMismatch
from engine.policy.judging import TRUE
from engine.policy.names import WEEKDAYS, ZONED, is_secret
from engine.policy.values import kind_of, parse_time_of_day, parse_timestamp
from engine.redaction import BULLETS

TIME = "request.time"
SAMPLES = ("other", "1", "a", "z", "A", "10")
"""Texts that are tried where no better one is known."""
DAYS = 8
MOST = 2
"""Values that are kept for one attribute."""


class Wish(Struct, frozen=True):
    """What one attribute is wanted to be: `test` against `other` should come out as `holds`.

    `other` stands right of the comparator unless `mirrored`; `seen` is the attribute's value now, None where absent.
    """

    attribute: str
    seen: Any
    test: str
    other: Any
    holds: bool
    zone: str | None = None
    mirrored: bool = False

    @property
    def changes(self) -> str:
        """The attribute that has to change: local time and weekday follow the time."""
        return TIME if self.attribute in ZONED else self.attribute

    def met_by(self, value: Any) -> bool:
        """Whether the comparison comes out as wanted with this value."""
        left, right = (self.other, value) if self.mirrored else (self._read(value), self.other)
        try:
            return COMPARATORS[self.test].test(left, right) is self.holds
        except TypeMismatch:
            return False

    def _read(self, value: Any) -> Any:
        if self.attribute not in ZONED or not isinstance(value, datetime):
            return value
        local = value.astimezone(_zone(self.zone))
        return WEEKDAYS[local.weekday()] if self.attribute == "request.weekday" else local.time()


def _zone(name: str | None) -> Any:
    from zoneinfo import ZoneInfo

    return ZoneInfo(name or "UTC")


def wishes_of(comparison: Mapping[str, Any], outcome: str) -> list[Wish]:
    """The comparison with either side changed, where that side is an attribute and the other side has a value."""
    test = str(comparison["test"])
    plain = test.removeprefix("not_")
    holds = (outcome == TRUE) is (plain == test)
    left, right = comparison["left"], comparison["right"]
    found = []
    for side, other, mirrored in ((left, right, False), (right, left, True)):
        name = side.get("attribute")
        lacks = other.get("absent") or other.get("not_known") or BULLETS in str(other.get("value"))
        if name and not lacks and not is_secret(name) and not is_secret(other.get("attribute") or ""):
            seen = None if side.get("from") == "default" else side.get("value")
            found.append(Wish(name, seen, plain, other.get("value"), holds, side.get("zone"), mirrored))
    return found


def values_for(wishes: Sequence[Wish], now: datetime) -> list[Any]:
    """Values of one attribute that meet all wishes, the likeliest first; none where there is none."""
    if wishes[0].changes == TIME:
        made: Iterable[Any] = sorted(moment for moment in _moments(wishes, now) if moment >= now)
    else:
        made = _candidates(wishes)
    met: list[Any] = []
    seen = next((kind_of(wish.seen) for wish in wishes if wish.seen is not None), None)
    for value in made:
        fits = wishes[0].changes == TIME or seen in (None, kind_of(value))
        if fits and value not in met and all(wish.met_by(value) for wish in wishes):
            met.append(value)
        if len(met) == MOST:
            break
    return met


def _candidates(wishes: Sequence[Wish]) -> Iterator[Any]:
    seen = wishes[0].seen
    if isinstance(seen, list) or (seen is None and any(wish.test == "contains" for wish in wishes)):
        yield from _lists(list(seen or ()), wishes)
    for wish in wishes:
        yield from _near(wish)
    yield from (sample for sample in SAMPLES if not isinstance(seen, list | bool | int | float))


def _lists(held: list[Any], wishes: Sequence[Wish]) -> Iterator[list[Any]]:
    asked = [wish for wish in wishes if wish.test == "contains" and not wish.mirrored]
    gone = [wish.other for wish in asked if not wish.holds]
    added = [wish.other for wish in asked if wish.holds and wish.other not in held]
    yield [*(one for one in held if one not in gone), *dict.fromkeys(added)]


def _near(wish: Wish) -> Iterator[Any]:
    """Values at, around and made of what an attribute is compared with."""
    other = wish.other
    for one in other if isinstance(other, list) else (other,):
        if isinstance(one, bool):
            yield from (one, not one)
        elif isinstance(one, int | float):
            yield from (one, one + 1, one - 1)
        elif isinstance(one, str):
            yield from _texts(wish, one)


def _texts(wish: Wish, one: str) -> Iterator[Any]:
    if wish.test == "in_network":
        yield from _addresses(one)
        return
    if wish.test == "matches":
        yield one.removeprefix("^").removesuffix("$")
        return
    moment = parse_timestamp(one)
    if moment is not None:
        yield from (_text(moment + timedelta(seconds=by)) for by in (0, 1, -1))
        return
    yield one
    if isinstance(wish.seen, str) and wish.test in ("starts_with", "ends_with", "contains"):
        yield one + wish.seen if wish.test == "starts_with" else wish.seen + one


def _addresses(network: str) -> Iterator[str]:
    from engine.policy.networks import parse_network

    parsed = parse_network(network)
    if parsed is not None:
        yield str(parsed[1] if parsed.num_addresses > 2 else parsed[0])
    yield from ("192.0.2.1", "198.51.100.1", "2001:db8:ffff::1")


def _moments(wishes: Sequence[Wish], now: datetime) -> Iterator[datetime]:
    """Now, the days after it, and every edge that a wish names on each of them."""
    edges = [(wish, parse_time_of_day(str(wish.other))) for wish in wishes if wish.attribute == "request.local_time"]
    for day, by in product(range(DAYS), (0, 60, -60)):
        later = now + timedelta(days=day)
        yield later
        for wish, edge in edges:
            if isinstance(edge, time):
                local = later.astimezone(_zone(wish.zone)).replace(hour=edge.hour, minute=edge.minute, second=0)
                yield (local + timedelta(seconds=by)).astimezone(UTC)
        yield (later + timedelta(days=1)).replace(hour=0, minute=1, second=0)
    for wish in wishes:
        moment = parse_timestamp(str(wish.other)) if wish.attribute == TIME else None
        if moment is not None:
            yield from ((moment + timedelta(seconds=by)).astimezone(UTC) for by in (0, 1, -1))


def _text(moment: datetime) -> str:
    return moment.isoformat()
