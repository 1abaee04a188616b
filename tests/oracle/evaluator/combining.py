"""The six combining algorithms, as PingOne documents them and as XACML 3.0 (Appendix C) defines them."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

PERMIT, DENY, NOTHING = "PERMIT", "DENY", "NOT_APPLICABLE"
ERROR, ERROR_P, ERROR_D = "INDETERMINATE", "INDETERMINATE{P}", "INDETERMINATE{D}"
"""`INDETERMINATE` alone is XACML's Indeterminate{DP}. PingOne knows only one."""


class Child(NamedTuple):
    """What one rule or policy came to, and whether its condition held (None: an error)."""

    decision: str
    applies: bool | None = True


def plain(decision: str) -> str:
    """A decision as the outside knows it."""
    return decision.partition("{")[0]


def combine(algorithm: str, children: list[Child], semantics: str) -> str:
    """The decision of some children, in order."""
    table = PINGONE if semantics == "pingone" else XACML
    if semantics == "pingone":
        children = [Child(plain(decision), applies) for decision, applies in children]
    return table[algorithm](children)


def _decisions(children: list[Child]) -> list[str]:
    return [child.decision for child in children]


def _first_of(*order: str) -> Callable[[list[Child]], str]:
    """Whichever of these decisions occurs, the first in this order; none: NOT_APPLICABLE."""
    return lambda children: next((one for one in order if one in _decisions(children)), NOTHING)


def _unless(wanted: str, otherwise: str) -> Callable[[list[Child]], str]:
    return lambda children: wanted if wanted in _decisions(children) else otherwise


def _first_applicable(children: list[Child]) -> str:
    return next((one for one in _decisions(children) if one != NOTHING), NOTHING)


def _only_one(children: list[Child]) -> str:
    applicable = [one for one in _decisions(children) if one != NOTHING]
    return ERROR if len(applicable) > 1 else applicable[0] if applicable else NOTHING


def _xacml_only_one(children: list[Child]) -> str:
    """C.9: what applies is said by the targets alone."""
    if any(child.applies is None for child in children):
        return ERROR
    applicable = [child.decision for child in children if child.applies]
    return ERROR if len(applicable) > 1 else applicable[0] if applicable else NOTHING


def _xacml_overrides(strong: str, weak: str, strong_error: str, weak_error: str) -> Callable[[list[Child]], str]:
    """C.2 and C.3: `strong` is the decision that overrides."""

    def decide(children: list[Child]) -> str:
        seen = set(_decisions(children))
        if strong in seen:
            return strong
        if ERROR in seen or (strong_error in seen and seen & {weak, weak_error}):
            return ERROR
        return next((one for one in (strong_error, weak, weak_error) if one in seen), NOTHING)

    return decide


PINGONE: dict[str, Callable[[list[Child]], str]] = {
    "deny-overrides": _first_of(DENY, ERROR, PERMIT),
    "permit-overrides": _first_of(PERMIT, ERROR, DENY),
    "first-applicable": _first_applicable,
    "only-one-applicable": _only_one,
    "deny-unless-permit": _unless(PERMIT, DENY),
    "permit-unless-deny": _unless(DENY, PERMIT),
}
XACML = {
    **PINGONE,
    "deny-overrides": _xacml_overrides(DENY, PERMIT, ERROR_D, ERROR_P),
    "permit-overrides": _xacml_overrides(PERMIT, DENY, ERROR_P, ERROR_D),
    "only-one-applicable": _xacml_only_one,
}
