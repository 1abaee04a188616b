"""Custom policies of PingOne Authorize: trees of policies and rules, their conditions and statements.

Types, algorithms, effects and conditions are written as they were seen in exports, in either spelling. A tree of which
one part is not understood is left out whole, and named: half of a policy decides something else.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from engine.environment.importing.pingone_conditions import Unknown, condition_of, word
from engine.environment.importing.pingone_world import NO_USE, World
from engine.environment.importing.reading import Node, unique

COMBINE = {
    "denyoverrides": "deny-overrides", "permitoverrides": "permit-overrides", "firstapplicable": "first-applicable",
    "onlyoneapplicable": "only-one-applicable", "denyunlesspermit": "deny-unless-permit",
    "permitunlessdeny": "permit-unless-deny",
}  # fmt: skip
EFFECTS = {
    "unconditionalpermit": "permit", "unconditionaldeny": "deny", "permit": "permit", "deny": "deny",
    "conditionalpermitelsedeny": "permit-if-else-deny", "conditionaldenyelsepermit": "deny-if-else-permit",
}  # fmt: skip
ON = {
    "permit": "permit", "deny": "deny", "permitordeny": "permit-or-deny", "indeterminate": "indeterminate",
    "anything": "anything",
}  # fmt: skip
ATTACH = {
    "pathmatches": "path", "patchmatches": "path", "finaldecisionmatches": "final", "anything": "always",
}  # fmt: skip

NODE_NO_USE = ("type", "version", "description", "managedEntity", "shared", *NO_USE)


def policies_of(world: World) -> Iterator[tuple[str, dict[str, list[dict[str, Any]]]]]:
    """Each tree with the id of its root, as tables `policies`, the root first, and `statements`."""
    names: set[str] = set()
    for node in world.by_kind["policies"]:
        tree = _Tree(world, names)
        try:
            tree.add(node)
        except Unknown as unknown:
            node.drop()
            node.notes.say(unknown.path, f"{unknown.said}: the whole policy is left out")
            continue
        yield node.text("id") or node.path, {"policies": tree.policies, "statements": tree.statements}


class _Tree:
    """One tree while it is read. Nodes below it are skipped: each is understood, or the tree is not."""

    def __init__(self, world: World, names: set[str]) -> None:
        self._world = world
        self._names = names
        self.policies: list[dict[str, Any]] = []
        self.statements: list[dict[str, Any]] = []

    def add(self, node: Node) -> str:
        """The name of a policy, which is among `policies` now. Raises Unknown."""
        name = unique(node.text("name") or node.text("id") or "policy", self._names)
        node.skip(*NODE_NO_USE)
        algorithm = node.node("combiningAlgorithm")
        algorithm.skip("evaluateAll")
        policy: dict[str, Any] = {
            "name": name, "id": node.text("id"), "combine": _one_of(COMBINE, algorithm, "algorithm"),
            "when": condition_of(self._world, node), "enabled": _enabled(node),
            "statements": self._statements(node),
        }  # fmt: skip
        self.policies.append(policy)
        rules: list[dict[str, Any]] = []
        children: list[str] = []
        taken: set[str] = set()
        for child in node.nodes("children"):
            if word(child.text("type")) == "rule":
                if children:
                    raise Unknown(child.path, "a rule after a policy, where the file has rules first")
                rules.append(self._rule(child, taken))
            else:
                children.append(self.add(child))
        policy |= {"rules": rules or None, "children": children or None}
        return name

    def _rule(self, node: Node, taken: set[str]) -> dict[str, Any]:
        effect = node.node("effectSettings")
        kind = _one_of(EFFECTS, effect, "type")
        own = condition_of(self._world, effect)
        target = condition_of(self._world, node)
        if own is not None and target is not None:
            raise Unknown(node.path, "a rule with a target and a condition of its own")
        node.skip(*NODE_NO_USE)
        return {
            "name": unique(node.text("name") or node.text("id") or "rule", taken), "id": node.text("id"),
            "effect": kind, "when": own or target, "enabled": _enabled(node),
            "statements": self._statements(node),
        }  # fmt: skip

    def _statements(self, node: Node) -> list[str] | None:
        found: list[str] = []
        for one in node.nodes("statements"):
            one.skip(*NODE_NO_USE, "attributes")
            name = unique(one.text("name") or one.text("id") or "statement", self._names)
            self.statements.append({
                "name": name, "id": one.text("id"), "code": one.text("code"), "payload": _payload(one),
                "on": _one_of(ON, one, "appliesTo"), "attach": _one_of(ATTACH, one, "appliesIf"),
                "obligatory": one.flag("obligatory") or None,
            })  # fmt: skip
            if word(one.text("appliesIf")) == "patchmatches":
                one.say("appliesIf", "taken as PATH_MATCHES")
            found.append(name)
        return found or None


def _one_of(names: dict[str, str], node: Node, key: str) -> str:
    found = names.get(word(node.text(key)))
    if found is None:
        raise Unknown(node.at(key), f"`{node.text(key)}` is not known")
    return found


def _enabled(node: Node) -> bool | None:
    return False if node.flag("enabled") is False or node.flag("disabled") else None


def _payload(node: Node) -> Any:
    """What stands in the text, which is JSON."""
    text = node.text("payload")
    if text is None:
        return None
    if "{{" in text:
        raise Unknown(node.at("payload"), "a payload with values of attributes")
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise Unknown(node.at("payload"), "a payload that is no JSON") from None
