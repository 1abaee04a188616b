"""Operations that no request can reach, and patterns that compete for the same requests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import TYPE_CHECKING

from engine.environment.lint.base_urls import Base, bases_of
from engine.environment.lint.found import Found, note, warning
from engine.environment.lint.patterns import covers, overlap
from engine.environment.operations import Pattern, Route, read_pattern
from engine.environment.positions import Path
from engine.environment.problems import quoted

if TYPE_CHECKING:
    from engine.environment.model import ApiService, Environment

WILD = "*"


def check_patterns(environment: Environment) -> Iterator[Found]:
    """Patterns that others take all requests of, or some, and patterns that stand twice in one operation."""
    for at, service in enumerate(environment.api_services):
        yield from _twice(service, ("api_services", at, "operations"))
        yield from _competing(service, ("api_services", at, "operations"))


def check_repeated_bases(environment: Environment) -> Iterator[Found]:
    """Patterns that begin with the path of a base URL of their service, below which they stand already."""
    bases = bases_of(environment)
    for at, service in enumerate(environment.api_services):
        own = [base for base in bases if base.at == at and base.segments]
        for number, operation in enumerate(service.operations):
            for place, text in enumerate(operation.paths):
                wanted = read_pattern(text).wanted
                base = next((one for one in own if wanted[: len(one.segments)] == one.segments), None)
                if base is not None:
                    path: Path = ("api_services", at, "operations", number, "paths", place)
                    yield _repeated(base, text, path)


def _repeated(base: Base, text: str, path: Path) -> Found:
    repeated = f"/{'/'.join(base.segments)}"
    summary = f"{quoted(text)} stands below {quoted(base.text)}: it matches {quoted(f'{repeated}{text}')} only"
    rest = text.removeprefix(repeated)
    fix = f"write {quoted(rest)}" if rest else f"leave {quoted(repeated)} out"
    return warning("operations.path_repeats_base", path, summary, fix)


def _twice(service: ApiService, path: Path) -> Iterator[Found]:
    for at, operation in enumerate(service.operations):
        seen: dict[tuple[object, ...], str] = {}
        for place, text in enumerate(operation.paths):
            pattern = read_pattern(text)
            first = seen.setdefault((pattern.wanted, pattern.open_end), text)
            if first is not text:
                summary = f"{quoted(text)} matches what {quoted(first)} of the same operation matches"
                yield warning(
                    "operations.pattern_twice", (*path, at, "paths", place), summary, "leave one of the two out"
                )


def _competing(service: ApiService, path: Path) -> Iterator[Found]:
    """Each route against those that count before it and could take the same segment where they begin to differ."""
    before: dict[str, list[Route]] = {}
    depth = _common_depth(service.routes)
    for route in service.routes:
        key = _key(route.pattern, depth)
        rivals = [one for known in ((key, WILD) if key != WILD else before) for one in before.get(known, ())]
        place = service.operations[route.order].paths.index(route.pattern.text)
        yield from _against(route, rivals, (*path, route.order, "paths", place))
        before.setdefault(key, []).append(route)


def _common_depth(routes: Sequence[Route]) -> int:
    """How many literal segments all patterns begin with."""
    columns = zip(*(route.pattern.wanted for route in routes), strict=False)
    return sum(1 for _ in takewhile(lambda column: None not in column and len(set(column)) == 1, columns))


def _key(pattern: Pattern, depth: int) -> str:
    """The segment in which patterns may differ, `WILD` where any will do."""
    return (pattern.wanted[depth] or WILD) if len(pattern.wanted) > depth else WILD


def _against(route: Route, rivals: list[Route], path: Path) -> Iterator[Found]:
    rivals = [one for one in rivals if one.order != route.order and _share(one, route)]
    taker = next((one for one in rivals if _takes_methods(one, route) and covers(one.pattern, route.pattern)), None)
    name = quoted(route.operation.name)
    if taker is not None:
        summary = f"no request reaches {name} by {quoted(route.pattern.text)}: "
        summary += f"{quoted(taker.operation.name)} takes them all by {quoted(taker.pattern.text)}"
        fix = "put the narrower operation first, or give it other methods or another path"
        yield warning("operations.unreachable", path, summary, fix)
        return
    for one in rivals:
        if not overlap(one.pattern, route.pattern) or (covers(route.pattern, one.pattern) and not _same(one, route)):
            continue
        patterns = f"{quoted(route.pattern.text)} and {quoted(one.pattern.text)} of {quoted(one.operation.name)}"
        fix = "make the patterns differ in a literal segment, or the operations in their methods"
        say = warning if one.pattern.rank == route.pattern.rank else note
        yield say(
            "operations.patterns_overlap",
            path,
            f"{patterns} match some of the same requests; the latter takes them",
            fix,
        )


def _same(one: Route, other: Route) -> bool:
    return covers(one.pattern, other.pattern) and covers(other.pattern, one.pattern)


def _share(one: Route, other: Route) -> bool:
    return not one.methods or not other.methods or not one.methods.isdisjoint(other.methods)


def _takes_methods(taker: Route, route: Route) -> bool:
    return not taker.methods or (bool(route.methods) and route.methods <= taker.methods)


def check_below_others(environment: Environment) -> Iterator[Found]:
    """Operations all of whose requests go to another service, which has a longer base URL."""
    bases = bases_of(environment)
    below: dict[tuple[str, tuple[str, ...]], list[Base]] = {}
    for base in bases:
        for depth in range(len(base.segments)):
            below.setdefault((base.origin, base.segments[:depth]), []).append(base)
    longer: dict[int, list[tuple[Base, list[Base]]]] = {}
    for base in bases:
        others = [one for one in below.get((base.origin, base.segments), ()) if one.at != base.at]
        longer.setdefault(base.at, []).append((base, others))
    for at, rows in longer.items():
        if all(others for _, others in rows):
            yield from _below(environment.api_services[at], ("api_services", at, "operations"), rows)


def _below(service: ApiService, path: Path, rows: list[tuple[Base, list[Base]]]) -> Iterator[Found]:
    """`rows` are the base URLs of a service, each with those of others that are longer."""
    for order, operation in enumerate(service.operations):
        for place, text in enumerate(operation.paths):
            takers = [_taker(base, read_pattern(text), others) for base, others in rows]
            if all(takers):
                taken = next(taker.text for taker in takers if taker)
                summary = f"no request reaches {quoted(operation.name)} by {quoted(text)}: "
                summary += f"they go to the API service with the base URL {quoted(taken)}"
                fix = "move the operation to that API service, or change one of the base URLs"
                yield warning("operations.unreachable", (*path, order, "paths", place), summary, fix)


def _taker(base: Base, pattern: Pattern, others: list[Base]) -> Base | None:
    whole = (*base.segments, *pattern.wanted)
    return next((one for one in others if whole[: len(one.segments)] == one.segments), None)
