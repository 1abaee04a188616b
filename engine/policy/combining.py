"""The six combining algorithms in both semantics, over decisions that may not be known yet.

A child's result is the set of decisions that it may still come to. Combining sets gives every decision that some
way of settling the children gives, each child on its own; the cost is linear in the number of children, because
each algorithm is a fold that keeps one decision.

`pingone`: an indeterminate child counts as one plain decision, as PingOne documents it. `xacml`: XACML 3.0 Appendix C,
where an indeterminate child is known by what it might have been, a deny, a permit or either.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import combinations
from types import NoneType
from typing import Literal, NamedTuple

from msgspec import Struct

PERMIT, DENY, NOT_APPLICABLE, INDETERMINATE = "PERMIT", "DENY", "NOT_APPLICABLE", "INDETERMINATE"
INDETERMINATE_D, INDETERMINATE_P, INDETERMINATE_DP = "INDETERMINATE{D}", "INDETERMINATE{P}", "INDETERMINATE{DP}"
EMPTY = "EMPTY"
"""For `only-one-applicable` of XACML: a policy whose target applies, and which then comes to no decision."""

Decisions = frozenset[str]
Semantics = Literal["pingone", "xacml"]
EXTENDED: Mapping[str, str] = {INDETERMINATE_D: "D", INDETERMINATE_P: "P", INDETERMINATE_DP: "DP"}
"""The three kinds of indeterminate inside a tree of XACML semantics, and what each might have been."""
ANY_DECISION: Decisions = frozenset({PERMIT, DENY, NOT_APPLICABLE, INDETERMINATE})
ALONE: Mapping[str, Decisions] = {decision: frozenset({decision}) for decision in ANY_DECISION}
"""Each decision as the only possible one."""
ANY: Mapping[Semantics, Decisions] = {
    "pingone": ANY_DECISION,
    "xacml": frozenset({PERMIT, DENY, NOT_APPLICABLE, *EXTENDED}),
}
"""Every decision of a node inside a tree."""
Part = str | Iterable[str | None] | None
PLAIN = (str, frozenset, NoneType)
"""Parts of a decision by which the decision can be remembered."""
REMEMBERED = 12
"""Children of a node up to which the outcome of their decisions is remembered."""


class Algorithm(Struct, frozen=True):
    """A fold: the decision so far and the next child's give the new one. `stops` are children that end it at once."""

    start: str
    step: Callable[[str, str], str]
    stops: Decisions


class Settled(NamedTuple):
    """What children come to: the decisions, the places of those that determined it, and which are evaluated."""

    possible: Decisions
    deciding: frozenset[int]
    reached: tuple[bool | None, ...]


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


def _overrides(wins: str, error: str, loses: str, lost_error: str) -> Callable[[str, str], str]:
    """Appendix C.2 and C.4: an error counts for what it might have been, so only some errors can be outvoted."""
    without_errors = _ranked(NOT_APPLICABLE, lost_error, loses, wins)

    def step(so_far: str, child: str) -> str:
        pair = (so_far, child)
        if wins in pair:
            return wins
        if INDETERMINATE_DP in pair:
            return INDETERMINATE_DP
        if error in pair:
            return error if all(one in (error, NOT_APPLICABLE) for one in pair) else INDETERMINATE_DP
        return without_errors(so_far, child)

    return step


def _untracked(step: Callable[[str, str], str]) -> Callable[[str, str], str]:
    """Appendix C.1: what an algorithm that does not track kinds of indeterminate gives may have been either."""

    def stepped(so_far: str, child: str) -> str:
        found = step(so_far, child)
        return INDETERMINATE_DP if found == INDETERMINATE or found in EXTENDED else found

    return stepped


UNLESS: Mapping[str, Algorithm] = {
    "deny-unless-permit": Algorithm(DENY, _unless(PERMIT), frozenset({PERMIT})),
    "permit-unless-deny": Algorithm(PERMIT, _unless(DENY), frozenset({DENY})),
}
PINGONE: Mapping[str, Algorithm] = {
    "deny-overrides": Algorithm(
        NOT_APPLICABLE, _ranked(NOT_APPLICABLE, PERMIT, INDETERMINATE, DENY), frozenset({DENY})
    ),
    "permit-overrides": Algorithm(
        NOT_APPLICABLE, _ranked(NOT_APPLICABLE, DENY, INDETERMINATE, PERMIT), frozenset({PERMIT})
    ),
    "first-applicable": Algorithm(NOT_APPLICABLE, _first, ANY["pingone"] - {NOT_APPLICABLE}),
    "only-one-applicable": Algorithm(NOT_APPLICABLE, _only_one, frozenset()),
    **UNLESS,
}
XACML: Mapping[str, Algorithm] = {
    "deny-overrides": Algorithm(
        NOT_APPLICABLE, _overrides(DENY, INDETERMINATE_D, PERMIT, INDETERMINATE_P), frozenset({DENY})
    ),
    "permit-overrides": Algorithm(
        NOT_APPLICABLE, _overrides(PERMIT, INDETERMINATE_P, DENY, INDETERMINATE_D), frozenset({PERMIT})
    ),
    "first-applicable": Algorithm(NOT_APPLICABLE, _untracked(_first), ANY["xacml"] - {NOT_APPLICABLE}),
    "only-one-applicable": Algorithm(NOT_APPLICABLE, _untracked(_only_one), frozenset()),
    **UNLESS,
}
ALGORITHMS: Mapping[Semantics, Mapping[str, Algorithm]] = {"pingone": PINGONE, "xacml": XACML}


