"""Operations of a PingOne API service: methods, path patterns and built-in rules."""

from __future__ import annotations

import re
from typing import Any

from engine.environment.importing.pingone_world import NO_USE, World
from engine.environment.importing.reading import Node, unique
from engine.environment.paths import pattern_fault

ESCAPED = re.compile(r"\\([{}*\\])")


def operation_of(world: World, node: Node, names: set[str]) -> dict[str, Any] | None:
    """One operation, called as it is there; None where no request can be matched to it."""
    node.skip(*NO_USE, "description")
    patterns = [pattern for one in node.nodes("paths") for pattern in _pattern(one)]
    if not patterns:
        node.say("paths", "an operation without a path that can be matched; left out")
        node.skip(*node.value)
        return None
    return {
        "name": unique(node.text("name") or node.text("id") or "operation", names), "id": node.text("id"),
        "methods": node.texts("methods") or None, "paths": patterns, "policy": world.policy_of(node),
        **_rules(world, node.node("accessControl")),
    }  # fmt: skip


def _pattern(path: Node) -> list[str]:
    """A pattern of the type PARAMETER as it is; of the type EXACT every character stands for itself."""
    text, kind = path.text("pattern"), path.text("type")
    if text is None:
        return []
    if kind == "EXACT" and re.search(r"[{}*]", text):
        path.say("pattern", "an exact path with `{`, `}` or `*` cannot be said: in the file these match any segment")
        return []
    if ESCAPED.search(text):
        path.say("pattern", "an escaped `{`, `}` or `*` cannot be said; left out")
        return []
    if pattern_fault(text) is not None:
        path.say("pattern", "a pattern that cannot be matched; left out")
        return []
    return [text]


def _rules(world: World, control: Node) -> dict[str, Any]:
    group, scope = control.node("group"), control.node("scope")
    groups = [_named(world.groups, one, "group") for one in group.nodes("groups")]
    scopes = [_named(world.scopes, one, "scope") for one in scope.nodes("scopes")]
    match = "any" if scope.text("matchType") == "ANY" else "all"
    if control.raw("permission"):
        control.say("permission", "a permission rule cannot be said, and is not judged")
    return {"groups": groups or None, "scopes": {match: scopes} if scopes else None}


def _named(names: dict[str, str], node: Node, kind: str) -> str:
    identity = node.text("id") or ""
    if identity not in names:
        node.say("id", f"this {kind} is not among what was given: its id stands for its name")
    return names.get(identity, identity) or kind
