"""Evaluates a policy of the environment: the whole tree, also what the deciding child made superfluous."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from engine.policy.attributes import Attributes, NotKnown
from engine.policy.combining import (
    ANY_DECISION,
    DENY,
    INDETERMINATE,
    NOT_APPLICABLE,
    PERMIT,
    Decisions,
    combine,
    decision_of,
)
from engine.policy.conditions import ConditionProblem, compile_condition
from engine.policy.judging import EITHER, FALSE, TRUE, Condition, Judged
from engine.policy.statements import FiredStatement, attaches
from engine.policy.tree import Node, render

if TYPE_CHECKING:
    from engine.environment.model import Environment, Policy, Rule, Statement

DEEPEST = 50
LARGEST = 20_000
"""Levels and nodes of one tree; a larger one is not judged. PingOne allows 20 levels."""

EFFECTS: dict[str, dict[str, str]] = {
    "permit": {TRUE: PERMIT, FALSE: NOT_APPLICABLE},
    "deny": {TRUE: DENY, FALSE: NOT_APPLICABLE},
    "permit-if-else-deny": {TRUE: PERMIT, FALSE: DENY},
    "deny-if-else-permit": {TRUE: DENY, FALSE: PERMIT},
}
"""What a rule decides where its condition holds, and where it does not. Without a condition it holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyResult:
    """What one policy decides.

    `decision` is None where it is not known; `possible` then holds several, and `unknown` the attributes that
    would settle it. `possible` is empty (and `decision` NOT_APPLICABLE) for a disabled policy, as if it were not
    there. `tree` is the node of the trace (design: policy). `created` are the statements that nodes made, whether
    or not they attach to the end; `statements` those that do if this policy alone decides.
    """

    decision: str | None
    possible: Decisions
    tree: dict[str, Any]
    created: tuple[FiredStatement, ...] = ()
    unknown: tuple[NotKnown, ...] = ()
    errors: tuple[str, ...] = ()

    @property
    def statements(self) -> tuple[FiredStatement, ...]:
        """The statements that fire where this policy's decision is the final one."""
        return tuple(statement for statement in self.created if attaches(statement, self.decision))


def evaluate_policy(name: str, environment: Environment, attributes: Attributes) -> PolicyResult:
    """Judges the policy of this name. Never raises: what cannot be judged is not known, and `unknown` says why."""
    node = _Evaluation(environment, attributes).policy(name, ())
    if node is None:
        tree, _ = render(Node("policy", name, environment.policy_by_name[name].combine, frozenset({NOT_APPLICABLE})))
        return PolicyResult(decision=NOT_APPLICABLE, possible=frozenset(), tree=tree | {"enabled": False})
    if environment.semantics != "pingone":
        node = _unjudged(name, NotKnown(f"`{environment.semantics}` semantics", 'semantics = "pingone"'))
    tree, created = render(node)
    return PolicyResult(
        decision=decision_of(node.possible),
        possible=node.possible,
        tree=tree,
        created=created,
        unknown=tuple(dict.fromkeys(node.unknown())),
        errors=tuple(dict.fromkeys(node.errors())),
    )


def attributes_of(name: str, environment: Environment) -> frozenset[str]:
    """The attributes that a policy may read, in itself, its rules and everything below it."""
    names: set[str] = set()
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        policy = environment.policy_by_name.get(waiting.pop())
        if policy is None or policy.name in seen or not policy.enabled:
            continue
        seen.add(policy.name)
        waiting += policy.children
        for when in (policy.when, *(rule.when for rule in policy.rules if rule.enabled)):
            if when is not None:
                names |= _names_in(when)
    return frozenset(names)


@dataclass(frozen=True, slots=True, eq=False)
class _Written:
    """A condition of the file as a key: itself, not its content, because an environment never changes."""

    raw: dict[str, Any]

    def __hash__(self) -> int:
        return id(self.raw)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Written) and other.raw is self.raw


@lru_cache(maxsize=4096)
def _compiled(written: _Written) -> Condition:
    return compile_condition(written.raw)


def _names_in(when: dict[str, Any]) -> frozenset[str]:
    try:
        return _compiled(_Written(when)).names()
    except ConditionProblem:
        return frozenset()


def _union(sets: Iterable[Decisions]) -> Decisions:
    return frozenset(decision for possible in sets for decision in possible)


def _unjudged(name: str, why: NotKnown) -> Node:
    problem = f"policy `{name}` cannot be judged, wanted {why.fact}"
    return Node("policy", name, None, ANY_DECISION, problem=problem, missing=(why,))


@dataclass(frozen=True, slots=True)
class _Evaluation:
    """One evaluation against one set of attributes; a policy that is referred to twice is judged once."""

    environment: Environment
    attributes: Attributes
    judged: dict[str, Node | None] = field(default_factory=dict)

    def policy(self, name: str, above: tuple[str, ...]) -> Node | None:
        """The policy's node, None where it is disabled. `above` are the names on the way down to it."""
        policy = self.environment.policy_by_name.get(name)
        if policy is None:
            return _unjudged(name, NotKnown(f"a policy named `{name}`", f'[[policies]] name = "{name}"'))
        if name in above:
            return _unjudged(name, NotKnown("an end: it is below itself", "[[policies]] children"))
        if len(above) >= DEEPEST:
            return _unjudged(name, NotKnown(f"a tree of at most {DEEPEST} levels", "[[policies]] children"))
        if name not in self.judged:
            self.judged[name] = self._judge(policy, (*above, name)) if policy.enabled else None
        return self.judged[name]

    def _judge(self, policy: Policy, above: tuple[str, ...]) -> Node:
        condition = self._condition(policy.when)
        children = tuple(self._children(policy, above))
        if sum(child.size for child in children) > LARGEST:
            return _unjudged(policy.name, NotKnown(f"a tree of at most {LARGEST} nodes", "[[policies]] children"))
        inner = combine(policy.combine, (child.possible for child in children))
        decisions = {TRUE: inner, FALSE: frozenset({NOT_APPLICABLE})}
        outcomes = condition.outcomes if condition else {TRUE}
        possible = _union(decisions.get(outcome, frozenset({INDETERMINATE})) for outcome in outcomes)
        return Node(
            "policy", policy.name, policy.combine, possible, condition, children, self._statements(policy.statements)
        )

    def _children(self, policy: Policy, above: tuple[str, ...]) -> Iterator[Node]:
        yield from (self._rule(rule) for rule in policy.rules if rule.enabled)
        for name in policy.children:
            child = self.policy(name, above)
            if child is not None:
                yield child

    def _rule(self, rule: Rule) -> Node:
        condition = self._condition(rule.when)
        outcomes = condition.outcomes if condition else {TRUE}
        possible = frozenset(EFFECTS[rule.effect].get(outcome, INDETERMINATE) for outcome in outcomes)
        return Node("rule", rule.name, rule.effect, possible, condition, (), self._statements(rule.statements))

    def _condition(self, when: dict[str, Any] | None) -> Judged | None:
        if when is None:
            return None
        try:
            return _compiled(_Written(when)).judge(self.attributes)
        except ConditionProblem as problem:
            node = {"test": None, "outcome": "not_known", "error": str(problem)}
            return Judged(EITHER, node, (NotKnown(f"a condition that can be read ({problem})", "[[policies]] when"),))

    def _statements(self, names: tuple[str, ...]) -> tuple[Statement, ...]:
        known = self.environment.statement_by_name
        return tuple(known[name] for name in names if name in known)
