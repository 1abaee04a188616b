"""Stage `policy`: what does the policy tree decide?

Rules, the service's policy and the operation's policy are combined by deny-overrides. A rule that fails is the stage
before; here it is taken as permitted, so that what would refuse next is seen at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.models.question import Answer, Known, Question
from engine.policy.explain import explain_decision
from engine.shown import redacted
from engine.stages.notes import Notes, all_skipped

if TYPE_CHECKING:
    from engine.environment.model import ApiService
    from engine.policy import Effects, PolicyResult

CHECK = "policy.decision"


def check_policy(question: Question, known: Known) -> Answer:
    """Evaluates the policies; teaches `decision`, `policy` (the whole tree), `denied` and `changes`."""
    if known.preflight:
        return all_skipped(question, "policy", CHECK, "a preflight carries no token by design")
    if known.endpoint != "api":
        return all_skipped(question, "policy", CHECK, "no policy applies here")
    notes = Notes("policy", question)
    if known.service is None or question.environment is None:
        if known.closed:
            notes.skipped(CHECK, "no API service matched, so no policy applies")
        else:
            notes.unknown(CHECK, "the API's policies are not known")
        return notes.answer()
    if question.exchange.request is None:
        notes.unknown(CHECK, "without a request no policy can be judged")
    else:
        _evaluate(notes, known, known.service)
    return notes.answer()


def policy_names(notes: Notes, known: Known, service: ApiService) -> tuple[str | None, str | None]:
    """The service's and the operation's policy, where custom policies are judged at all."""
    names = service.policy, known.operation.policy if known.operation else None
    if any(names) and service.custom_policies is False:
        notes.assume(f"custom policies are off for {service.name}; its policy is not judged")
        return None, None
    return names


def _evaluate(notes: Notes, known: Known, service: ApiService) -> None:
    names = policy_names(notes, known, service)
    rules = "PERMIT" if known.operation is not None and known.operation.has_rules else None
    if not any(names):
        notes.learn(decision=known.rules_decision if rules else "PERMIT")
        off = service.custom_policies is False and (service.policy or (known.operation and known.operation.policy))
        notes.skipped(
            CHECK, f"custom policies are off: {off} is not judged" if off else f"{service.name} has no policy"
        )
        return
    from engine.policy import QuestionAttributes, carry_out, combine_decisions, evaluate_policy

    assert notes.question.environment is not None
    attributes = QuestionAttributes(notes.question, known)
    results = [evaluate_policy(name, notes.question.environment, attributes) if name else None for name in names]
    judged = [result for result in results if result is not None]
    decision = combine_decisions(rules, *(result.possible if result else None for result in results))
    effects = carry_out([one for result in judged for one in result.created], decision, attributes=attributes)
    for problem in effects.problems:
        notes.assume(problem)
    if effects.failed:
        decision = "INDETERMINATE"
    _say(notes, decision, judged, effects)
    denied_by_rules = known.rules_decision == "DENY"
    notes.learn(policy=_tree(judged, decision, known), decision="DENY" if denied_by_rules else decision)
    notes.learn(denied=effects.denied, changes=tuple(effects.request), response_changes=tuple(effects.response))


def _tree(results: list[PolicyResult], decision: str | None, known: Known) -> dict[str, Any]:
    """The whole tree: access rules, the service's policy and the operation's, combined by deny-overrides."""
    from engine.policy.combining import ANY_DECISION, deciding

    parts = [(result.possible, result.tree) for result in results]
    if known.operation is not None and known.operation.has_rules:
        decided = known.rules_decision
        rules: dict[str, Any] = {
            "kind": "rule", "name": f"access rules of {known.operation.name}", "effect": "permit-if-else-deny",
            "decision": decided, "statements": [], "condition": None, "children": [],
        }  # fmt: skip
        parts.insert(0, (frozenset({decided}) if decided else ANY_DECISION, rules))
    if len(parts) == 1:
        return parts[0][1]
    decides = deciding("deny-overrides", [possible for possible, _ in parts])
    children = [{**tree, "decides": place in decides} for place, (_, tree) in enumerate(parts)]
    return {
        "kind": "policy", "name": "rules and policies", "combine": "deny-overrides",
        "decision": "DENY" if known.rules_decision == "DENY" else decision,
        "decides": True, "statements": [], "condition": None, "children": children,
    }  # fmt: skip


def _say(notes: Notes, decision: str | None, results: list[PolicyResult], effects: Effects) -> None:
    names = " and ".join(str(result.tree["name"]) for result in results)
    if decision == "PERMIT":
        permitting = [str(result.tree["name"]) for result in results if result.tree["decision"] == "PERMIT"]
        by = " and ".join(permitting) or f"by the access rules; {names} does not apply"
        notes.passed(CHECK, f"PERMIT  {by}", seen="PERMIT", source=f"policy {names}")
    elif decision is None:
        notes.unknown(CHECK, f"the decision of {names} depends on a fact that is not known")
        for fact in dict.fromkeys(fact for result in results for fact in result.unknown):
            notes.unknown("policy.attribute", f"`{fact.name}` is not known", fact=fact.fact, give=fact.give)
    else:
        _refused(notes, decision, results, names, effects)


def _refused(notes: Notes, decision: str, results: list[PolicyResult], names: str, effects: Effects) -> None:
    if decision == "DENY":
        denying = [result for result in results if result.tree["decision"] == "DENY"]
        compared = [text for result in denying for text in explain_decision(result.tree)]
        notes.failed(
            CHECK, "policy.denied", f"the policy {_deciding_path(denying) or names} denies",
            seen="; ".join(compared) or "DENY", wanted="PERMIT", source=f"policy {names}", told_caller=_told(effects),
        )  # fmt: skip
    elif decision == "NOT_APPLICABLE":
        compared = [text for result in results for text in explain_decision(result.tree)]
        notes.failed(
            CHECK, "policy.not_applicable", f"no rule of {names} applies to this request, so nothing permits it",
            seen="; ".join(compared) or "NOT_APPLICABLE", wanted="PERMIT", source=f"policy {names}",
        )  # fmt: skip
        notes.assume("a decision of NOT_APPLICABLE refuses with 403", "NOT_APPLICABLE")
    else:
        errors = [error for result in results for error in result.errors] + list(effects.problems)
        notes.failed(
            CHECK, "policy.indeterminate", f"the policy could not be evaluated: {errors[0] if errors else names}",
            seen="INDETERMINATE", wanted="PERMIT", source=f"policy {names}",
        )  # fmt: skip
        notes.assume("a decision of INDETERMINATE refuses with 403", "INDETERMINATE")


def _told(effects: Effects) -> str | None:
    """The message that a `denied-reason` statement answers the caller with."""
    message = (effects.denied or {}).get("message")
    return redacted(message) if isinstance(message, str) and message else None


def _deciding_path(results: list[PolicyResult]) -> str | None:
    """The names from the policy down to the node that decided."""
    for result in results:
        node, path = result.tree, [str(result.tree["name"])]
        while deciding := [child for child in node.get("children", ()) if child.get("decides")]:
            node = deciding[0]
            path.append(str(node["name"]))
        return " › ".join(path)
    return None
