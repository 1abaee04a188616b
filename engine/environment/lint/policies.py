"""Policies that can only decide one way, and parts of them that are never asked.

Decisions are computed with every condition free to hold or not, unless it contradicts itself, and combined as the
engine combines them: what is not among them cannot be decided.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.environment.lint.constant import outcomes_of
from engine.environment.lint.found import Found, note, warning
from engine.environment.positions import Path
from engine.environment.problems import quoted
from engine.policy.combining import (
    ANY,
    DENY,
    INDETERMINATE,
    NOT_APPLICABLE,
    PERMIT,
    Decisions,
    plain,
    possible_decisions,
    settle,
)
from engine.policy.compiling import DEEPEST, decisions_of_policy, decisions_of_rule, offered_by_policy
from engine.policy.conditions import ConditionProblem, compile_condition
from engine.policy.judging import EITHER, TRUE, Outcomes

if TYPE_CHECKING:
    from engine.environment.model import ApiService, Environment, Operation, Policy

RULED: Decisions = frozenset({PERMIT, DENY})
"""What the built-in rules of an operation may decide."""


class Judged(NamedTuple):
    """What a policy may decide, what its parent combines, and which of its enabled parts are asked."""

    possible: Decisions
    offered: Decisions
    reached: tuple[bool | None, ...] = ()


class Trees:
    """The policies of one environment, each judged once."""

    def __init__(self, environment: Environment) -> None:
        self.environment = environment
        self.judged: dict[str, Judged] = {}
        self.free = Judged(ANY[environment.semantics], ANY[environment.semantics])

    def decisions(self, name: str | None) -> Decisions | None:
        """What a policy may decide; None where there is none of this name, or it is disabled."""
        policy = self.environment.policy_by_name.get(name or "")
        return plain(self.policy(policy, 0).possible) if policy and policy.enabled else None

    def policy(self, policy: Policy, depth: int) -> Judged:
        """One policy with all that is below it. A circle, and what is too deep, may decide anything."""
        if policy.name not in self.judged:
            if depth > DEEPEST:
                return self.free
            self.judged[policy.name] = self.free
            self.judged[policy.name] = self._judge(policy, depth)
        return self.judged[policy.name]

    def _judge(self, policy: Policy, depth: int) -> Judged:
        semantics = self.environment.semantics
        parts = [
            (decided := decisions_of_rule(rule.effect, semantics, outcomes_at(rule.when)), decided)
            for rule in policy.rules
            if rule.enabled
        ]
        for name in policy.children:
            child = self.environment.policy_by_name.get(name)
            if child is None or child.enabled:
                inner = self.policy(child, depth + 1) if child else self.free
                parts.append((inner.possible, inner.offered))
        asks = semantics == "xacml" and policy.combine == "only-one-applicable"
        settled = settle(policy.combine, [part[asks] for part in parts], semantics)
        own = outcomes_at(policy.when)
        possible = decisions_of_policy(semantics, own, settled.possible)
        offered = offered_by_policy(own, settled.possible) if semantics == "xacml" else possible
        return Judged(possible, offered, settled.reached)


def outcomes_at(when: Mapping[str, Any] | None) -> Outcomes:
    """What a condition as written may come to; anything where it cannot be read."""
    if when is None:
        return outcomes_of(None)
    try:
        return outcomes_of(compile_condition(when))
    except ConditionProblem:
        return EITHER


def check_decisions(environment: Environment) -> Iterator[Found]:
    """Policies that never permit or never deny: those of services and operations, and those that nothing names."""
    trees = Trees(environment)
    places = {policy.name: at for at, policy in enumerate(environment.policies)}
    answers = [
        name
        for service in environment.api_services
        for name in (service.response_policy, *(operation.response_policy for operation in service.operations))
        if name
    ]
    uses = _uses(environment, trees)
    elsewhere = {*uses, *answers, *(child for policy in environment.policies for child in policy.children)}
    unused = [policy.name for policy in environment.policies if policy.name not in elsewhere]
    for name in dict.fromkeys([*uses, *answers, *unused]):
        own = trees.decisions(name)
        if own is None or name not in places:
            continue
        path: Path = ("policies", places[name], "combine")
        if PERMIT not in own:
            refused = any(name in names for names in (uses, answers)) and not any(uses.get(name, ()))
            yield _never_permits(name, path, own, refused=refused)
        elif DENY not in own:
            has_statements = _has_statements(environment, name)
            asked = name in uses or name not in answers
            yield from _never_denies(name, path, own, has_statements, is_asked_before=asked)


def _never_permits(name: str, path: Path, own: Decisions, *, refused: bool) -> Found:
    says = " or ".join(sorted(own - {INDETERMINATE})) or INDETERMINATE
    summary = f"{quoted(name)} can never permit: whatever the request is, it says {says}"
    summary += ", and the call is refused" if refused else "; only what stands beside it permits"
    fix = "add a rule that permits, or another `combine`"
    return (warning if refused else note)("policies.never_permits", path, summary, fix)


def _never_denies(
    name: str, path: Path, own: Decisions, has_statements: bool, *, is_asked_before: bool
) -> Iterator[Found]:
    fix = "add a rule that denies, or leave the policy out"
    if NOT_APPLICABLE in own and is_asked_before:
        summary = f"{quoted(name)} can never deny: where no rule of it applies, what stands beside it decides"
        yield note("policies.never_denies", path, summary, fix)
    elif not has_statements:
        yield warning("policies.never_denies", path, f"{quoted(name)} can never deny, so it keeps nobody out", fix)
    elif is_asked_before:
        yield note("policies.never_denies", path, f"{quoted(name)} can never deny: it only adds its statements", fix)


def _has_statements(environment: Environment, name: str) -> bool:
    """Whether a policy, or one below it, has statements."""
    known, seen, waiting = environment.policy_by_name, set(), [name]
    while waiting:
        policy = known.get(waiting.pop())
        if policy is None or policy.name in seen:
            continue
        if policy.statements or any(rule.statements for rule in policy.rules):
            return True
        seen.add(policy.name)
        waiting.extend(policy.children)
    return False


def _uses(environment: Environment, trees: Trees) -> dict[str, list[bool]]:
    """The policies that are asked before a call goes through: for each use, whether the call can be permitted."""
    uses: dict[str, list[bool]] = {}
    for service in environment.api_services:
        if service.custom_policies is False:
            continue
        operations: tuple[Operation | None, ...] = service.operations or (None,)
        for operation in operations:
            permitted = _can_permit(trees, service, operation)
            for name in (service.policy, operation.policy if operation else None):
                if name:
                    uses.setdefault(name, []).append(permitted)
    return uses


def _can_permit(trees: Trees, service: ApiService, operation: Operation | None) -> bool:
    rules = RULED if operation and operation.has_rules else None
    own = trees.decisions(operation.policy) if operation else None
    return PERMIT in possible_decisions(rules, trees.decisions(service.policy), own)


def check_parts(environment: Environment) -> Iterator[Found]:
    """Rules and children that are never asked, and conditions that never hold."""
    trees = Trees(environment)
    for at, policy in enumerate(environment.policies):
        if not policy.enabled:
            continue
        yield from _conditions(policy, at)
        judged = trees.policy(policy, 0)
        if plain(judged.possible) <= {NOT_APPLICABLE, INDETERMINATE} and TRUE in outcomes_at(policy.when):
            summary = f"{quoted(policy.name)} has nothing that could decide, so it never applies"
            yield warning(
                "policies.never_applies", ("policies", at, "combine"), summary, "add rules, or leave the policy out"
            )
        yield from _unreached(environment, policy, at, judged)


def _conditions(policy: Policy, at: int) -> Iterator[Found]:
    conditions: list[tuple[str, Mapping[str, Any] | None, Path]] = [
        (policy.name, policy.when, ("policies", at, "when"))
    ]
    for order, rule in enumerate(policy.rules):
        if rule.enabled:
            conditions.append((rule.name, rule.when, ("policies", at, "rules", order, "when")))
    for name, when, path in conditions:
        outcomes = outcomes_at(when)
        if TRUE not in outcomes:
            summary = f"the condition of {quoted(name)} contradicts itself: it never holds"
            fix = "compare with values that one request can have together"
            yield warning("policies.never_applies", path, summary, fix)


def _unreached(environment: Environment, policy: Policy, at: int, judged: Judged) -> Iterator[Found]:
    known = environment.policy_by_name
    parts: list[tuple[str, Mapping[str, Any] | None, Path]] = []
    for order, rule in enumerate(policy.rules):
        if rule.enabled:
            parts.append((rule.name, rule.when, ("policies", at, "rules", order, "name")))
    for order, name in enumerate(policy.children):
        if name not in known or known[name].enabled:
            parts.append((name, None, ("policies", at, "children", order)))
    said: dict[str, str] = {}
    fix = f"put it before what decides, or change the `combine` of {quoted(policy.name)}"
    for (name, when, path), reached in zip(parts, judged.reached, strict=False):
        same = said.setdefault(repr(when), name) if when is not None and policy.combine == "first-applicable" else name
        if reached is False:
            summary = (
                f"{quoted(name)} is never asked: what stands before it in {quoted(policy.name)} has always decided"
            )
            yield warning("policies.rule_shadowed", path, summary, fix)
        elif same != name:
            summary = f"{quoted(name)} never decides: {quoted(same)} has the same condition and stands before it"
            yield warning("policies.rule_shadowed", path, summary, fix)
