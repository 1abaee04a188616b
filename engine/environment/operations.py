"""Which operations of an API service match a method and a path, in order of precedence.

Exact before parameter, then the longest literal prefix, then file order.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

from msgspec import Struct

if TYPE_CHECKING:
    from engine.environment.operation import Operation


class OperationMatch(Struct, frozen=True):
    """An operation that matches, by which pattern, with which path parameters."""

    operation: Operation
    pattern: str
    parameters: dict[str, str]


class Pattern(Struct, frozen=True):
    """A path pattern, taken apart once."""

    text: str
    rank: tuple[int, int]
    """Sorts exact patterns first, then those with the longest literal prefix."""
    wanted: tuple[str | None, ...]
    """Decoded segments; None takes any segment that is not empty."""
    names: tuple[tuple[int, str], ...]
    """Places and names of the path parameters."""
    open_end: bool
    """A last `**`: zero or more segments follow."""


class Route(Struct, frozen=True):
    """One pattern of one operation; `order` is the operation's place in the file."""

    pattern: Pattern
    order: int
    operation: Operation
    methods: frozenset[str]
    """In upper case; empty is any."""


def routes_of(operations: Sequence[Operation]) -> tuple[Route, ...]:
    """The patterns of all operations, those that count first in front."""
    routes = [
        Route(read_pattern(text), order, operation, frozenset(map(str.upper, operation.methods or ())))
        for order, operation in enumerate(operations)
        for text in operation.paths
    ]
    return tuple(sorted(routes, key=lambda route: (*route.pattern.rank, route.order)))


def find_operations(routes: Sequence[Route], method: str, segments: Sequence[str]) -> tuple[OperationMatch, ...]:
    """Every operation that matches, the one that counts first."""
    found: dict[int, OperationMatch] = {}
    method = method.upper()
    for route in routes:
        if (route.methods and method not in route.methods) or route.order in found:
            continue
        parameters = _match(route.pattern, segments)
        if parameters is not None:
            found[route.order] = OperationMatch(route.operation, route.pattern.text, parameters)
    return tuple(found.values())


def match_path(pattern: str, segments: Sequence[str]) -> dict[str, str] | None:
    """The path parameters where the pattern matches these decoded segments, else None.

    `{name}` and `*` take one segment that is not empty, a last `**` takes zero or more.
    """
    return _match(read_pattern(pattern), segments)


def pattern_segments(pattern: str) -> tuple[str, ...]:
    """A pattern split at `/`; `""` and `/` are both the root."""
    return () if pattern in ("", "/") else tuple(pattern.removeprefix("/").split("/"))


@lru_cache(maxsize=4096)
def read_pattern(text: str) -> Pattern:
    """Takes a pattern apart."""
    segments = pattern_segments(text)
    open_end = bool(segments) and segments[-1] == "**"
    fixed = segments[:-1] if open_end else segments
    named = tuple((place, one[1:-1]) for place, one in enumerate(fixed) if one.startswith("{") and one.endswith("}"))
    free = {place for place, _ in named} | {place for place, one in enumerate(fixed) if one == "*"}
    wanted = tuple(None if place in free else unquote(one) for place, one in enumerate(fixed))
    return Pattern(text, _rank(segments), wanted, named, open_end)


def _match(pattern: Pattern, segments: Sequence[str]) -> dict[str, str] | None:
    wanted = pattern.wanted
    if len(segments) < len(wanted) or (len(segments) > len(wanted) and not pattern.open_end):
        return None
    for want, segment in zip(wanted, segments, strict=False):
        if want != segment and (want is not None or not segment):
            return None
    return {name: segments[place] for place, name in pattern.names}


def _rank(segments: tuple[str, ...]) -> tuple[int, int]:
    literal = 0
    for segment in segments:
        if segment in ("*", "**") or segment.startswith("{"):
            return 1, -literal
        literal += len(segment) + 1
    return 0, -literal
