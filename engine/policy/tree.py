"""The evaluated tree: its nodes, why they came out so, and how they are shown in the trace."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from engine.policy.attributes import NotKnown
from engine.policy.combining import INDETERMINATE, Decisions, deciding, decision_of, reached
from engine.policy.judging import TRUE, Judged
from engine.policy.statements import FiredStatement, attaches, is_created

if TYPE_CHECKING:
    from engine.environment.model import Statement


@dataclass(frozen=True, slots=True)
class Node:
    """A policy or a rule with the decisions it may come to. `label` is its combining algorithm or its effect.

    `problem` and `missing` are set where it could not be judged at all.
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
    size: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "size", 1 + sum(child.size for child in self.children))

    def unknown(self) -> Iterator[NotKnown]:
        """The missing facts that keep this node's decision open."""
        if len(self.possible) < 2:
            return
        yield from self.missing
        if self.condition:
            yield from self.condition.unknown
        for child, is_reached in zip(self.children, self.reaches(), strict=True):
            if is_reached is not False:
                yield from child.unknown()

    def errors(self) -> Iterator[str]:
        """The evaluation errors that make this node indeterminate, or may."""
        if self.problem:
            yield self.problem
        if INDETERMINATE not in self.possible:
            return
        if self.condition:
            yield from (f"{self.kind} `{self.name}`: {error}" for error in self.condition.errors)
        for child, is_reached in zip(self.children, self.reaches(), strict=True):
            if is_reached is not False:
                yield from child.errors()

    def reaches(self) -> tuple[bool | None, ...]:
        """Which children are evaluated; None where that is not known."""
        if not self.children:
            return ()
        outcomes = self._outcomes()
        down = reached(self.label or "", [child.possible for child in self.children])
        above = None if len(outcomes) > 1 and TRUE in outcomes else outcomes == {TRUE}
        return tuple(_both(above, answer) for answer in down)

    def decides(self) -> frozenset[int]:
        """Places of the children that determined this node's decision; empty where its condition did."""
        if not self.children or self._outcomes() != {TRUE}:
            return frozenset()
        return deciding(self.label or "", [child.possible for child in self.children])

    def _outcomes(self) -> frozenset[str]:
        return self.condition.outcomes if self.condition else frozenset({TRUE})


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a node stands: names from the root, and whether all decisions up to the root are one."""

    path: tuple[str, ...] = ()
    decides: bool = True
    is_reached: bool | None = True
    agrees_with: str | None = None


def render(root: Node) -> tuple[dict[str, Any], tuple[FiredStatement, ...]]:
    """The tree as data, and the statements that its nodes created, the deepest first."""
    created: list[FiredStatement] = []
    final = decision_of(root.possible)
    tree = _render(root, _Place(agrees_with=final), final, created)
    return tree, tuple(created)


def _render(node: Node, place: _Place, final: str | None, created: list[FiredStatement]) -> dict[str, Any]:
    decision = decision_of(node.possible)
    agrees = decision is not None and decision == place.agrees_with
    path = (*place.path, node.name)
    deciders = node.decides()
    below = decision if agrees else None
    shown: dict[str, Any] = {
        "kind": node.kind,
        "name": node.name,
        "combine" if node.kind == "policy" else "effect": node.label,
        "decision": decision,
        "decides": place.decides,
        "statements": [],
        "condition": node.condition.node if node.condition else None,
        "children": [
            _render(child, _Place(path, number in deciders, _both(place.is_reached, is_reached), below), final, created)
            for number, (child, is_reached) in enumerate(zip(node.children, node.reaches(), strict=True))
        ],
    }  # fmt: skip
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
