"""The outline of an environment as rows, with the worst finding beside each thing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from engine.environment.outline import Item
from engine.environment.problems import path_text
from engine.shown import redacted
from tui.render.lines import GAP, Row, Span, line, shorten

if TYPE_CHECKING:
    from engine.environment.lint.found import Finding
    from engine.environment.positions import Path

STEP = 2
LEAST_NOTE = 10
MARKS: Mapping[str, tuple[str, str]] = {"error": ("✗", "failed"), "warning": ("!", "unknown"), "note": ("·", "dim")}
"""Glyph and role of a finding, worst first."""


class Shown(NamedTuple):
    """One row of the outline. `worst` is the severity of the worst finding at it, or below where it is folded."""

    item: Item
    depth: int
    opened: bool
    worst: str = ""


def shown_items(
    items: Sequence[Item], opened: Collection[Path], findings: Sequence[Finding], depth: int = 0
) -> Iterator[Shown]:
    """The rows of the outline that show now."""
    for item in items:
        wide = item.place in opened
        yield Shown(item, depth, wide, worst_of(item, findings, below=not wide))
        if wide:
            yield from shown_items(item.children, opened, findings, depth + 1)


def worst_of(item: Item, findings: Sequence[Finding], *, below: bool) -> str:
    """The severity of the worst finding at an item, or at what it holds."""
    found: set[str] = {one.severity for one in findings_at(item, findings)}
    if below:
        found |= {worst_of(child, findings, below=True) for child in item.children}
    return next((severity for severity in MARKS if severity in found), "")


def findings_at(item: Item, findings: Sequence[Finding]) -> list[Finding]:
    """What was found at an item itself, not at those below it."""
    if item.table is None:
        return []
    own, inner = path_text(item.path), [path_text(child.path) for child in item.children]
    return [one for one in findings if _lies_in(one.path, own) and not any(_lies_in(one.path, at) for at in inner)]


def _lies_in(path: str, at: str) -> bool:
    return path == at or path.startswith((f"{at}.", f"{at}["))


def item_row(shown: Shown, *, width: int, here: bool) -> Row:
    """One row of the outline; `here` marks the thing whose page is shown."""
    item = shown.item
    indent = " " * (STEP * shown.depth)
    fold = ("▾ " if shown.opened else "▸ ") if item.children else "  "
    glyph, role = MARKS.get(shown.worst, ("", ""))
    right = line(Span(glyph, role)) if glyph else ()
    lead = line(indent, Span(fold, "dim"), Span(item.name, "strong" if here else ""))
    room = width - len(indent) - len(fold) - len(item.name) - GAP * 2
    note = Span(f"  {shorten(redacted(item.note), room)}", "dim") if item.note and room >= LEAST_NOTE else ""
    return Row(left=line(*lead, note), right=right, keep=True)
