"""What one policy decides."""

from __future__ import annotations

from typing import Any, NamedTuple

from engine.models.statement import FiredStatement
from engine.policy.attributes import NotKnown
from engine.policy.combining import Decisions
from engine.policy.statements import attaches


class PolicyResult(NamedTuple):
    """What one policy decides.

    `decision` is None where it is not known; `possible` then holds several, and `unknown` the attributes that
    would settle it. `possible` is empty (and `decision` NOT_APPLICABLE) for a disabled policy, as if it were not
    there. `tree` is the node of the trace (design: policy). `created` are the statements that nodes made, whether
    or not they attach to the end; `statements` those that do if this policy alone decides.
    """

    decision: str | None
    possible: Decisions
    tree: dict[str, Any]
    created: tuple[FiredStatement, ...] = ()
    unknown: tuple[NotKnown, ...] = ()
    errors: tuple[str, ...] = ()

    @property
    def statements(self) -> tuple[FiredStatement, ...]:
        """The statements that fire where this policy's decision is the final one."""
        return tuple(statement for statement in self.created if attaches(statement, self.decision))
