"""Operations that a method and a path almost matched. Few patterns are gone through, of many only those that may be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import TYPE_CHECKING, NamedTuple

from engine.environment.operations import Route, match_path
from engine.memo import by_identity
from engine.near.words import Difference, joined, left_out, letters
from engine.urls import base_segments, parse_url

if TYPE_CHECKING:
    from engine.environment.model import ApiService, Operation

FEW = 200
"""Patterns of one service that are gone through one by one; above, at most as many are looked up."""
MOST = 8
FARTHEST = 2
Segments = tuple[str, ...]


class NearOperation(NamedTuple):
    """An operation that was nearly matched: by its method (`methods`) or its path (`paths`)."""

    operation: Operation
    field: str
    seen: str
    wanted: str
    difference: Difference


def near_operations(service: ApiService, method: str, segments: Segments) -> list[NearOperation]:
    """Operations that nearly match, nearest first, each once, at most `MOST`."""
    routes = service.routes if len(service.routes) <= FEW else _looked_up(service, segments)
    found: dict[int, NearOperation] = {}
    bases = [base_segments(url) for url in map(parse_url, service.base_urls) if url is not None]
    for route in routes:
        near = _near(route, method, segments, bases)
        known = found.get(route.order)
        if near is not None and (known is None or near.difference.distance < known.difference.distance):
            found[route.order] = near
    return sorted(found.values(), key=lambda near: near.difference.distance)[:MOST]


def _near(route: Route, method: str, segments: Segments, bases: Iterable[Segments]) -> NearOperation | None:
    operation, pattern = route.operation, route.pattern
    if match_path(pattern.text, segments) is not None:
        methods = ", ".join(sorted(route.methods))
        words = f"has this path for {methods}, not {method}"
        return NearOperation(operation, "methods", method, methods, Difference(1, words))
    if route.methods and method not in route.methods:
        return None
    found = _repeated(route, segments, bases) or _path(route, segments)
    if found is None:
        return None
    path = "/" + "/".join(segments)
    return NearOperation(operation, "paths", path, pattern.text, found)


def _repeated(route: Route, segments: Segments, bases: Iterable[Segments]) -> Difference | None:
    """A pattern that begins with the path of its base URL, and would match without."""
    for base in bases:
        path = "/" + "/".join(base)
        if (
            base
            and route.pattern.text.startswith(f"{path}/")
            and match_path(route.pattern.text.removeprefix(path), segments) is not None
        ):
            return Difference(1, f"would match without `{path}`, which its base URL has already")
    return None


def _path(route: Route, segments: Segments) -> Difference | None:
    """What differs between a path and a pattern: the slash at the end, a segment, case or letters of one."""
    wanted = route.pattern.wanted
    if segments and segments[-1] == "" and match_path(route.pattern.text, segments[:-1]) is not None:
        return Difference(1, "it has no slash at the end")
    if match_path(route.pattern.text, (*segments, "")) is not None:
        return Difference(1, "it has a slash at the end")
    if route.pattern.open_end:
        return _literals(wanted, segments[: len(wanted)]) if len(segments) >= len(wanted) else None
    if len(segments) == len(wanted):
        return _literals(wanted, segments)
    return _left_out(wanted, segments) if abs(len(segments) - len(wanted)) == 1 else None


def _literals(wanted: tuple[str | None, ...], segments: Segments) -> Difference | None:
    """Segments that should be words of the pattern and are nearly so."""
    found: list[Difference] = []
    for literal, segment in zip(wanted, segments, strict=True):
        if literal == segment or (literal is None and segment):
            continue
        near = letters(segment, literal) if literal is not None else left_out("", is_here=True)
        if near is None:
            return None
        found.append(near)
    distance = sum(one.distance for one in found)
    return Difference(distance, joined(found)) if 0 < distance <= FARTHEST else None


def _left_out(wanted: tuple[str | None, ...], segments: Segments) -> Difference | None:
    """One word of the pattern that the path lacks, or one segment too many; at least one word must be there."""
    if not any(literal in segments for literal in wanted if literal is not None):
        return None
    longer, shorter = (segments, wanted) if len(segments) > len(wanted) else (wanted, segments)
    for place, one in enumerate(longer):
        rest = longer[:place] + longer[place + 1 :]
        fits = all(a == b or (None in (a, b) and "" not in (a, b)) for a, b in zip(rest, shorter, strict=True))
        if fits and one is not None:
            return left_out(one, is_here=longer is segments)
    return None


def _looked_up(service: ApiService, segments: Segments) -> Iterable[Route]:
    """Patterns as long as the path, or one segment off, that begin or end with a word of it."""
    index = _index(service)
    return islice(chain.from_iterable(index.get(key, ()) for key in _keys(segments)), FEW)


def _keys(segments: Segments) -> Iterator[tuple[int, int, str | None]]:
    trimmed = segments[:-1] if segments and segments[-1] == "" else segments
    words = [segment.casefold() for segment in trimmed]
    for size in (len(words), len(words) + 1, len(words) - 1):
        if words:
            yield size, -1, words[-1]
            yield size, 0, words[0]


@by_identity
def _index(service: ApiService) -> dict[tuple[int, int, str | None], list[Route]]:
    """Patterns by their number of segments and their first and last word."""
    index: dict[tuple[int, int, str | None], list[Route]] = {}
    for route in service.routes:
        wanted = route.pattern.wanted
        for place in (0, -1) if wanted else ():
            word = wanted[place]
            index.setdefault((len(wanted), place, word.casefold() if word else None), []).append(route)
    return index
