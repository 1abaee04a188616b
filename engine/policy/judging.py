"""Conditions and what they come to: true, false, indeterminate, or not known.

An outcome is kept as the set of what it may still be, so that a condition that is false whichever way a
missing fact turns out is false. Facts that are not known turn out true or false, independently of each other.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from operator import eq
from typing import Any, NamedTuple, Protocol

from msgspec import Struct
from msgspec.structs import force_setattr, replace

from engine.policy.attributes import Absent, Attributes, AttributeValue, NotKnown, Value
from engine.policy.comparators import COMPARATORS, TypeMismatch
from engine.policy.names import WEEKDAYS, is_secret
from engine.policy.pointers import MISSING
from engine.policy.values import shown, with_article, zone_of
from engine.shown import redacted, shown_data

TRUE, FALSE, INDETERMINATE = "true", "false", "indeterminate"
Outcomes = frozenset[str]
HOLDS: Outcomes = frozenset({TRUE})
FAILS: Outcomes = frozenset({FALSE})
ERROR: Outcomes = frozenset({INDETERMINATE})
EITHER: Outcomes = frozenset({TRUE, FALSE})
OPPOSITE = {TRUE: FALSE, FALSE: TRUE, INDETERMINATE: INDETERMINATE}
HIDDEN = "•••"
REMEMBERED = 12
"""Children of a group up to which what their outcomes come to is remembered."""


class Judged(NamedTuple):
    """What a condition came to. `unknown` and `errors` are only those that made it so.

    `node` is ready for the trace: values of the exchange are redacted, and it belongs to this judgement alone.
    """

    outcomes: Outcomes
    node: dict[str, Any]
    unknown: tuple[NotKnown, ...] = ()
    errors: tuple[str, ...] = ()


class Unusable(NamedTuple):
    """An attribute whose value is there and cannot be had, and why in words."""

    error: str


Resolved = AttributeValue | Unusable


class Condition(Protocol):
    """A condition that was read and found good."""

    def judge(self, attributes: Attributes) -> Judged:
        """The outcome against these attributes. Never raises."""
        ...

    def names(self) -> frozenset[str]:
        """The attributes that it reads."""
        ...


class Operand(Struct, frozen=True):
    """One side of a comparison: an attribute with its default and zone, or a written value (`name` None).

    `zone` is the name of a time zone, or the operand that gives one, such as an attribute of the user.
    """

    name: str | None = None
    value: Any = MISSING
    zone: str | Operand | None = None
    written: Value | None = None
    """What is written, where no attribute is to be looked up: made of the others."""

    def __post_init__(self) -> None:
        force_setattr(self, "written", Value(self.value, "policy") if self.name is None else None)

    def names(self) -> frozenset[str]:
        """The attributes that this side reads."""
        own = frozenset({self.name}) if self.name is not None else frozenset()
        return own | self.zone.names() if isinstance(self.zone, Operand) else own

    def resolve(self, attributes: Attributes) -> Resolved:
        """The side's value; the default where the attribute is absent."""
        if self.name is None:
            return Value(self.value, "policy")
        resolved = attributes.get(self.name) if self.zone is None else self._local(attributes, self.zone)
        if type(resolved) is Value:
            return resolved
        if isinstance(resolved, Absent) and self.value is not MISSING:
            return Value(self.value, "default")
        if isinstance(resolved, NotKnown) and not resolved.name:
            return replace(resolved, name=self.name)
        return resolved

    def _local(self, attributes: Attributes, zone: str | Operand) -> Resolved:
        """The hour or the day at the place. Never absent, since every request has a time."""
        moment = attributes.get("request.time")
        if not isinstance(moment, Value) or not isinstance(moment.value, datetime):
            return moment
        place, told = Value(zone, "policy"), ""
        if isinstance(zone, Operand):
            found = zone.resolve(attributes)
            if isinstance(found, Absent):
                return Unusable(f"`{zone.name}` is absent and has no default, so there is no local time")
            if not isinstance(found, Value):
                return found
            place, told = found, " by default" if found.source == "default" else f" by {zone.name}"
        known = zone_of(place.value) if isinstance(place.value, str) else None
        if known is None:
            name = zone.name or "zone" if isinstance(zone, Operand) else "zone"
            seen = HIDDEN if is_secret(name) else _seen(place.value)
            return Unusable(f"`{name}` is `{seen}`, wanted a time zone such as `Europe/Berlin`")
        try:
            local = moment.value.astimezone(known)
        except OverflowError:
            return NotKnown(f"the local time in {place.value}", "--now")
        value = WEEKDAYS[local.weekday()] if self.name == "request.weekday" else local.time()
        return Value(value, f"{moment.source}, in {place.value}{told}")

    def node(self, resolved: Resolved, hidden: bool) -> dict[str, Any]:
        """The side as it is shown: value, where it came from, and why there is none."""
        if type(resolved) is Value and self.zone is None and self.name is not None:
            value, source = resolved
            return {"attribute": self.name, "value": HIDDEN if hidden else _seen(value), "from": source}
        node: dict[str, Any] = {"attribute": self.name} if self.name is not None else {}
        if self.zone is not None:
            node["zone"] = self.zone.name if isinstance(self.zone, Operand) else self.zone
        if isinstance(resolved, Value):
            node["value"] = HIDDEN if hidden else _seen(resolved.value)
            node["from"] = resolved.source
            return node
        if isinstance(resolved, Absent):
            return node | {"value": None, "from": resolved.source, "absent": True}
        if isinstance(resolved, Unusable):
            return node | {"value": None, "from": None}
        return node | {"value": None, "from": None, "not_known": True, "fact": resolved.fact, "give": resolved.give}


