"""Stage `policy`: what does the policy tree decide?

Rules, the service's policy and the operation's policy are combined by deny-overrides. A rule that fails is the stage
before; here it is taken as permitted, so that what would refuse next is seen at once.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from msgspec import Struct, field

from engine.findings import with_step
from engine.memo import by_identity, keep
from engine.models.question import Answer, Known, Question
from engine.policy import QuestionAttributes, carry_out, combine_decisions, evaluate_policy, request_message
from engine.policy.answers import (
    ANSWERS,
    DENIED_BY_RULE,
    NOTHING_PERMITS,
    deciding_path,
    joined_tree,
)
from engine.policy.compiling import compiled_policy
from engine.policy.explain import explain_decision
from engine.policy.results import Values, can_be_kept, most_of, values_of
from engine.shown import redacted
from engine.stages.notes import Notes, all_skipped

if TYPE_CHECKING:
    from engine.environment.model import ApiService, Environment
    from engine.models.statement import FiredStatement
    from engine.models.trace import Check
    from engine.policy import Attributes, PolicyResult

CHECK = "policy.decision"
MOST = 512
"""Pairs of policies, of a service and of an operation, of which answers are remembered for each environment."""
Names = tuple[str | None, str | None]

BY_OUTCOME = {"passed": "PERMIT", "failed": "DENY"}
"""What an access rule decides, by the outcome of its check."""


def check_policy(question: Question, known: Known) -> Answer:
    """Evaluates the policies; teaches `decision`, `policy` (the whole tree), `denied` and `changes`."""
    if known.preflight:
        return all_skipped(CHECK, "a preflight carries no token by design")
    if known.endpoint != "api":
        return all_skipped(CHECK, "no policy applies here")
    notes = Notes("policy", question)
    if known.service is None or question.environment is None:
        if known.closed:
            notes.skipped(CHECK, "no API service matched, so no policy applies")
        else:
            notes.unknown(CHECK, "the API's policies are not known")
        return notes.answer()
    if question.exchange.request is None:
        notes.unknown(CHECK, "without a request no policy can be judged")
        return notes.answer()
    return _evaluate(notes, known, known.service, question.environment)


def policy_names(notes: Notes, known: Known, service: ApiService) -> Names:
    """The service's and the operation's policy, where custom policies are judged at all."""
    names = service.policy, known.operation.policy if known.operation else None
    if any(names) and service.custom_policies is False:
        notes.assume(f"custom policies are off for {service.name}; its policy is not judged")
        return None, None
    return names


def _evaluate(notes: Notes, known: Known, service: ApiService, environment: Environment) -> Answer:
    names = policy_names(notes, known, service)
    rules = "PERMIT" if known.operation is not None and known.operation.has_rules else None
    if not any(names):
        notes.learn(decision=known.rules_decision if rules else "PERMIT")
        off = service.custom_policies is False and (service.policy or (known.operation and known.operation.policy))
        notes.skipped(
            CHECK, f"custom policies are off: {off} is not judged" if off else f"{service.name} has no policy"
        )
        return notes.answer()
    attributes = QuestionAttributes(notes.question, known)
    permitted = _permitted(environment)(names)
    values = values_of(attributes, permitted.attributes)
    held = permitted.answers.get((id(known.rules_checks), values))
    if held is not None:
        return held[0]
    results = [evaluate_policy(name, environment, attributes) if name else None for name in names]
    judged = [result for result in results if result is not None]
    decision = combine_decisions(rules, *(result.possible if result else None for result in results))
    created = [one for result in judged for one in result.created]
    failures = _carry_out(notes, known, created, decision, attributes) if created else []
    if failures:
        decision = "INDETERMINATE"
    answer = _say(notes, decision, judged, failures)
    denied_by_rules = known.rules_decision == "DENY"
    tree = _tree(judged, decision, known) | {"answer": DENIED_BY_RULE if denied_by_rules else answer}
    notes.learn(policy=tree, decision="DENY" if denied_by_rules else decision)
    whole = notes.answer()
    if decision == "PERMIT" and not denied_by_rules and not created and can_be_kept(values):
        whole = with_step("policy", whole)
        keep(permitted.answers, (id(known.rules_checks), values), (whole, known.rules_checks), permitted.most)
    return whole


class Permitted(Struct, frozen=True):
    """What was answered where rules and these policies permit, by the rules' checks and the attributes that are read.

    With each answer the checks are held whose id stands for them, so that no others can have the same.
    """

    attributes: tuple[str, ...]
    most: int
    answers: dict[tuple[int, Values], tuple[Answer, tuple[Check, ...]]] = field(default_factory=dict)


@by_identity
def _permitted(environment: Environment) -> Callable[[Names], Permitted]:
    """The policies of a service and an operation together, read once for each environment."""
    return lru_cache(maxsize=MOST)(partial(_nothing_yet, environment))


def _nothing_yet(environment: Environment, names: Names) -> Permitted:
    trees = [tree for name in names if name and (tree := compiled_policy(name, environment))]
    attributes = sorted({name for tree in trees for name in tree.names})
    return Permitted(tuple(attributes), most_of(sum(tree.shapes.size for tree in trees) or 1))


def _carry_out(
    notes: Notes, known: Known, created: list[FiredStatement], decision: str | None, attributes: Attributes
) -> list[str]:
    """Carries out what concerns the request, and keeps what concerns the answer; why the evaluation failed, if so."""
    message = request_message(notes.question.exchange, known.url)
    ours = [one for one in created if one.to != "response"]
    effects = carry_out(ours, decision, attributes=attributes, request=message)
    for problem in effects.problems:
        notes.assume(problem)
    notes.learn(denied=effects.denied, changes=tuple(effects.request))
    notes.learn(response_statements=tuple(one for one in created if one.to == "response"))
    return effects.failures


def _tree(results: list[PolicyResult], decision: str | None, known: Known) -> dict[str, Any]:
    """The whole tree: access rules, the service's policy and the operation's."""
    parts = [result.tree for result in results]
    if known.operation is not None and known.operation.has_rules:
        parts.insert(0, _rules(known.operation.name, known))
    final = "DENY" if known.rules_decision == "DENY" else decision
    return joined_tree(parts, final, "rules and policies")


def _rules(operation: str, known: Known) -> dict[str, Any]:
    """The access rules as nodes of the tree: each with what it saw and what it wanted."""
    decided = known.rules_decision
    rules: list[dict[str, Any]] = []
    for check in known.rules_checks:
        decision = BY_OUTCOME.get(check.outcome)
        rule = _rule(check.check.rpartition(".")[2], decision, decision == decided, [])
        rule["seen"] = redacted(check.seen) if check.seen else None
        rule["wanted"], rule["from"] = check.wanted, check.source
        rules.append(rule)
    return _rule(f"access rules of {operation}", decided, True, rules)


def _rule(name: str, decision: str | None, decides: bool, children: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "kind": "rule", "name": name, "effect": "permit-if-else-deny", "decision": decision, "decides": decides,
        "statements": [], "condition": None, "children": children,
    }  # fmt: skip


def _say(notes: Notes, decision: str | None, results: list[PolicyResult], failures: list[str]) -> str:
    """Writes down which of the answers of a policy this is, and gives it back."""
    names = " and ".join(str(result.tree["name"]) for result in results)
    if decision == "PERMIT":
        permitting = [str(result.tree["name"]) for result in results if result.tree["decision"] == "PERMIT"]
        by = " and ".join(permitting) or f"by the access rules; {names} does not apply"
        notes.passed(CHECK, f"PERMIT  {by}", seen="PERMIT", source=f"policy {names}")
        return ANSWERS[decision]
    if decision is None:
        notes.unknown(CHECK, f"the decision of {names} depends on a fact that is not known")
        for fact in dict.fromkeys(fact for result in results for fact in result.unknown):
            notes.unknown("policy.attribute", f"`{fact.name}` is not known", fact=fact.fact, give=fact.give)
        return ANSWERS[decision]
    return REFUSED[decision](notes, results, names, failures)


def _denied(notes: Notes, results: list[PolicyResult], names: str, _: list[str]) -> str:
    denying = [result for result in results if result.tree["decision"] == "DENY"]
    path, by_rule = deciding_path(denying[0].tree)
    compared = [text for result in denying for text in explain_decision(result.tree)]
    said = f"the policy {path} denies" if by_rule else f"no rule of the policy {path} permits this, so it denies"
    notes.failed(
        CHECK, "policy.denied", said,
        seen="; ".join(compared) or "DENY", wanted="PERMIT", source=f"policy {names}", told_caller=_told(notes),
    )  # fmt: skip
    return DENIED_BY_RULE if by_rule else NOTHING_PERMITS


def _told(notes: Notes) -> str | None:
    """The message that a `denied-reason` statement answers the caller with."""
    message = (notes.learnt.get("denied") or {}).get("message")
    return redacted(message) if isinstance(message, str) and message else None


def _not_applicable(notes: Notes, results: list[PolicyResult], names: str, _: list[str]) -> str:
    compared = [text for result in results for text in explain_decision(result.tree)]
    notes.failed(
        CHECK, "policy.not_applicable", f"no rule of {names} applies to this request, so nothing permits it",
        seen="; ".join(compared) or "NOT_APPLICABLE", wanted="PERMIT", source=f"policy {names}",
    )  # fmt: skip
    notes.assume("a decision of NOT_APPLICABLE refuses with 403", "NOT_APPLICABLE")
    return ANSWERS["NOT_APPLICABLE"]


def _indeterminate(notes: Notes, results: list[PolicyResult], names: str, failures: list[str]) -> str:
    errors = [error for result in results for error in result.errors] + failures
    notes.failed(
        CHECK, "policy.indeterminate", f"the policy could not be evaluated: {errors[0] if errors else names}",
        seen="INDETERMINATE", wanted="PERMIT", source=f"policy {names}",
    )  # fmt: skip
    notes.assume("a decision of INDETERMINATE refuses with 403", "INDETERMINATE")
    return ANSWERS["INDETERMINATE"]


REFUSED = {"DENY": _denied, "NOT_APPLICABLE": _not_applicable, "INDETERMINATE": _indeterminate}
