"""Which operations of an API service match a method and a path, in order of precedence.

Exact before parameter, then the longest literal prefix, then file order.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import unquote

from msgspec import Struct

if TYPE_CHECKING:
    from engine.environment.model import ApiService, Operation


class OperationMatch(Struct, frozen=True):
    """An operation that matches, by which pattern, with which path parameters."""

    operation: Operation
    pattern: str
    parameters: dict[str, str]


def find_operations(service: ApiService, method: str, segments: Sequence[str]) -> tuple[OperationMatch, ...]:
    """Every operation that matches, the one that counts first."""
    found = []
    for order, operation in enumerate(service.operations):
        if operation.methods and method.upper() not in map(str.upper, operation.methods):
            continue
        matches = [(_rank(pattern), pattern, match_path(pattern, segments)) for pattern in operation.paths]
        matching = [(rank, pattern, parameters) for rank, pattern, parameters in matches if parameters is not None]
        if matching:
            rank, pattern, parameters = min(matching, key=lambda row: row[0])
            found.append((*rank, order, OperationMatch(operation, pattern, parameters)))
    found.sort(key=lambda row: row[:3])
    return tuple(row[3] for row in found)


def pattern_segments(pattern: str) -> tuple[str, ...]:
    """A pattern split at `/`; `""` and `/` are both the root."""
    return () if pattern in ("", "/") else tuple(pattern.removeprefix("/").split("/"))


def match_path(pattern: str, segments: Sequence[str]) -> dict[str, str] | None:
    """The path parameters where the pattern matches these decoded segments, else None.

    `{name}` and `*` take one segment that is not empty, a last `**` takes zero or more.
    """
    wanted = pattern_segments(pattern)
    parameters: dict[str, str] = {}
    if wanted and wanted[-1] == "**":
        wanted = wanted[:-1]
        segments = segments[: len(wanted)]
    if len(wanted) != len(segments):
        return None
    for name, segment in zip(wanted, segments, strict=True):
        if name.startswith("{") and name.endswith("}") and segment:
            parameters[name[1:-1]] = segment
        elif not (name == "*" and segment) and unquote(name) != segment:
            return None
    return parameters


def _rank(pattern: str) -> tuple[int, int]:
    literal = 0
    for segment in pattern_segments(pattern):
        if segment in ("*", "**") or segment.startswith("{"):
            return 1, -literal
        literal += len(segment) + 1
    return 0, -literal
