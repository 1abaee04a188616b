"""Which access rule gives a token: policies by priority, the rules of each by priority, and the first match wins.

A rule matches only where client, grant, user and every scope match: all scopes that are asked for, or no token at all.
There are no rules that refuse. Where a fact is not known, both outcomes are tried (Okta, access policies).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeVar

from msgspec import Struct

from engine.issuing.access_conditions import (
    NEEDS,
    OF_RULE,
    Ask,
    Atom,
    Condition,
    Test,
    World,
    of_client,
    of_status,
)

if TYPE_CHECKING:
    from engine.environment.model import AccessPolicy, AccessRule, AuthorizationServer

Outcome = Literal["granted", "denied", "unknown"]
DEEPEST = 8
"""Open facts that are tried both ways on top of one another; a rule that asks for more is taken to be open."""
FURTHEST: tuple[Test, ...] = ("status", "client", "grant_type", "user", "scopes")
"""The conditions in the order in which they are looked at."""
NEAREST: tuple[Test, ...] = ("scopes", "user", "client", "status", "grant_type")
"""The conditions, first what is asked for most easily in another way."""
_P = TypeVar("_P", "AccessPolicy", "AccessRule")


class Match(NamedTuple):
    """The rule that gives the token, and its policy."""

    policy: AccessPolicy
    rule: AccessRule


class Nearest(Struct, frozen=True):
    """A rule that does not match, with the conditions of it and of its policy that are not met."""

    policy: AccessPolicy
    rule: AccessRule
    unmet: tuple[Condition, ...]

    @property
    def cost(self) -> int:
        """How much would have to change: what is off is meant to be, and another grant is another kind of client."""
        return sum(2 if one.test in ("status", "grant_type") else 1 for one in self.unmet)

    @property
    def missing_scopes(self) -> tuple[str, ...]:
        """The scopes that it does not grant."""
        return tuple(
            scope for one in self.unmet if one.test == "scopes" for scope in one.left or () if scope not in one.right
        )


class Evaluation(Struct, frozen=True, kw_only=True):
    """What the policies come to. `policy` and `rule` are None where none matches, or where it is open which of several.

    `granted` are the scopes of the token; `stopped_at` is the condition that the best rule failed at, `missing` the
    scopes that it lacks; `facts` are those that keep the outcome open, each with what gives it.
    """

    outcome: Outcome
    policy: AccessPolicy | None = None
    rule: AccessRule | None = None
    granted: tuple[str, ...] | None = None
    stopped_at: Test | None = None
    missing: tuple[str, ...] = ()
    nearest: tuple[Nearest, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    tree: dict[str, Any]


def find_rule(server: AuthorizationServer, ask: Ask) -> Evaluation:
    """Asks every policy and rule of the server, as far as the first that matches."""
    matches, facts = _possible(server, ask, {})
    tree = _tree(server, ask, matches)
    if None not in matches:
        only = next(iter(matches)) if len(matches) == 1 else None
        scopes = None if ask.scopes is None else ask.scopes or server.default_scopes or ()
        return Evaluation(
            outcome="granted", policy=only.policy if only else None, rule=only.rule if only else None,
            granted=scopes, facts=() if only else _needs(facts), tree=tree,
        )  # fmt: skip
    if len(matches) > 1:
        return Evaluation(outcome="unknown", facts=_needs(facts), tree=tree)
    nearest = tuple(sorted(_all_unmet(server, ask), key=_distance))
    stopped = _stopped_at(nearest, server, World(server, ask, {}))
    missing = next((one.missing_scopes for one in nearest if stopped == "scopes" and _first(one) == "scopes"), ())
    return Evaluation(outcome="denied", stopped_at=stopped, missing=missing, nearest=nearest, tree=tree)


def by_priority(these: Iterable[_P]) -> list[_P]:
    """Policies or rules in the order in which they are asked; those of one priority as the file lists them."""
    return sorted(these, key=lambda one: one.priority)


def _possible(
    server: AuthorizationServer, ask: Ask, assumed: Mapping[Atom, bool]
) -> tuple[frozenset[Match | None], tuple[Atom, ...]]:
    """Every rule that may be the first to match, None for none; and the open facts that this depends on."""
    world = World(server, ask, assumed)
    for policy, rule in _pairs(server):
        for condition in _conditions(world, policy, rule):
            if condition.met is None:
                atom = world.open[0]
                if len(assumed) >= DEEPEST:
                    return frozenset((None, Match(policy, rule))), (atom,)
                yes, more = _possible(server, ask, {**assumed, atom: True})
                no, rest = _possible(server, ask, {**assumed, atom: False})
                matters = (atom,) if yes != no else ()
                return yes | no, tuple(dict.fromkeys((*matters, *more, *rest)))
            if not condition.met:
                break
        else:
            return frozenset((Match(policy, rule),)), ()
    return frozenset((None,)), ()


def _pairs(server: AuthorizationServer) -> Iterator[tuple[AccessPolicy, AccessRule]]:
    for policy in by_priority(server.policies):
        for rule in by_priority(policy.rules):
            yield policy, rule


def _conditions(world: World, policy: AccessPolicy, rule: AccessRule) -> Iterator[Condition]:
    """Every condition of a rule and of its policy, in order; each is looked at only where those before it are met."""
    yield of_status(policy, "policy")
    yield of_client(world, policy)
    yield of_status(rule, "rule")
    for of in OF_RULE:
        yield of(world, rule)


def _needs(atoms: Iterable[Atom]) -> tuple[tuple[str, str], ...]:
    return tuple(dict.fromkeys(NEEDS[kind] for kind, _ in atoms))


def _all_unmet(server: AuthorizationServer, ask: Ask) -> Iterator[Nearest]:
    world = World(server, ask, {})
    for policy, rule in _pairs(server):
        unmet = tuple(one for one in _conditions(world, policy, rule) if one.met is False)
        if unmet:
            yield Nearest(policy, rule, unmet)


def _distance(nearest: Nearest) -> tuple[int, int, int]:
    """How much would have to change, and how easily that is changed."""
    return nearest.cost, NEAREST.index(_first(nearest)), len(nearest.missing_scopes)


def _first(nearest: Nearest) -> Test:
    return nearest.unmet[0].test


def _stopped_at(nearest: Iterable[Nearest], server: AuthorizationServer, world: World) -> Test:
    """The condition that the rule which came furthest failed at; a policy without rules comes as far as its client."""
    reached = [FURTHEST.index(_first(one)) for one in nearest]
    bare = [policy for policy in server.policies if policy.status == "active" and not policy.rules]
    reached += [FURTHEST.index("grant_type" if of_client(world, policy).met else "client") for policy in bare]
    return FURTHEST[max(reached, default=0)]


def _tree(server: AuthorizationServer, ask: Ask, matches: frozenset[Match | None]) -> dict[str, Any]:
    """Every policy and rule that was tried, each with the first of its conditions that is not met, or is open."""
    world = World(server, ask, {})
    only = next(iter(matches)) if len(matches) == 1 else None
    denied = matches == {None}
    decision = "DENY" if denied else None if None in matches else "PERMIT"
    children: list[dict[str, Any]] = []
    reached: bool | None = True
    for policy in by_priority(server.policies):
        node, reached = _policy(world, policy, only, reached)
        children.append(_as_denied(node) if denied else node)
    return _node("access_policies", server.name, decision, None, decides=True, children=children)


def _policy(
    world: World, policy: AccessPolicy, only: Match | None, reached: bool | None
) -> tuple[dict[str, Any], bool | None]:
    """A policy as a node, and whether the one after it is reached."""
    unmet = _unmet((of_status(policy, "policy"), of_client(world, policy)))
    applies = unmet is None or unmet.met is None
    below = reached if unmet is None or reached is False else None
    rules: list[dict[str, Any]] = []
    for rule in by_priority(policy.rules) if applies else ():
        failing = _unmet((of_status(rule, "rule"), *(of(world, rule) for of in OF_RULE)))
        decides = only is not None and only.rule is rule
        rules.append(_node("access_rule", rule.name, _decision(failing), failing, decides=decides, reached=below))
        if below is not False and (failing is None or failing.met is None):
            below = False if failing is None and unmet is None else None
    decision = _of_rules(rules) if applies else "NOT_APPLICABLE"
    decides = only is not None and only.policy is policy
    node = _node("access_policy", policy.name, decision, unmet, decides=decides, reached=reached, children=rules)
    return node, below if applies and any(rule["decision"] != "NOT_APPLICABLE" for rule in rules) else reached


def _of_rules(rules: list[dict[str, Any]]) -> str | None:
    """What a policy comes to: its first rule that matches, or may."""
    decisions = [rule["decision"] for rule in rules if rule["decision"] != "NOT_APPLICABLE"]
    return decisions[0] if decisions else "NOT_APPLICABLE"


def _unmet(conditions: Iterable[Condition]) -> Condition | None:
    """The first condition that is not met, else the first that is open."""
    looked_at = tuple(conditions)
    failing = next((one for one in looked_at if one.met is False), None)
    return failing or next((one for one in looked_at if one.met is None), None)


def _decision(unmet: Condition | None) -> str | None:
    return "PERMIT" if unmet is None else "NOT_APPLICABLE" if unmet.met is False else None


def _node(
    kind: str, name: str, decision: str | None, unmet: Condition | None, *,
    decides: bool, reached: bool | None = True, children: Iterable[dict[str, Any]] = (),
) -> dict[str, Any]:  # fmt: skip
    node: dict[str, Any] = {
        "kind": kind, "name": name, "combine": "first match" if kind == "access_policies" else None,
        "effect": "grant" if kind == "access_rule" else None, "decision": decision, "decides": decides,
        "statements": [], "condition": unmet.node if unmet else None, "children": list(children),
    }  # fmt: skip
    if reached is not True:
        node["reached"] = reached
    return node


def _as_denied(node: dict[str, Any]) -> dict[str, Any]:
    """A node that does not match whatever the open facts are: together they leave no way."""
    decision = node["decision"] or "NOT_APPLICABLE"
    kept = {key: value for key, value in node.items() if key != "reached"}
    return {**kept, "decision": decision, "children": [_as_denied(child) for child in node["children"]]}
