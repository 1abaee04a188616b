"""The evaluated policy tree, indented: each node with its decision, each comparison with both values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.policy.filters import SHOWS, Show
from engine.reports.tree import MARKS, TreeLine, tree_lines
from tui.render.lines import Row, Span, line

STEP = 2


def policy_rows(tree: Mapping[str, Any], show: Show = "deciding path") -> list[Row]:
    """The tree from its root: the path that decided, what did not permit, or everything."""
    return [_row(one) for one in tree_lines(tree, show)]


def tree_title(show: Show) -> Row:
    """Which part of the tree is shown, and what the key shows that changes it."""
    others = ", ".join(one for one in SHOWS if one != show)
    return Row(left=line(Span("tree     ", "dim"), show), right=line(Span("p", "key"), Span(f" {others}", "dim")))


def next_show(show: Show) -> Show:
    """What the key shows after this."""
    return SHOWS[(SHOWS.index(show) + 1) % len(SHOWS)]


def _row(one: TreeLine) -> Row:
    indent = " " * (STEP * one.depth)
    how = line(Span(one.how, "dim")) if one.how else ()
    if one.decision:
        roles = ("strong", "") if one.decides else ("dim", "dim")
        left = line(indent, Span(f"{one.decision}  ", roles[0]), Span(one.text, roles[1]))
        return Row(left=left, right=how, hang=STEP * one.depth + 2)
    if one.outcome:
        mark = Span(f"{MARKS[one.outcome]} ", "failed" if one.outcome == "error" else one.outcome)
        return Row(left=line(indent, mark, one.text), hang=STEP * one.depth + 4)
    return Row(left=line(indent, Span(one.text, "dim")), hang=STEP * one.depth + 4)
