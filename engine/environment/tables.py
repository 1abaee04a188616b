"""Walking through parsed TOML that may be wrong anywhere: what does not have the expected shape is passed over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.environment.positions import Path

Tables = Mapping[str, Any]


def select(tables: Any, pattern: str) -> Iterator[tuple[Path, Any]]:
    """Every value that a dotted pattern reaches, with its path; `*` is each element of a list."""
    found: list[tuple[Path, Any]] = [((), tables)]
    for key in pattern.split("."):
        found = list(_step(found, key))
    yield from found


def _step(found: list[tuple[Path, Any]], key: str) -> Iterator[tuple[Path, Any]]:
    for path, value in found:
        if key == "*" and isinstance(value, list):
            for index, element in enumerate(value):
                yield (*path, index), element
        elif isinstance(value, Mapping) and key in value:
            yield (*path, key), value[key]


def select_texts(tables: Any, pattern: str) -> Iterator[tuple[Path, str]]:
    """Those values of `select` that are strings."""
    return ((path, value) for path, value in select(tables, pattern) if isinstance(value, str))


def select_tables(tables: Any, pattern: str) -> Iterator[tuple[Path, Tables]]:
    """Those values of `select` that are tables."""
    return ((path, value) for path, value in select(tables, pattern) if isinstance(value, Mapping))


def value_at(tables: Any, path: Path) -> Any:
    """The value at a path. KeyError where there is none."""
    for key in path:
        known = tables if isinstance(tables, Mapping) else range(len(tables)) if isinstance(tables, list) else ()
        if key not in known:
            raise KeyError(key)
        tables = tables[key]
    return tables


def leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every value that is neither table nor list, with its path, without recursion."""
    waiting: list[tuple[Path, Any]] = [(path, value)]
    while waiting:
        place, current = waiting.pop()
        if isinstance(current, Mapping):
            waiting.extend(((*place, str(key)), inner) for key, inner in current.items())
        elif isinstance(current, list):
            waiting.extend(((*place, index), inner) for index, inner in enumerate(current))
        else:
            yield place, current


def depth_of(value: Any, most: int) -> int:
    """How deep tables and lists stand in one another, counted up to `most`, without recursion."""
    level, depth = [value], 0
    while level and depth < most:
        inner = [item for item in level if isinstance(item, Mapping | list)]
        level = [element for item in inner for element in (item.values() if isinstance(item, Mapping) else item)]
        depth += bool(inner)
        if not inner:
            break
    return depth
