"""What was imported and no environment file can hold is left out, and named: the rest loads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.environment.importing.reading import Imported, Unsaid
from engine.environment.importing.writing import NAMED_BY_ID
from engine.environment.loader import judge_tables
from engine.environment.positions import Path
from engine.environment.problems import MISSING, Fault, path_text
from engine.environment.tables import value_at

MOST_ROUNDS = 12
"""What is left out may have been referred to: each round looks again."""

WHOLE = ("policies", "statements")
"""A part of one of these decides something else: they are left out whole, and with them what refers to them."""


def sound(imported: Imported, existing: Mapping[str, Any]) -> Imported:
    """The import without what would not load, beside the tables of the file that it goes into."""
    tables, unsaid = _plain(imported.tables), list(imported.unsaid)
    for _ in range(MOST_ROUNDS):
        faults = judge_tables(_beside(tables, existing))[1]
        if not faults:
            break
        last_first = sorted(faults, key=lambda one: _order(one.path), reverse=True)
        left_out = [fault for fault in last_first if _leave_out(tables, fault)]
        unsaid += [Unsaid(path_text(fault.path), f"{fault.seen}; left out") for fault in left_out]
    return Imported(tables, tuple(unsaid), imported.comments, imported.off)


def _order(path: Path) -> tuple[str, ...]:
    """Later elements of a list first, so that the places of earlier ones stay."""
    return tuple(f"{part:09}" if isinstance(part, int) else part for part in path)


def _plain(value: Any) -> Any:
    """A copy without what is None."""
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items() if inner is not None}
    return [_plain(inner) for inner in value] if isinstance(value, list | tuple) else value


def _beside(tables: Mapping[str, Any], existing: Mapping[str, Any]) -> dict[str, Any]:
    """The imported rows, completed by those of the file that they bring up to date, and the file's other rows."""
    found = {**existing, **tables}
    for key, rows in tables.items():
        if isinstance(rows, list):
            label = "id" if key in NAMED_BY_ID else "name"
            known = {row.get(label): row for row in existing.get(key, [])}
            merged = [{**known.pop(row.get(label), {}), **row} for row in rows]
            found[key] = [*merged, *known.values()]
    return found


def _leave_out(tables: dict[str, Any], fault: Fault) -> bool:
    """Removes the value at fault, or the row that lacks one. Whether there was something to remove."""
    path = fault.path
    if path[:1] and path[0] in WHOLE:
        path = path[:2]
    elif fault.seen.startswith(MISSING) or path[-1:] in (("name",), ("id",)):
        path = path[:-1]
    try:
        holder = value_at(tables, path[:-1])
        del holder[path[-1]]
    except LookupError:
        return False
    return True
