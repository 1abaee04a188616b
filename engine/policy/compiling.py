"""Reads the policies of an environment once, into trees that are ready to be judged.

What depends on the environment alone is done here: conditions are read, disabled parts left out, statements looked up,
cycles and trees that are too large found.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol

from msgspec import Struct, field

from engine.memo import by_identity
from engine.policy.attributes import Attributes, NotKnown
from engine.policy.combining import (
    ANY,
    DENY,
    EMPTY,
    INDETERMINATE,
    INDETERMINATE_D,
    INDETERMINATE_DP,
    INDETERMINATE_P,
    NOT_APPLICABLE,
    PERMIT,
    Decisions,
    Semantics,
)
from engine.policy.conditions import ConditionProblem, compile_condition
from engine.policy.judging import EITHER, FALSE, HOLDS, TRUE, Condition, Judged, Outcomes
from engine.policy.names import ZONED
from engine.policy.shapes import Shapes
from engine.policy.tree import Head, Node, settle_children

if TYPE_CHECKING:
    from engine.environment.model import Environment, Policy, Rule, Statement
    from engine.policy.policy_result import PolicyResult
    from engine.policy.results import Values

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

RULE_ERRORS = {"permit": INDETERMINATE_P, "deny": INDETERMINATE_D}
"""XACML 3.0 section 7.11: what a rule might have been whose condition cannot be judged; else either."""

TARGET_ERRORS = {
    PERMIT: INDETERMINATE_P,
    DENY: INDETERMINATE_D,
    NOT_APPLICABLE: NOT_APPLICABLE,
}
"""XACML 3.0 table 7: a policy whose condition cannot be judged, by what its children come to; an error stays itself."""


Shared = dict[str, Node]
"""Policies that this evaluation has judged already: one that is referred to twice is judged once."""


Places = tuple[int | None, tuple["Places", ...]]
"""Where a node's condition stands among those of its tree, and the same of its children."""


class Part(Protocol):
    """A rule or a policy that is ready to be judged; `size` counts its nodes."""

    @property
    def size(self) -> int: ...

    @property
    def places(self) -> Places: ...

    def judge(self, judged: Sequence[Judged], shared: Shared) -> Node:
        """Its node, by what the conditions of the tree came to. Never raises."""
        ...


class Unreadable(Struct, frozen=True):
    """A condition that cannot be read. It may hold or not, and nothing tells which."""

    problem: str

    def judge(self, attributes: Attributes) -> Judged:
        node = {"test": None, "outcome": "not_known", "error": self.problem}
        return Judged(EITHER, node, (NotKnown(f"a condition that can be read ({self.problem})", "[[policies]] when"),))

    def names(self) -> frozenset[str]:
        return frozenset()


class Unjudged(Struct, frozen=True):
    """A policy that cannot be judged whatever the request is."""

    node: Node
    size: int = 1
    places: Places = (None, ())

    def judge(self, judged: Sequence[Judged], shared: Shared) -> Node:
        return self.node


class CompiledRule(Struct, frozen=True):
    head: Head
    places: Places
    size: int = 1

    def judge(self, judged: Sequence[Judged], shared: Shared) -> Node:
        place, _ = self.places
        return rule_node(self.head, None if place is None else judged[place])


class CompiledPolicy(Struct, frozen=True):
    head: Head
    places: Places
    parts: tuple[Part, ...]
    size: int

    def judge(self, judged: Sequence[Judged], shared: Shared) -> Node:
        node = shared.get(self.head.name)
        if node is None:
            node = shared[self.head.name] = self._judge(judged, shared)
        return node

    def _judge(self, judged: Sequence[Judged], shared: Shared) -> Node:
        head, (place, _) = self.head, self.places
        own = None if place is None else judged[place]
        outcomes = own.outcomes if own else HOLDS
        children = tuple(part.judge(judged, shared) for part in self.parts)
        settled = settle_children(head, children)
        possible = decisions_of_policy(head.semantics, outcomes, settled.possible)
        offered = offered_by_policy(outcomes, settled.possible) if head.semantics == "xacml" else None
        return Node(head, possible, own, children, settled, offered)


class CompiledTree(Struct, frozen=True):
    """A policy with everything below it; `conditions` are all of its, each once."""

    root: Part
    conditions: tuple[Condition, ...]
    shapes: Shapes
    names: tuple[str, ...]
    """The attributes that the conditions read."""
    results: dict[Values, PolicyResult] = field(default_factory=dict)


def rule_node(head: Head, judged: Judged | None) -> Node:
    """A rule's node, by what its condition came to."""
    outcomes = judged.outcomes if judged else HOLDS
    return Node(head, decisions_of_rule(head.label or "", head.semantics, outcomes), judged)


@lru_cache(maxsize=256)
def decisions_of_rule(effect: str, semantics: Semantics, outcomes: Outcomes) -> Decisions:
    """What a rule may decide, by what its condition may come to."""
    error = INDETERMINATE if semantics == "pingone" else RULE_ERRORS.get(effect, INDETERMINATE_DP)
    return frozenset(EFFECTS[effect].get(outcome, error) for outcome in outcomes)