def combine(name: str, children: Iterable[Decisions], semantics: Semantics = "pingone") -> Decisions:
    """Every decision that the algorithm may come to. KeyError for an unknown name."""
    possible: Decisions = frozenset({ALGORITHMS[semantics][name].start})
    for child in children:
        possible = _stepped(semantics, name, possible, child)
    return frozenset(map(_ended, possible)) if EMPTY in possible else possible


@lru_cache(maxsize=4096)
def _stepped(semantics: Semantics, name: str, so_far: Decisions, child: Decisions) -> Decisions:
    step = ALGORITHMS[semantics][name].step
    return frozenset(step(before, decision) for before in so_far for decision in child)


def _ended(decision: str) -> str:
    return NOT_APPLICABLE if decision == EMPTY else decision


@lru_cache(maxsize=256)
def plain(possible: Decisions) -> Decisions:
    """The decisions as they are seen outside of a tree: an indeterminate of any kind is indeterminate."""
    return frozenset(INDETERMINATE if one in EXTENDED else one for one in possible)


def decision_of(possible: Decisions) -> str | None:
    """The one decision, or None where several are possible (or none is there)."""
    return next(iter(possible)) if len(possible) == 1 else None


def settle(name: str, children: Sequence[Decisions], semantics: Semantics = "pingone") -> Settled:
    """All that is to be said of children's decisions; remembered, since few vectors of decisions occur."""
    if len(children) > REMEMBERED:
        return _settle(name, tuple(children), semantics)
    return _settled(name, tuple(children), semantics)


def _settle(name: str, children: tuple[Decisions, ...], semantics: Semantics) -> Settled:
    possible = combine(name, children, semantics)
    return Settled(possible, deciding(name, children, semantics), reached(name, children, semantics))


_settled = lru_cache(maxsize=2048)(_settle)


def deciding(name: str, children: Sequence[Decisions], semantics: Semantics = "pingone") -> frozenset[int]:
    """Places of the children that determined the decision.

    Empty where it is not known, and where it is what the algorithm says when no child says otherwise.
    """
    decision = decision_of(combine(name, children, semantics))
    if decision is None or decision == ALGORITHMS[semantics][name].start:
        return frozenset()
    if name == "only-one-applicable":
        return frozenset(place for place, child in enumerate(children) if NOT_APPLICABLE not in child)
    firsts: dict[Decisions, int] = {}
    for place, child in enumerate(children):
        if len(child) == 1:
            firsts.setdefault(child, place)
    for count in (1, 2):  # two at most: in XACML a permit and an error that might have been a deny
        for places in combinations(firsts.values(), count):
            if combine(name, (children[place] for place in places), semantics) == {decision}:
                return frozenset(places)
    return frozenset()


def reached(name: str, children: Sequence[Decisions], semantics: Semantics = "pingone") -> tuple[bool | None, ...]:
    """Which children are evaluated before the algorithm stops; None where that is not known."""
    stops = ALGORITHMS[semantics][name].stops
    answers: list[bool | None] = []
    still: bool | None = True
    for child in children:
        answers.append(still)
        if child <= stops:
            still = False
        elif still and child & stops:
            still = None
    return tuple(answers)


def combine_decisions(rules: Part, service_policy: Part, operation_policy: Part) -> str | None:
    """The decision on a request, of its built-in rules, the service's policy and the operation's policy, in this order.

    Each part is a decision, a set of possible ones (None in it: any), or None or an empty set where there is no such
    part. Combined by deny-overrides as PingOne documents it, whatever the semantics inside trees; PERMIT where there is
    no part at all. None where it is not known.
    """
    if isinstance(service_policy, PLAIN) and isinstance(operation_policy, PLAIN) and isinstance(rules, PLAIN):
        return _combined(rules, service_policy, operation_policy)
    return decision_of(possible_decisions(rules, service_policy, operation_policy))


@lru_cache(maxsize=256)
def _combined(*parts: Part) -> str | None:
    return decision_of(possible_decisions(*parts))


def possible_decisions(*parts: Part) -> Decisions:
    """Every decision that `combine_decisions` may come to."""
    present = [part for part in map(_possible, parts) if part]
    return settle("deny-overrides", present).possible if present else ALONE[PERMIT]


def _possible(part: Part) -> Decisions:
    if isinstance(part, str):
        return ALONE[part]
    if isinstance(part, frozenset) and part <= ANY_DECISION:
        return part
    decisions = frozenset(part or ())
    return ANY_DECISION if None in decisions else frozenset(decision for decision in decisions if decision)
