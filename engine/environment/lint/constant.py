"""What a condition can come to whatever the request is: true, false or an error, unless it contradicts itself.

A condition is taken apart into comparisons of one attribute with written values. A conjunction of them cannot hold
where no value satisfies all: two different `equals`, an empty range, a comparison beside its own opposite. Everything
else is free; where there are too many combinations, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any, NamedTuple

from engine.policy.comparators import COMPARATORS, TypeMismatch
from engine.policy.judging import ERROR, FALSE, TRUE, Comparison, Condition, Group, Negation, Operand, Outcomes

MOST_COMPARED = 100
"""Comparisons of one attribute in one conjunction that are held against one another; more are taken as free."""
MOST_TERMS = 256
"""Conjunctions that one condition is multiplied out to; beyond that it is taken as free."""
LOWER = {"at_least": ("at_most", "less_than"), "greater_than": ("less_than", "less_than")}
"""Lower bounds, and what they have to be to an `at_most` and to a `less_than` beside them."""
OPPOSITE = {"at_least": "less_than", "less_than": "at_least", "greater_than": "at_most", "at_most": "greater_than"}


class Literal(NamedTuple):
    """One comparison, `negated` or not."""

    test: str
    left: Operand
    right: Operand
    negated: bool


Term = tuple[Literal, ...]


def outcomes_of(condition: Condition | None) -> Outcomes:
    """What a condition may come to with every attribute free; without a condition it holds."""
    if condition is None:
        return frozenset({TRUE})
    possible = {TRUE} if can_hold(condition) else set()
    if can_hold(condition, opposite=True):
        possible.add(FALSE)
    return ERROR | possible


def can_hold(condition: Condition, *, opposite: bool = False) -> bool:
    """Whether some request makes a condition true; with `opposite`, false."""
    terms = _terms(condition, opposite)
    return terms is None or any(map(_is_possible, terms))


def _terms(condition: Condition, negated: bool) -> list[Term] | None:
    """The condition as a choice of conjunctions; None where there are too many, or a part cannot be read."""
    if isinstance(condition, Negation):
        return _terms(condition.child, not negated)
    if isinstance(condition, Group):
        parts = [_terms(child, negated) for child in condition.children]
        if (condition.kind == "all") is negated:
            known = [part for part in parts if part is not None]
            return [term for part in known for term in part] if len(known) == len(parts) else None
        return _multiplied(part for part in parts if part is not None)
    if not isinstance(condition, Comparison):
        return None
    return [(Literal(condition.test, condition.left, condition.right, condition.negated is not negated),)]


def _multiplied(parts: Iterable[list[Term]]) -> list[Term] | None:
    """Every way to take one term of each part. A part that is not known leaves the others as they are: it is free."""
    terms: list[Term] = [()]
    for part in parts:
        if len(terms) * len(part) > MOST_TERMS:
            return None
        terms = [(*one, *other) for one, other in product(terms, part)]
    return terms


def _is_possible(term: Term) -> bool:
    by_side: dict[tuple[Any, ...], list[Literal]] = {}
    for literal in term:
        if literal.left == literal.right and literal.test in ("equals", "in", "contains") and literal.negated:
            return False
        by_side.setdefault(_key(literal.left), []).append(literal)
    return all(map(_is_possible_for_one, by_side.values()))


def _key(side: Operand) -> tuple[Any, ...]:
    return side.name, repr(side.zone), repr(side.value)


def _is_possible_for_one(literals: list[Literal]) -> bool:
    """Whether one value can satisfy every literal."""
    if len(literals) > MOST_COMPARED:
        return True
    if any(_contradict(one, other) for place, one in enumerate(literals) for other in literals[:place]):
        return False
    values = [
        list(_values(one)) for one in literals if one.test in ("equals", "in") and not one.negated and _written(one)
    ]
    if not values:
        return True
    return any(all(_admits(one, value) for one in literals) for value in min(values, key=len))


def _values(literal: Literal) -> Iterator[Any]:
    value = literal.right.value
    yield from value if literal.test == "in" else (value,)


def _written(literal: Literal) -> bool:
    return literal.right.name is None


def _admits(literal: Literal, value: Any) -> bool:
    """Whether a value satisfies a literal, as far as that can be said."""
    if not _written(literal):
        return True
    try:
        return COMPARATORS[literal.test].test(value, literal.right.value) is not literal.negated
    except TypeMismatch:
        return True


def _contradict(one: Literal, other: Literal) -> bool:
    if one.test == other.test and one.right == other.right:
        return one.negated is not other.negated
    if not (_written(one) and _written(other)):
        return False
    first, second = _bound(one), _bound(other)
    for (low, least), (high, most) in ((first, second), (second, first)):
        if low in LOWER and high in ("at_most", "less_than"):
            test = LOWER[low][high == "less_than"]
            try:
                return not COMPARATORS[test].test(least, most)
            except TypeMismatch:
                return False
    return False


def _bound(literal: Literal) -> tuple[str, Any]:
    test = OPPOSITE.get(literal.test, literal.test) if literal.negated else literal.test
    return test, literal.right.value
