"""What rules and policy trees can decide: a set, of more than one where something is not known."""

from __future__ import annotations

from ipaddress import ip_address, ip_network
from itertools import product
from typing import Any

from tests.oracle.evaluator.attributes import World
from tests.oracle.evaluator.combining import DENY, ERROR, ERROR_D, ERROR_P, NOTHING, PERMIT, Child, combine, plain
from tests.oracle.evaluator.conditions import ERROR as CONDITION_ERROR
from tests.oracle.evaluator.conditions import outcomes
from tests.oracle.evaluator.sent import Tables
from tests.oracle.evaluator.subject import UNKNOWN, Subject
from tests.oracle.evaluator.urls import named

Decisions = frozenset[str]
EFFECTS: dict[str, dict[Any, str]] = {
    "permit": {True: PERMIT, False: NOTHING, CONDITION_ERROR: ERROR_P},
    "deny": {True: DENY, False: NOTHING, CONDITION_ERROR: ERROR_D},
    "permit-if-else-deny": {True: PERMIT, False: DENY, CONDITION_ERROR: ERROR},
    "deny-if-else-permit": {True: DENY, False: PERMIT, CONDITION_ERROR: ERROR},
}
TARGET_ERRORS = {PERMIT: ERROR_P, DENY: ERROR_D}
"""XACML 3.0, section 7.14, table 7: what a policy comes to whose target is an error."""
RULES = ("scopes", "groups", "networks", "user", "delegated")


def rule_decisions(operation: Tables | None, world: World) -> Decisions:
    """What the built-in rules of an operation can decide; empty where it has none.

    Where an operation is open and there is no token, the rules about tokens ask nothing.
    """
    operation = operation or {}
    subject = world.subject
    if world.no_token and operation.get("token", "required") != "required":
        operation = {**operation, **{name: None for name in RULES if name in operation and name != "networks"}}
    results = []
    if operation.get("scopes"):
        results.append(_scopes(operation["scopes"], subject))
    if operation.get("groups"):
        results.append(_known(subject.groups, lambda groups: bool({*groups} & {*operation["groups"]})))
    if operation.get("networks"):
        results.append(_network(operation["networks"], world.source_address))
    if operation.get("user"):
        results.append(_known(subject.user, lambda user: _has(user, operation["user"])))
    if operation.get("delegated"):
        results.append(_known(subject.delegated, bool))
    if not results and not any(name in operation for name in RULES):
        return frozenset()
    return frozenset(PERMIT if all(each) else DENY for each in product(*results))


def _known(value: Any, test: Any) -> frozenset[bool]:
    if value is UNKNOWN:
        return frozenset({True, False})
    return frozenset({value is not None and test(value)})


def _scopes(rule: Tables, subject: Subject) -> frozenset[bool]:
    if "any" in rule:
        return _known(subject.scopes, lambda scopes: bool({*scopes} & {*rule["any"]}))
    return _known(subject.scopes, lambda scopes: {*rule["all"]} <= {*scopes})


def _network(networks: list[str], address: str | None) -> frozenset[bool]:
    if address is None:
        return frozenset({True, False})
    return frozenset({any(ip_address(address) in ip_network(network) for network in networks)})


def _has(user: Tables, wanted: Tables) -> bool:
    attributes = user.get("attributes", {})
    return all(name in attributes and attributes[name] in allowed for name, allowed in wanted.items())


def tree_decisions(environment: Tables, name: str | None, world: World) -> Decisions:
    """What the tree of this name can decide; empty where there is none or it is switched off."""
    policy = named(environment.get("policies", []), name)
    if policy is None or not policy.get("enabled", True):
        return frozenset()
    return frozenset(plain(child.decision) for child in _policy(environment, policy, world))


def _policy(environment: Tables, policy: Tables, world: World) -> set[Child]:
    semantics = environment.get("semantics", "pingone")
    found: set[Child] = set()
    targets = outcomes(policy.get("when"), world)
    if False in targets:
        found.add(Child(NOTHING, False))
    if targets == {False}:
        return found
    parts = [_rule(rule, world) for rule in policy.get("rules", []) if rule.get("enabled", True)]
    for name in policy.get("children", []):
        child = named(environment["policies"], name)
        if child and child.get("enabled", True):
            parts.append(_policy(environment, child, world))
    combined = {combine(policy["combine"], list(each), semantics) for each in product(*parts)}
    if True in targets:
        found |= {Child(one, True) for one in combined}
    if CONDITION_ERROR in targets:
        found |= {Child(ERROR if semantics == "pingone" else TARGET_ERRORS.get(one, one), None) for one in combined}
    return found


def _rule(rule: Tables, world: World) -> set[Child]:
    always = "else" in rule["effect"]
    return {
        Child(EFFECTS[rule["effect"]][one], None if one is CONDITION_ERROR else always or one)
        for one in outcomes(rule.get("when"), world)
    }
