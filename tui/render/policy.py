"""The evaluated policy tree, indented: each node with its decision, each comparison with both values."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from tui.render.lines import GLYPHS, Row, Span, in_words, line, shorten_middle

STEP = 2
OUTCOMES = {"true": "passed", "false": "failed"}


def policy_rows(tree: Mapping[str, Any], *, full: bool = False) -> list[Row]:
    """The tree from its root; without `full` only the branches that decide are opened."""
    return list(_node(tree, 0, full))


def _node(node: Mapping[str, Any], depth: int, full: bool) -> Iterator[Row]:
    decides = bool(node.get("decides"))
    decision = str(node.get("decision") or "not known")
    how = node.get("combine") or node.get("effect") or ""
    named = f"{in_words(str(node.get('kind', 'policy')))} {node.get('name', '')}".strip()
    indent = " " * (STEP * depth)
    left = line(indent, Span(f"{decision}  ", "strong" if decides else "dim"), Span(named, "" if decides else "dim"))
    yield Row(left=left, right=line(Span(str(how), "dim")) if how else (), hang=STEP * depth + 2)
    if not (decides or full or depth == 0):
        return
    condition = node.get("condition")
    if condition:
        yield from _condition(condition, depth + 1)
    for child in node.get("children") or ():
        yield from _node(child, depth + 1, full)
    for statement in node.get("statements") or ():
        if full or statement.get("fired"):
            said = f"statement {statement.get('name')}{'' if statement.get('fired') else ', not fired'}"
            yield Row(left=line(" " * (STEP * (depth + 1)), Span(said, "dim")), hang=STEP * depth + 4)


def _condition(condition: Mapping[str, Any], depth: int) -> Iterator[Row]:
    outcome = OUTCOMES.get(str(condition.get("outcome")), "unknown")
    mark = Span(f"{GLYPHS.get(outcome, '?')} ", outcome)
    indent = " " * (STEP * depth)
    for kind in ("all", "any", "not"):
        if kind in condition:
            yield Row(left=line(indent, mark, Span(f"{kind} of" if kind != "not" else "not", "dim")))
            inner = condition.get("children") or condition[kind]
            for child in inner if isinstance(inner, list | tuple) else [inner]:
                yield from _condition(child, depth + 1)
            return
    left, right = condition.get("left") or {}, condition.get("right") or {}
    test = in_words(str(condition.get("test", "")))
    said = f"{_side(left)}  {test}  {_side(right)}"
    yield Row(left=line(indent, mark, said), hang=STEP * depth + 4)


def _side(side: Any) -> str:
    if not isinstance(side, Mapping):
        return _value(side)
    name, value = side.get("attribute"), _value(side.get("value"))
    return f"{name} = {value}" if name else value


def _value(value: Any) -> str:
    return shorten_middle(json.dumps(value, ensure_ascii=False, default=str), 60)
