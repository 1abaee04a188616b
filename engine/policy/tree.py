"""The evaluated tree: its nodes, why they came out so, and how they are shown in the trace."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec import Struct

from engine.models.statement import FiredStatement
from engine.policy.attributes import NotKnown
from engine.policy.combining import EXTENDED, INDETERMINATE, Decisions, Semantics, Settled, decision_of, plain, settle
from engine.policy.judging import ERROR, HOLDS, TRUE, Judged
from engine.policy.statements import attaches, is_created

if TYPE_CHECKING:
    from engine.environment.model import Statement

ALONE = Settled(frozenset(), frozenset(), ())


class Head(Struct, frozen=True):
    """What a policy or a rule is before it is judged. `label` is its combining algorithm or its effect.

    `problem` and `missing` are set where it can not be judged at all.
    """

    kind: str
    name: str
    label: str | None
    statements: tuple[Statement, ...] = ()
    semantics: Semantics = "pingone"
    problem: str | None = None
    missing: tuple[NotKnown, ...] = ()


class Node(NamedTuple):
    """A policy or a rule with the decisions it may come to, and what its children come to.

    `offered` is what a parent combines, where that is not `possible`.
    """

    head: Head
    possible: Decisions
    condition: Judged | None = None
    children: tuple[Node, ...] = ()
    settled: Settled = ALONE
    offered: Decisions | None = None

    def unknown(self, offered: Decisions | None = None) -> Iterator[NotKnown]:
        """The missing facts that keep this node's decision open, or what it offers to its parent."""
        if len(offered or self.possible) < 2:
            return
        yield from self.head.missing
        if self.condition:
            yield from self.condition.unknown
        for child, is_reached in zip(self.children, self._counts(), strict=True):
            if is_reached is not False:
                yield from child.unknown(child.offered if asks_targets(self.head) else None)

    def errors(self, offered: Decisions | None = None) -> Iterator[str]:
        """The evaluation errors that make this node, or what it offers to its parent, indeterminate, or may."""
        if self.head.problem:
            yield self.head.problem
        if INDETERMINATE not in plain(offered or self.possible):
            return
        if self.condition:
            yield from (f"{self.head.kind} `{self.head.name}`: {error}" for error in self.condition.errors)
        for child, is_reached in zip(self.children, self._counts(), strict=True):
            if is_reached is not False:
                yield from child.errors(child.offered if asks_targets(self.head) else None)

    def reaches(self) -> tuple[bool | None, ...]:
        """Which children are evaluated; None where that is not known."""
        if self.condition is None or self.condition.outcomes == HOLDS:
            return self.settled.reached
        open_target = TRUE in self.condition.outcomes
        return tuple(_both(None if open_target else False, answer) for answer in self.settled.reached)

    def _counts(self) -> tuple[bool | None, ...]:
        """Which children the decision may depend on: in XACML also below a condition that is an error (table 7)."""
        error = self.condition is not None and self.condition.outcomes >= ERROR
        return self.settled.reached if error and self.head.semantics == "xacml" else self.reaches()

    def decides(self) -> frozenset[int]:
        """Places of the children that determined this node's decision; empty where its condition did."""
        if self.condition is None or self.condition.outcomes == HOLDS:
            return self.settled.deciding
        return frozenset()


def asks_targets(head: Head) -> bool:
    """Whether it is asked which children apply, before what they decide (XACML 3.0 Appendix C.9)."""
    return head.label == "only-one-applicable" and head.semantics == "xacml"


def settle_children(head: Head, children: tuple[Node, ...]) -> Settled:
    """What the children come to by the algorithm of their parent."""
    if asks_targets(head):
        return settle(head.label or "", [child.offered or child.possible for child in children], head.semantics)
    return settle(head.label or "", [child.possible for child in children], head.semantics)


def render(root: Node) -> tuple[dict[str, Any], tuple[FiredStatement, ...]]:
    """The tree as data, and the statements that its nodes created, the deepest first."""
    final, _ = shown_decision(root.possible)
    rendering = _Rendering(final, [], [])
    tree = rendering.node(root, True, True, final)
    return tree, tuple(rendering.created)


@lru_cache(maxsize=256)
def shown_decision(possible: Decisions) -> tuple[str | None, str | None]:
    """The decision as it is seen from outside, and what an indeterminate one of XACML might have been."""
    decision = decision_of(plain(possible))
    return decision, EXTENDED.get(decision_of(possible) or "")


class _Rendering(Struct):
    """One way down a tree: the names on it, and the statements created so far."""

    final: str | None
    created: list[FiredStatement]
    path: list[str]

    def node(self, node: Node, decides: bool, is_reached: bool | None, agrees_with: str | None) -> dict[str, Any]:
        """The node as data. `agrees_with` is the decision of all nodes above, None where they are not one."""
        head, condition = node.head, node.condition
        decision, might_be = shown_decision(node.possible)
        agrees = decision is not None and decision == agrees_with
        self.path.append(head.name)
        shown: dict[str, Any] = {
            "kind": head.kind,
            "name": head.name,
            "combine" if head.kind == "policy" else "effect": head.label,
            "decision": decision,
            "decides": decides,
            "statements": [],
            "condition": condition.node if condition else None,
            "children": self._children(node, is_reached, decision if agrees else None) if node.children else [],
        }
        if might_be:
            shown["might_be"] = might_be
        if head.problem:
            shown["error"] = head.problem
        if is_reached is not True:
            shown["reached"] = is_reached
        if head.statements:
            shown["statements"] = [self._statement(one, decision, agrees, is_reached) for one in head.statements]
        self.path.pop()
        return shown

    def _children(self, node: Node, is_reached: bool | None, agrees_with: str | None) -> list[dict[str, Any]]:
        deciding = node.decides()
        return [
            self.node(child, place in deciding, _both(is_reached, below), agrees_with)
            for place, (child, below) in enumerate(zip(node.children, node.reaches(), strict=True))
        ]

    def _statement(
        self, statement: Statement, decision: str | None, agrees: bool, is_reached: bool | None
    ) -> dict[str, Any]:
        fires = False
        if is_reached and decision is not None and is_created(statement.on, decision):
            fired = FiredStatement(
                name=statement.name, code=statement.code, payload=statement.payload, to=statement.to,
                obligatory=statement.obligatory, attach=statement.attach, path=tuple(self.path), decision=decision,
                path_agrees=agrees,
            )  # fmt: skip
            self.created.append(fired)
            fires = attaches(fired, self.final)
        return {"name": statement.name, "code": statement.code, "fired": fires}


def _both(above: bool | None, below: bool | None) -> bool | None:
    if above is True:
        return below
    return False if above is False or below is False else None