def _seen(value: Any) -> Any:
    """A value as the trace may hold it; most are texts, and a number or an instant is no secret."""
    kind = type(value)
    if kind is str:
        return redacted(value)
    if kind is bool or kind is int or kind is datetime:
        return shown(value)
    if kind is list and all(type(one) is str for one in value):
        return [redacted(one) for one in value]
    return shown_data(shown(value))


class Comparison(Struct, frozen=True):
    """One comparator between two sides; `negated` is its `not_` form. What follows is made of these."""

    test: str
    left: Operand
    right: Operand
    negated: bool = False
    title: str = ""
    """The comparator as it was written."""
    holds: Callable[[Any, Any], bool] = eq
    hidden: bool = True
    """Whether a side is a secret, so that neither value is shown."""
    constant: dict[str, Any] | None = None
    """The right side as it is shown, where it is written: one for every judgement."""

    def __post_init__(self) -> None:
        hidden = any(map(is_secret, self.names()))
        written = self.right.written
        force_setattr(self, "title", f"not_{self.test}" if self.negated else self.test)
        force_setattr(self, "holds", COMPARATORS[self.test].test)
        force_setattr(self, "hidden", hidden)
        force_setattr(self, "constant", self.right.node(written, hidden) if written else None)

    def names(self) -> frozenset[str]:
        return self.left.names() | self.right.names()

    def judge(self, attributes: Attributes) -> Judged:
        left = self.left.resolve(attributes)
        right = self.right.written or self.right.resolve(attributes)
        if not isinstance(left, Value) or not isinstance(right, Value):
            return self._without_value(left, right)
        try:
            holds = self.holds(left.value, right.value) is not self.negated
        except TypeMismatch as mismatch:
            return self._failed(left, right, self._mismatch(left, right, str(mismatch)))
        return Judged(HOLDS, self._node(TRUE, left, right)) if holds else Judged(FAILS, self._node(FALSE, left, right))

    def _node(self, outcome: str, left: Resolved, right: Resolved) -> dict[str, Any]:
        return {
            "test": self.title,
            "outcome": outcome,
            "left": self.left.node(left, self.hidden),
            "right": self.constant or self.right.node(right, self.hidden),
        }

    def _failed(self, left: Resolved, right: Resolved, error: str) -> Judged:
        return Judged(ERROR, self._node(INDETERMINATE, left, right) | {"error": error}, (), (error,))

    def _without_value(self, left: Resolved, right: Resolved) -> Judged:
        if error := self._unusable(left, right):
            return self._failed(left, right, error)
        unknown = tuple(side for side in (left, right) if isinstance(side, NotKnown))
        return Judged(EITHER, self._node("not_known", left, right), unknown)

    def _unusable(self, left: Resolved, right: Resolved) -> str | None:
        for side, resolved in ((self.left, left), (self.right, right)):
            if isinstance(resolved, Absent):
                return f"`{side.name}` is absent and the condition has no default"
            if isinstance(resolved, Unusable):
                return resolved.error
        return None

    def _mismatch(self, left: Value, right: Value, detail: str) -> str:
        sides = [
            f"{f'`{side.name}`' if side.name else 'the value beside it'} ({with_article(resolved.value)})"
            for side, resolved in ((self.left, left), (self.right, right))
        ]
        return f"`{self.title}` cannot compare {sides[0]} with {sides[1]}" + (f": {detail}" if detail else "")


