"""Conditions and what they come to: true, false, indeterminate, or not known.

An outcome is kept as the set of what it may still be, so that a condition that is false whichever way a
missing fact turns out is false. Facts that are not known turn out true or false, independently of each other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from engine.policy.attributes import Absent, Attributes, AttributeValue, NotKnown, Value
from engine.policy.comparators import COMPARATORS, TypeMismatch
from engine.policy.names import WEEKDAYS, ZONED, is_secret
from engine.policy.pointers import MISSING
from engine.policy.values import shown, with_article

TRUE, FALSE, INDETERMINATE = "true", "false", "indeterminate"
Outcomes = frozenset[str]
EITHER: Outcomes = frozenset({TRUE, FALSE})
OPPOSITE = {TRUE: FALSE, FALSE: TRUE, INDETERMINATE: INDETERMINATE}
HIDDEN = "•••"


@dataclass(frozen=True, slots=True)
class Judged:
    """What a condition came to. `unknown` and `errors` are only those that made it so."""

    outcomes: Outcomes
    node: dict[str, Any]
    unknown: tuple[NotKnown, ...] = ()
    errors: tuple[str, ...] = ()


class Condition(Protocol):
    """A condition that was read and found good."""

    def judge(self, attributes: Attributes) -> Judged:
        """The outcome against these attributes. Never raises."""
        ...

    def names(self) -> frozenset[str]:
        """The attributes that it reads."""
        ...


@dataclass(frozen=True, slots=True)
class Operand:
    """One side of a comparison: an attribute with its default and zone, or a written value (`name` None)."""

    name: str | None = None
    value: Any = MISSING
    zone: str | None = None

    def resolve(self, attributes: Attributes) -> AttributeValue:
        """The side's value; the default where the attribute is absent."""
        if self.name is None:
            return Value(self.value, "policy")
        resolved = self._looked_up(attributes, self.name)
        if isinstance(resolved, Absent) and self.value is not MISSING:
            return Value(self.value, "default")
        return replace(resolved, name=self.name) if isinstance(resolved, NotKnown) else resolved

    def _looked_up(self, attributes: Attributes, name: str) -> AttributeValue:
        if name not in ZONED or self.zone is None:
            return attributes.get(name)
        moment = attributes.get("request.time")
        if not isinstance(moment, Value) or not isinstance(moment.value, datetime):
            return moment
        from zoneinfo import ZoneInfo

        try:
            local = moment.value.astimezone(ZoneInfo(self.zone))
        except (KeyError, ValueError, OSError, OverflowError):
            return NotKnown(f"the local time in {self.zone}", "--now")
        value = WEEKDAYS[local.weekday()] if name == "request.weekday" else local.time()
        return Value(value, f"{moment.source}, in {self.zone}")

    def node(self, resolved: AttributeValue, hidden: bool) -> dict[str, Any]:
        """The side as it is shown: value, where it came from, and why there is none."""
        node: dict[str, Any] = {"attribute": self.name} if self.name is not None else {}
        if self.zone is not None:
            node["zone"] = self.zone
        if isinstance(resolved, Value):
            return node | {"value": HIDDEN if hidden else shown(resolved.value), "from": resolved.source}
        if isinstance(resolved, Absent):
            return node | {"value": None, "from": resolved.source, "absent": True}
        return node | {"value": None, "from": None, "not_known": True, "fact": resolved.fact, "give": resolved.give}


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparator between two sides; `negated` is its `not_` form."""

    test: str
    left: Operand
    right: Operand
    negated: bool = False

    @property
    def title(self) -> str:
        """The comparator as it was written."""
        return f"not_{self.test}" if self.negated else self.test

    def names(self) -> frozenset[str]:
        return frozenset(side.name for side in (self.left, self.right) if side.name is not None)

    def judge(self, attributes: Attributes) -> Judged:
        left, right = self.left.resolve(attributes), self.right.resolve(attributes)
        unknown = tuple(side for side in (left, right) if isinstance(side, NotKnown))
        outcomes, error = self._compared(left, right)
        hidden = any(map(is_secret, self.names()))
        node = {
            "test": self.title,
            "outcome": outcome_of(outcomes),
            "left": self.left.node(left, hidden),
            "right": self.right.node(right, hidden),
        }
        if error:
            return Judged(outcomes, node | {"error": error}, (), (error,))
        return Judged(outcomes, node, unknown if len(outcomes) > 1 else ())

    def _compared(self, left: AttributeValue, right: AttributeValue) -> tuple[Outcomes, str | None]:
        for side, resolved in ((self.left, left), (self.right, right)):
            if isinstance(resolved, Absent):
                return frozenset({INDETERMINATE}), f"`{side.name}` is absent and the condition has no default"
        if not isinstance(left, Value) or not isinstance(right, Value):
            return EITHER, None
        try:
            holds = COMPARATORS[self.test].test(left.value, right.value) is not self.negated
        except TypeMismatch as mismatch:
            return frozenset({INDETERMINATE}), self._mismatch(left, right, str(mismatch))
        return frozenset({TRUE if holds else FALSE}), None

    def _mismatch(self, left: Value, right: Value, detail: str) -> str:
        sides = [
            f"{f'`{side.name}`' if side.name else 'the value beside it'} ({with_article(resolved.value)})"
            for side, resolved in ((self.left, left), (self.right, right))
        ]
        return f"`{self.title}` cannot compare {sides[0]} with {sides[1]}" + (f": {detail}" if detail else "")


@dataclass(frozen=True, slots=True)
class Group:
    """`all` of its children, or `any` of them."""

    kind: str
    children: tuple[Condition, ...]

    def names(self) -> frozenset[str]:
        return frozenset(name for child in self.children for name in child.names())

    def judge(self, attributes: Attributes) -> Judged:
        judged = tuple(child.judge(attributes) for child in self.children)
        order = (TRUE, INDETERMINATE, FALSE) if self.kind == "all" else (FALSE, INDETERMINATE, TRUE)
        outcomes = _strongest((child.outcomes for child in judged), order)
        return _parent(self.kind, outcomes, judged)


@dataclass(frozen=True, slots=True)
class Negation:
    """`not`: the opposite; indeterminate stays so."""

    child: Condition

    def names(self) -> frozenset[str]:
        return self.child.names()

    def judge(self, attributes: Attributes) -> Judged:
        judged = self.child.judge(attributes)
        return _parent("not", frozenset(OPPOSITE[outcome] for outcome in judged.outcomes), (judged,))


def _strongest(children: Iterable[Outcomes], order: tuple[str, ...]) -> Outcomes:
    """What the strongest outcome may be, `order` from weak to strong, however the children turn out."""
    possible = {0}
    for outcomes in children:
        possible = {max(rank, order.index(outcome)) for rank in possible for outcome in outcomes}
    return frozenset(order[rank] for rank in possible)


def _parent(kind: str, outcomes: Outcomes, children: tuple[Judged, ...]) -> Judged:
    node = {kind: True, "outcome": outcome_of(outcomes), "children": [child.node for child in children]}
    unknown = [fact for child in children for fact in child.unknown] if len(outcomes) > 1 else []
    errors = [error for child in children for error in child.errors] if INDETERMINATE in outcomes else []
    return Judged(outcomes, node, tuple(dict.fromkeys(unknown)), tuple(dict.fromkeys(errors)))


def outcome_of(outcomes: Outcomes) -> str:
    """The one outcome, or `not_known` where there are several."""
    return next(iter(outcomes)) if len(outcomes) == 1 else "not_known"