@lru_cache(maxsize=1024)
def decisions_of_policy(semantics: Semantics, outcomes: Outcomes, inner: Decisions) -> Decisions:
    """What a policy may decide, by what its own condition and its children may come to."""
    error = frozenset({INDETERMINATE})
    if semantics == "xacml":
        error = frozenset(TARGET_ERRORS.get(decision, decision) for decision in inner)
    by_outcome = {TRUE: inner, FALSE: frozenset({NOT_APPLICABLE})}
    return frozenset(decision for outcome in outcomes for decision in by_outcome.get(outcome, error))


@lru_cache(maxsize=1024)
def offered_by_policy(outcomes: Outcomes, inner: Decisions) -> Decisions:
    """What `only-one-applicable` of XACML combines: whether the policy applies is asked before what it decides."""
    inside = frozenset(EMPTY if decision == NOT_APPLICABLE else decision for decision in inner)
    by_outcome = {TRUE: inside, FALSE: frozenset({NOT_APPLICABLE})}
    error = frozenset({INDETERMINATE_DP})
    return frozenset(decision for outcome in outcomes for decision in by_outcome.get(outcome, error))


def compiled_policy(name: str, environment: Environment) -> CompiledTree | None:
    """The policy of this name, read once for each environment; None where it is disabled."""
    trees = _trees_of(environment)
    if name not in trees:
        reading = _Compiling(environment, {}, [])
        root = reading.policy(name, ())
        trees[name] = _tree(root, tuple(reading.conditions)) if root else None
    return trees[name]


def _tree(root: Part, conditions: tuple[Condition, ...]) -> CompiledTree:
    names = {name for condition in conditions for name in condition.names()}
    if not names.isdisjoint(ZONED):
        names.add("request.time")  # from which a local time is made
    return CompiledTree(root, conditions, Shapes(root.size), tuple(sorted(names)))


@by_identity
def _trees_of(environment: Environment) -> dict[str, CompiledTree | None]:
    return {}


def _unjudged(name: str, semantics: Semantics, fact: str, give: str) -> Unjudged:
    problem = f"policy `{name}` cannot be judged, wanted {fact}"
    head = Head("policy", name, None, semantics=semantics, problem=problem, missing=(NotKnown(fact, give),))
    return Unjudged(Node(head, ANY[semantics]))


class _Compiling(Struct, frozen=True):
    """One reading of one tree; a policy that is referred to twice is read once."""

    environment: Environment
    read: dict[str, Part | None]
    conditions: list[Condition]

    def policy(self, name: str, above: tuple[str, ...]) -> Part | None:
        """The policy, None where it is disabled. `above` are the names on the way down to it."""
        policy = self.environment.policy_by_name.get(name)
        semantics, children = self.environment.semantics, "[[policies]] children"
        if policy is None:
            return _unjudged(name, semantics, f"a policy named `{name}`", f'[[policies]] name = "{name}"')
        if name in above:
            return _unjudged(name, semantics, "an end: it is below itself", children)
        if len(above) >= DEEPEST:
            return _unjudged(name, semantics, f"a tree of at most {DEEPEST} levels", children)
        if name not in self.read:
            self.read[name] = self._compiled(policy, (*above, name)) if policy.enabled else None
        return self.read[name]

    def _compiled(self, policy: Policy, above: tuple[str, ...]) -> Part:
        semantics = self.environment.semantics
        place = self._place(policy.when)
        parts = tuple(self._parts(policy, above))
        size = 1 + sum(part.size for part in parts)
        if size > LARGEST + 1:
            return _unjudged(policy.name, semantics, f"a tree of at most {LARGEST} nodes", "[[policies]] children")
        head = Head("policy", policy.name, policy.combine, self._statements(policy.statements), semantics)
        return CompiledPolicy(head, (place, tuple(part.places for part in parts)), parts, size)

    def _parts(self, policy: Policy, above: tuple[str, ...]) -> Iterator[Part]:
        for rule in policy.rules:
            if rule.enabled:
                yield self._rule(rule)
        for name in policy.children:
            child = self.policy(name, above)
            if child is not None:
                yield child

    def _rule(self, rule: Rule) -> CompiledRule:
        head = Head("rule", rule.name, rule.effect, self._statements(rule.statements), self.environment.semantics)
        return CompiledRule(head, (self._place(rule.when), ()))

    def _place(self, when: dict[str, Any] | None) -> int | None:
        """Reads a condition, whatever is wrong with it, and keeps it among those of the tree."""
        if when is None:
            return None
        try:
            self.conditions.append(compile_condition(when))
        except ConditionProblem as problem:
            self.conditions.append(Unreadable(str(problem)))
        return len(self.conditions) - 1

    def _statements(self, names: tuple[str, ...]) -> tuple[Statement, ...]:
        known = self.environment.statement_by_name
        return tuple(known[name] for name in names if name in known)
