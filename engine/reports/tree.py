"""An evaluated policy tree in lines: which rule decided, which branch, both compared values and their sources."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple

from engine.policy.filters import Show, filtered_tree
from engine.words import shortened

LONGEST = 60
"""Characters of a compared value."""
Mark = Literal["passed", "failed", "error", "unknown"]
OUTCOMES: Mapping[str, Mark] = {"true": "passed", "false": "failed", "indeterminate": "error"}
MARKS: Mapping[Mark, str] = {"passed": "✓", "failed": "✗", "error": "!", "unknown": "?"}
"""How a comparison came out: an error is neither a no nor a missing fact."""


class TreeLine(NamedTuple):
    """One line: `decision` of a node, or `outcome` of a condition, before its words; `how` it decides, beside them."""

    depth: int
    text: str
    decision: str = ""
    decides: bool = False
    outcome: Mark | None = None
    how: str = ""


def tree_lines(tree: Mapping[str, Any], show: Show = "deciding path") -> list[TreeLine]:
    """The tree from its root, the outer before the inner, cut down to what is asked for."""
    return list(_node(filtered_tree(tree, show), 0, show == "all"))


def _node(node: Mapping[str, Any], depth: int, full: bool) -> Iterator[TreeLine]:
    reached = node.get("reached", True)
    kind = str(node.get("kind", "policy")).replace("_", " ")
    said = [f"{kind} {node.get('name', '')}".strip()]
    if node.get("seen"):
        source = f" ({node['from']})" if node.get("from") else ""
        wanted = f", wanted {node['wanted']}" if node.get("wanted") else ""
        said = [f"{said[0]}: {node['seen']}{source}{wanted}"]
    if _lacks_permit(node):
        said.append("nothing in it permits")
    if reached is not True:
        said.append("not reached" if reached is False else "perhaps not reached")
    if node.get("error"):
        said.append(str(node["error"]))
    decision = str(node.get("decision") or "not known")
    might_be = node.get("might_be")
    yield TreeLine(
        depth, ", ".join(said), decision=f"{decision}{{{might_be}}}" if might_be else decision,
        decides=bool(node.get("decides")) and reached is not False,
        how=str(node.get("combine") or node.get("effect") or ""),
    )  # fmt: skip
    if node.get("condition"):
        yield from _condition(node["condition"], depth + 1)
    for child in node.get("children") or ():
        yield from _node(child, depth + 1, full)
    for statement in node.get("statements") or ():
        if full or statement.get("fired"):
            fired = "" if statement.get("fired") else ", not fired"
            yield TreeLine(depth + 1, f"statement {statement.get('name')}{fired}")


def _lacks_permit(node: Mapping[str, Any]) -> bool:
    lacking = node.get("combine") == "deny-unless-permit" and node.get("decision") == "DENY"
    condition = node.get("condition")
    return lacking and (condition is None or condition.get("outcome") == "true")


def _condition(condition: Mapping[str, Any], depth: int) -> Iterator[TreeLine]:
    outcome: Mark = OUTCOMES.get(str(condition.get("outcome")), "unknown")
    for kind in ("all", "any", "not"):
        if kind in condition:
            yield TreeLine(depth, f"{kind} of" if kind != "not" else "not", outcome=outcome)
            for child in condition.get("children") or ():
                yield from _condition(child, depth + 1)
            return
    sides = condition.get("left") or {}, condition.get("right") or {}
    left, right = map(_side, sides)
    test = str(condition.get("test") or "").replace("_", " ")
    error = f": {condition['error']}" if condition.get("error") else ""
    if any(side.get("absent") for side in sides):
        error = ": an error, since there is no default"
    yield TreeLine(depth, f"{left}  {test}  {right}{error}" if test else f"a condition{error}", outcome=outcome)


def _side(side: Mapping[str, Any]) -> str:
    """`token.sub = "ada" (claim sub)`; a value that the policy holds stands alone."""
    name, source = side.get("attribute"), side.get("from")
    if side.get("not_known"):
        return f"{name} is not known"
    if side.get("absent"):
        return f"{name} is absent" + (f" ({source})" if source else "")
    value = shortened(json.dumps(side.get("value"), ensure_ascii=False, default=str), LONGEST)
    if not name:
        return value
    return f"{name} = {value}" + (f" ({source})" if source else "")
