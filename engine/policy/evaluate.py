"""Evaluates a policy of the environment: the whole tree, also what the deciding child made superfluous.

A tree is read once for each environment (`compiling.py`); evaluating it only looks attributes up and compares.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.memo import keep
from engine.policy.attributes import Attributes
from engine.policy.combining import DENY, NOT_APPLICABLE, PERMIT, plain
from engine.policy.compiling import compiled_policy
from engine.policy.policy_result import PolicyResult as PolicyResult
from engine.policy.results import can_be_kept, most_of, values_of
from engine.policy.shapes import Shape, filled, skeleton_of
from engine.policy.tree import Head, Node, render, shown_decision

if TYPE_CHECKING:
    from engine.environment.model import Environment
    from engine.policy.compiling import CompiledTree

SOUND = frozenset({PERMIT, DENY, NOT_APPLICABLE})
"""Decisions in which neither an error nor a missing fact has a part: they follow from outcomes alone."""


def evaluate_policy(name: str, environment: Environment, attributes: Attributes) -> PolicyResult:
    """Judges the policy of this name. Never raises: what cannot be judged is not known, and `unknown` says why."""
    compiled = compiled_policy(name, environment)
    if compiled is None:
        head = Head("policy", name, environment.policy_by_name[name].combine)
        tree, _ = render(Node(head, frozenset({NOT_APPLICABLE})))
        return PolicyResult(decision=NOT_APPLICABLE, possible=frozenset(), tree=tree | {"enabled": False})
    values = values_of(attributes, compiled.names)
    result = compiled.results.get(values)
    if result is None:
        result = _judge(compiled, attributes)
        if result.decision in SOUND and can_be_kept(values):
            keep(compiled.results, values, result, most_of(compiled.shapes.size))
    return result


def _judge(compiled: CompiledTree, attributes: Attributes) -> PolicyResult:
    judged = [condition.judge(attributes) for condition in compiled.conditions]
    vector = tuple([one.outcomes for one in judged])
    shape = compiled.shapes.by_vector.get(vector)
    if shape is not None:
        return PolicyResult(shape.decision, shape.possible, filled(shape.skeleton, judged), shape.created)
    node = compiled.root.judge(judged, {})
    tree, created = render(node)
    decision, _ = shown_decision(node.possible)
    if decision is not None and decision in SOUND:
        skeleton = skeleton_of(tree, compiled.root.places)
        compiled.shapes.remember(vector, Shape(decision, plain(node.possible), skeleton, created))
    return PolicyResult(
        decision=decision,
        possible=plain(node.possible),
        tree=tree,
        created=created,
        unknown=() if decision else tuple(dict.fromkeys(node.unknown())),
        errors=() if decision in SOUND else tuple(dict.fromkeys(node.errors())),
    )
