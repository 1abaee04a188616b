"""What a check of an environment finds, before and after its place in the text is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from msgspec import Struct

from engine.environment.positions import Path, Position, position_of
from engine.environment.problems import escaped, path_text
from engine.redaction import redact_text

Severity = Literal["error", "warning", "note"]
START = Position(1, 1)


class Found(NamedTuple):
    """A finding by its path in the tables. Where two things collide, `other` is the second: it is said at the later.

    `error`: it cannot be like this, or contradicts itself. `warning`: it can, and calls are refused or rules never
    apply because of it. `note`: worth knowing.
    """

    finding: str
    severity: Severity
    path: Path
    summary: str
    fix: str
    other: Path | None = None
    earlier: Path | None = None
    """Another thing that `summary` names, whose line is said too."""


class Finding(Struct, frozen=True, kw_only=True):
    """A finding with its place; `entry` is its page in the guide. Line and column count from 1, None without a text."""

    finding: str
    severity: Severity
    file: str
    line: int | None
    column: int | None
    path: str
    summary: str
    entry: str
    fix: str


def error(finding: str, path: Path, summary: str, fix: str, other: Path | None = None) -> Found:
    """Something that cannot be like this."""
    return Found(finding, "error", path, summary, fix, other)


def warning(finding: str, path: Path, summary: str, fix: str, other: Path | None = None) -> Found:
    """Something because of which calls are refused, or rules never apply."""
    return Found(finding, "warning", path, summary, fix, other)


def note(finding: str, path: Path, summary: str, fix: str, other: Path | None = None) -> Found:
    """Something worth knowing."""
    return Found(finding, "note", path, summary, fix, other)


def place_findings(
    found: Iterable[Found], *, file: str, positions: Mapping[Path, Position] | None
) -> tuple[Finding, ...]:
    """Findings in the order of the text, each once. Without positions they come as they are, and have no place."""
    placed = [(*_place(one, positions), one) for one in dict.fromkeys(found)]
    if positions is not None:
        placed.sort(key=lambda row: row[1] or START)
    return tuple(
        Finding(
            finding=one.finding, severity=one.severity, file=file, line=place.line if place else None,
            column=place.column if place else None, path=path_text(path),
            summary=shown(one.summary + _line(one.earlier, positions)), entry=one.finding, fix=shown(one.fix),
        )
        for path, place, one in placed
    )  # fmt: skip


def shown(text: str) -> str:
    """A sentence about the file, without the secrets that someone may have written there."""
    return escaped(redact_text(text))


def _line(path: Path | None, positions: Mapping[Path, Position] | None) -> str:
    place = position_of(positions, path) if positions is not None and path is not None else None
    return f" (line {place.line})" if place else ""


def _place(found: Found, positions: Mapping[Path, Position] | None) -> tuple[Path, Position | None]:
    if positions is None:
        return found.path, None
    paths = [path for path in (found.path, found.other) if path is not None]
    places = [(position_of(positions, path) or START, path) for path in paths]
    place, path = max(places, key=lambda pair: pair[0])
    return path, place