class Group(Struct, frozen=True):
    """`all` of its children, or `any` of them."""

    kind: str
    children: tuple[Condition, ...]

    def names(self) -> frozenset[str]:
        return frozenset(name for child in self.children for name in child.names())

    def judge(self, attributes: Attributes) -> Judged:
        judged = [child.judge(attributes) for child in self.children]
        children = tuple([child.outcomes for child in judged])
        outcomes = (_remembered if len(children) <= REMEMBERED else _strongest)(self.kind, children)
        return _parent(self.kind, outcomes, judged)


class Negation(Struct, frozen=True):
    """`not`: the opposite; indeterminate stays so."""

    child: Condition

    def names(self) -> frozenset[str]:
        return self.child.names()

    def judge(self, attributes: Attributes) -> Judged:
        judged = self.child.judge(attributes)
        return _parent("not", _opposite(judged.outcomes), [judged])


ORDERS = {"all": (TRUE, INDETERMINATE, FALSE), "any": (FALSE, INDETERMINATE, TRUE)}
"""Outcomes of a group's children from weak to strong."""


def _strongest(kind: str, children: tuple[Outcomes, ...]) -> Outcomes:
    """What the strongest outcome may be however the children turn out."""
    order = ORDERS[kind]
    possible = {0}
    for outcomes in children:
        possible = {max(rank, order.index(outcome)) for rank in possible for outcome in outcomes}
    return frozenset(order[rank] for rank in possible)


_remembered = lru_cache(maxsize=2048)(_strongest)


@lru_cache(maxsize=8)
def _opposite(outcomes: Outcomes) -> Outcomes:
    return frozenset(OPPOSITE[outcome] for outcome in outcomes)


def _parent(kind: str, outcomes: Outcomes, children: list[Judged]) -> Judged:
    """A group's own node. Its outcome is decided by the children that have it; by its one child where it is `not`."""
    outcome = outcome_of(outcomes)
    nodes: list[dict[str, Any]] = []
    for child in children:
        node = child.node
        node["decides"] = kind == "not" or node["outcome"] == outcome
        nodes.append(node)
    node = {kind: True, "outcome": outcome, "children": nodes}
    if outcome in (TRUE, FALSE):
        return Judged(outcomes, node)
    unknown = [fact for child in children for fact in child.unknown] if len(outcomes) > 1 else []
    errors = [error for child in children for error in child.errors] if INDETERMINATE in outcomes else []
    return Judged(outcomes, node, tuple(dict.fromkeys(unknown)), tuple(dict.fromkeys(errors)))


@lru_cache(maxsize=8)
def outcome_of(outcomes: Outcomes) -> str:
    """The one outcome, or `not_known` where there are several."""
    return next(iter(outcomes)) if len(outcomes) == 1 else "not_known"
