"""The evaluated tree: its nodes, why they came out so, and how they are shown in the trace."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.policy.attributes import NotKnown
from engine.policy.combining import EXTENDED, INDETERMINATE, Decisions, Semantics, Settled, decision_of, plain, settle
from engine.policy.judging import ERROR, HOLDS, TRUE, Judged
from engine.policy.statements import FiredStatement, attaches, is_created

if TYPE_CHECKING:
    from engine.environment.model import Statement

ALONE = Settled(frozenset(), frozenset(), ())


@dataclass(slots=True)
class Node:
    """A policy or a rule with the decisions it may come to. `label` is its combining algorithm or its effect.

    `offered` is what a parent combines, where that is not `possible`; `settled` what its own children come to.
    `problem` and `missing` are set where it could not be judged at all. Never changed once it is made; not frozen,
    because every diagnosis makes many.
    """

    kind: str
    name: str
    label: str | None
    possible: Decisions
    condition: Judged | None = None
    children: tuple[Node, ...] = ()
    statements: tuple[Statement, ...] = ()
    problem: str | None = None
    missing: tuple[NotKnown, ...] = ()
    semantics: Semantics = "pingone"
    offered: Decisions | None = None
    settled: Settled = ALONE

    def __post_init__(self) -> None:
        if self.children and self.settled is ALONE:
            self.settled = settle_children(self.label or "", self.children, self.semantics)

    def unknown(self) -> Iterator[NotKnown]:
        """The missing facts that keep this node's decision open."""
        if len(self.possible) < 2:
            return
        yield from self.missing
        if self.condition:
            yield from self.condition.unknown
        for child, is_reached in zip(self.children, self._counts(), strict=True):
            if is_reached is not False:
                yield from child.unknown()

    def errors(self) -> Iterator[str]:
        """The evaluation errors that make this node indeterminate, or may."""
        if self.problem:
            yield self.problem
        if INDETERMINATE not in plain(self.possible):
            return
        if self.condition:
            yield from (f"{self.kind} `{self.name}`: {error}" for error in self.condition.errors)
        for child, is_reached in zip(self.children, self._counts(), strict=True):
            if is_reached is not False:
                yield from child.errors()

    def reaches(self) -> tuple[bool | None, ...]:
        """Which children are evaluated; None where that is not known."""
        if self.condition is None or self.condition.outcomes == HOLDS:
            return self.settled.reached
        open_target = TRUE in self.condition.outcomes
        return tuple(_both(None if open_target else False, answer) for answer in self.settled.reached)

    def _counts(self) -> tuple[bool | None, ...]:
        """Which children the decision may depend on: in XACML also below a condition that is an error (table 7)."""
        error = self.condition is not None and self.condition.outcomes >= ERROR
        return self.settled.reached if error and self.semantics == "xacml" else self.reaches()

    def decides(self) -> frozenset[int]:
        """Places of the children that determined this node's decision; empty where its condition did."""
        if self.condition is None or self.condition.outcomes == HOLDS:
            return self.settled.deciding
        return frozenset()


def settle_children(name: str, children: tuple[Node, ...], semantics: Semantics) -> Settled:
    """What the children come to by this algorithm."""
    if semantics == "xacml" and name == "only-one-applicable":
        return settle(name, [child.offered or child.possible for child in children], semantics)
    return settle(name, [child.possible for child in children], semantics)


class _Place(NamedTuple):
    """Where a node stands: names from the root, and whether all decisions up to the root are one."""

    path: tuple[str, ...] = ()
    decides: bool = True
    is_reached: bool | None = True
    agrees_with: str | None = None


def render(root: Node) -> tuple[dict[str, Any], tuple[FiredStatement, ...]]:
    """The tree as data, and the statements that its nodes created, the deepest first."""
    created: list[FiredStatement] = []
    final, _ = shown_decision(root.possible)
    tree = _render(root, _Place(agrees_with=final), final, created)
    return tree, tuple(created)


@lru_cache(maxsize=256)
def shown_decision(possible: Decisions) -> tuple[str | None, str | None]:
    """The decision as it is seen from outside, and what an indeterminate one of XACML might have been."""
    decision = decision_of(plain(possible))
    return decision, EXTENDED.get(decision_of(possible) or "")


def _render(node: Node, place: _Place, final: str | None, created: list[FiredStatement]) -> dict[str, Any]:
    decision, might_be = shown_decision(node.possible)
    agrees = decision is not None and decision == place.agrees_with
    path = (*place.path, node.name)
    shown: dict[str, Any] = {
        "kind": node.kind,
        "name": node.name,
        "combine" if node.kind == "policy" else "effect": node.label,
        "decision": decision,
        "decides": place.decides,
        "statements": [],
        "condition": node.condition.node if node.condition else None,
        "children": _children(node, place, path, decision if agrees else None, final, created) if node.children else [],
    }
    if might_be:
        shown["might_be"] = might_be
    if node.problem:
        shown["error"] = node.problem
    if place.is_reached is not True:
        shown["reached"] = place.is_reached
    for statement in node.statements:
        fired = _fired(statement, path, decision, agrees) if place.is_reached else None
        if fired:
            created.append(fired)
        shown["statements"].append(
            {"name": statement.name, "code": statement.code, "fired": fired is not None and attaches(fired, final)}
        )
    return shown


def _children(
    node: Node, place: _Place, path: tuple[str, ...], agrees_with: str | None, final: str | None,
    created: list[FiredStatement],
) -> list[dict[str, Any]]:  # fmt: skip
    deciders, above = node.decides(), place.is_reached
    return [
        _render(child, _Place(path, number in deciders, _both(above, is_reached), agrees_with), final, created)
        for number, (child, is_reached) in enumerate(zip(node.children, node.reaches(), strict=True))
    ]


def _fired(statement: Statement, path: tuple[str, ...], decision: str | None, agrees: bool) -> FiredStatement | None:
    if decision is None or not is_created(statement.on, decision):
        return None
    return FiredStatement(
        name=statement.name, code=statement.code, payload=statement.payload, to=statement.to,
        obligatory=statement.obligatory, attach=statement.attach, path=path, decision=decision, path_agrees=agrees,
    )  # fmt: skip


def _both(above: bool | None, below: bool | None) -> bool | None:
    if above is False or below is False:
        return False
    return None if above is None or below is None else True
