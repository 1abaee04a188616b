"""What policies answer together: their trees as one, the path that decided, and which of the answers it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

PERMITTED, NOT_APPLICABLE, ERROR, NOT_KNOWN = "permitted", "not_applicable", "error", "not_known"
DENIED_BY_RULE, NOTHING_PERMITS = "denied_by_rule", "nothing_permits"
"""What a policy can answer; `answer` of the tree in the trace. A DENY is a rule's own word or the lack of a permit."""
ANSWERS = {"PERMIT": PERMITTED, "NOT_APPLICABLE": NOT_APPLICABLE, "INDETERMINATE": ERROR, None: NOT_KNOWN}


def joined_tree(parts: Sequence[dict[str, Any]], decision: str | None, name: str) -> dict[str, Any]:
    """The trees as one, combined by deny-overrides; a single one stays as it is.

    Each part that comes to the decision decides, since each of them alone would.
    """
    if len(parts) == 1:
        return parts[0]
    return {
        "kind": "policy", "name": name, "combine": "deny-overrides", "decision": decision,
        "decides": True, "statements": [], "condition": None,
        "children": [
            part if decision is not None and part["decision"] == decision else {**part, "decides": False}
            for part in parts
        ],
    }  # fmt: skip


def deciding_path(tree: Mapping[str, Any]) -> tuple[str, bool]:
    """The names from a tree's root down to the node that decided, and whether that is a rule."""
    node = tree
    path = [str(node["name"])]
    while deciding := [child for child in node.get("children", ()) if child.get("decides")]:
        node = deciding[0]
        path.append(str(node["name"]))
    return " › ".join(path), node["kind"] == "rule"


def answer_of(tree: Mapping[str, Any]) -> str:
    """Which of the answers the decision of a tree is."""
    if tree["decision"] == "DENY":
        return DENIED_BY_RULE if deciding_path(tree)[1] else NOTHING_PERMITS
    return ANSWERS[tree["decision"]]
