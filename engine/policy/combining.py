"""The six combining algorithms, over decisions that may not be known yet.

A child's result is the set of decisions that it may still come to. Combining sets gives every decision that some
way of settling the children gives, each child on its own; the cost is linear in the number of children, because
each algorithm is a fold that keeps one decision. Semantics are those that PingOne documents: an indeterminate
child counts as one plain decision, not as XACML's three kinds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

PERMIT, DENY, NOT_APPLICABLE, INDETERMINATE = "PERMIT", "DENY", "NOT_APPLICABLE", "INDETERMINATE"
Decisions = frozenset[str]
ANY_DECISION: Decisions = frozenset({PERMIT, DENY, NOT_APPLICABLE, INDETERMINATE})
Part = str | Iterable[str | None] | None


@dataclass(frozen=True, slots=True)
class Algorithm:
    """A fold: the decision so far and the next child's give the new one. `stops` are children that end it at once."""

    start: str
    step: Callable[[str, str], str]
    stops: Decisions


def _ranked(*weakest_first: str) -> Callable[[str, str], str]:
    ranks = {decision: rank for rank, decision in enumerate(weakest_first)}
    return lambda so_far, child: max(so_far, child, key=ranks.__getitem__)


def _unless(exception: str) -> Callable[[str, str], str]:
    return lambda so_far, child: child if child == exception else so_far


def _first(so_far: str, child: str) -> str:
    return child if so_far == NOT_APPLICABLE else so_far


def _only_one(so_far: str, child: str) -> str:
    if NOT_APPLICABLE in (so_far, child):
        return child if so_far == NOT_APPLICABLE else so_far
    return INDETERMINATE


ALGORITHMS: Mapping[str, Algorithm] = {
    "deny-overrides": Algorithm(
        NOT_APPLICABLE, _ranked(NOT_APPLICABLE, PERMIT, INDETERMINATE, DENY), frozenset({DENY})
    ),
    "permit-overrides": Algorithm(
        NOT_APPLICABLE, _ranked(NOT_APPLICABLE, DENY, INDETERMINATE, PERMIT), frozenset({PERMIT})
    ),
    "first-applicable": Algorithm(NOT_APPLICABLE, _first, ANY_DECISION - {NOT_APPLICABLE}),
    "only-one-applicable": Algorithm(NOT_APPLICABLE, _only_one, frozenset()),
    "deny-unless-permit": Algorithm(DENY, _unless(PERMIT), frozenset({PERMIT})),
    "permit-unless-deny": Algorithm(PERMIT, _unless(DENY), frozenset({DENY})),
}


def combine(name: str, children: Iterable[Decisions]) -> Decisions:
    """Every decision that the algorithm may come to. KeyError for an unknown name."""
    algorithm = ALGORITHMS[name]
    step = algorithm.step
    possible = {algorithm.start}
    for child in children:
        possible = {step(so_far, decision) for so_far in possible for decision in child}
    return frozenset(possible)


def decision_of(possible: Decisions) -> str | None:
    """The one decision, or None where several are possible (or none is there)."""
    return next(iter(possible)) if len(possible) == 1 else None


def deciding(name: str, children: Sequence[Decisions]) -> frozenset[int]:
    """Places of the children that determined the decision.

    Empty where it is not known, and where it is what the algorithm says when no child says otherwise.
    """
    decision = decision_of(combine(name, children))
    if decision is None or decision == ALGORITHMS[name].start:
        return frozenset()
    if name == "only-one-applicable":
        return frozenset(place for place, child in enumerate(children) if NOT_APPLICABLE not in child)
    return frozenset([next(place for place, child in enumerate(children) if child == {decision})])


def reached(name: str, children: Sequence[Decisions]) -> tuple[bool | None, ...]:
    """Which children are evaluated before the algorithm stops; None where that is not known."""
    answers: list[bool | None] = []
    still: bool | None = True
    for child in children:
        answers.append(still)
        if child <= ALGORITHMS[name].stops:
            still = False
        elif still and child & ALGORITHMS[name].stops:
            still = None
    return tuple(answers)


def combine_decisions(rules: Part, service_policy: Part, operation_policy: Part) -> str | None:
    """The decision on a request, of its built-in rules, the service's policy and the operation's policy, in this order.

    Each part is a decision, a set of possible ones (None in it: any), or None or an empty set where there is no such
    part. Combined by deny-overrides; PERMIT where there is no part at all. None where it is not known.
    """
    return decision_of(possible_decisions(rules, service_policy, operation_policy))


def possible_decisions(*parts: Part) -> Decisions:
    """Every decision that `combine_decisions` may come to."""
    present = [part for part in map(_possible, parts) if part]
    return combine("deny-overrides", present) if present else frozenset({PERMIT})


def _possible(part: Part) -> Decisions:
    if isinstance(part, str):
        return frozenset({part})
    decisions = frozenset(part or ())
    return ANY_DECISION if None in decisions else frozenset(decision for decision in decisions if decision)
