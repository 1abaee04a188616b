"""Conditions of PingOne Authorize as conditions of the environment file."""

from __future__ import annotations

import re
from typing import Any

from engine.environment.importing.pingone_world import World
from engine.environment.importing.reading import Node

COMPARATORS = {
    "equals": "equals", "notequals": "not_equals", "doesnotequal": "not_equals", "greaterthan": "greater_than",
    "lessthan": "less_than", "greaterthanorequal": "at_least", "greaterthanorequals": "at_least",
    "lessthanorequal": "at_most", "lessthanorequals": "at_most", "contains": "contains",
    "doesnotcontain": "not_contains", "notcontains": "not_contains", "startswith": "starts_with",
    "doesnotstartwith": "not_starts_with", "endswith": "ends_with", "doesnotendwith": "not_ends_with", "in": "in",
    "notin": "not_in", "matches": "matches", "doesnotmatch": "not_matches",
}  # fmt: skip
ATTRIBUTES = {
    "HTTP.Request.URL": "request.url", "HTTP.Request.Method": "request.method",
    "HTTP.Request.Source IP": "request.source_ip", "Identity.Access Token.Client ID": "token.client_id",
    "Identity.Access Token.Subject": "token.sub", "Identity.Access Token.Scope": "token.scope",
}  # fmt: skip
"""Built-in attributes of API services by what follows their common prefix."""
PREFIX = re.compile(r"PingOne\.API Access Management\.")
USER = re.compile(r"PingOne\.User\.(?P<name>[\w-]+)")
PATH = re.compile(r"HTTP\.Request\.Path Parameters\.(?P<name>\w+)")
DEEPEST = 20


class Unknown(Exception):
    """A part that is not understood: where it stands, and what it is."""

    def __init__(self, path: str, said: str) -> None:
        super().__init__(f"{path}: {said}")
        self.path = path
        self.said = said


def word(text: str | None) -> str:
    """A constant without what its spellings differ in: `DENY_OVERRIDES` and `DenyOverrides` are one."""
    return re.sub(r"[^a-z]", "", (text or "").lower())


def condition_of(world: World, holder: Node) -> dict[str, Any] | None:
    """The condition of a policy or rule; None where it has none, which is always. Raises Unknown."""
    if holder.raw("condition") is None:
        return None
    return _condition(world, holder.node("condition"), 1)


def _condition(world: World, node: Node, depth: int) -> dict[str, Any] | None:
    kind = word(node.text("type"))
    if depth > DEEPEST:
        raise Unknown(node.path, "a condition too deep")
    if kind == "empty":
        return None
    if kind in ("and", "or"):
        inner = [_condition(world, one, depth + 1) for one in node.nodes("conditions")]
        if not inner or None in inner:
            raise Unknown(node.path, "a condition with an empty part")
        return {"all" if kind == "and" else "any": inner}
    if kind == "not":
        found = _condition(world, node.node("condition"), depth + 1)
        if found is None:
            raise Unknown(node.path, "the opposite of an empty condition")
        return {"not": found}
    if kind != "comparison":
        raise Unknown(node.at("type"), f"a condition of the type `{node.text('type')}`")
    comparator = COMPARATORS.get(word(node.text("comparator")))
    if comparator is None:
        raise Unknown(node.at("comparator"), f"`{node.text('comparator')}` is not known")
    return {"attribute": _attribute(world, node.node("left")), comparator: _value(world, node.node("right"))}


def _value(world: World, node: Node) -> Any:
    if word(node.text("type")) == "attribute":
        return {"attribute": _attribute(world, node)}
    found = node.raw("value")
    if not isinstance(found, str | bool | int | float | list):
        raise Unknown(node.at("value"), "no constant and no attribute")
    return found


def _attribute(world: World, node: Node) -> str:
    """An attribute as the file calls it, by its full name; that stands beside it, or among the attributes given."""
    name = node.text("fullName") or world.attributes.get(node.text("id") or "", "")
    own = PREFIX.sub("", name)
    user, path = USER.fullmatch(name), PATH.fullmatch(own)
    found = ATTRIBUTES.get(own) or (f"user.{user['name']}" if user else f"path.{path['name']}" if path else None)
    if found is None or word(node.text("type")) != "attribute":
        raise Unknown(node.path, f"the attribute `{name or node.text('id')}` is not known")
    return found
