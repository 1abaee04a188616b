"""What the environment alone predicts: verdict, decision, result code, status and challenge, by stage."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from engine.findings import Findings
from engine.models.question import Known, Question
from engine.models.trace import Decision, Expected, Verdict

if TYPE_CHECKING:
    from knowledge.records import ReasonFacts

BY_POLICY = ("policy", "response")
BY_PROOF = ("token.proof_", "token.bound_as_bearer", "token.not_bound")
"""Reasons that an API answers with a challenge of the scheme DPoP."""


def expect(question: Question, findings: Findings) -> Expected:
    """The prediction. The first failure in order is the reason, the rest are `also`."""
    known = findings.known
    reasons = findings.reasons
    if not reasons:
        verdict: Verdict = "undetermined" if findings.undetermined else "allowed"
        return Expected(
            verdict=verdict,
            decision=decision_for(known, verdict, None, None),
            result_code=result_code_for(known, verdict, None, None),
        )
    stage, reason = reasons[0]
    facts = question.catalog.reason(reason)
    answer = _answer(question, known, reasons, facts)
    return Expected(
        verdict="refused", decided_by=stage, reason=reason,
        also=tuple(other for _, other in reasons[1:]),
        decision=decision_for(known, "refused", stage, reason),
        result_code=result_code_for(known, "refused", stage, reason),
        status=answer.get("status", facts.status), error=answer.get("error", facts.error),
        challenge=answer.get("challenge") or _challenge(known, stage, reason, facts),
    )  # fmt: skip


def _answer(
    question: Question, known: Known, reasons: tuple[tuple[str, str], ...], facts: ReasonFacts
) -> Mapping[str, Any]:
    """What is answered instead of what the guide says of a reason.

    In the resource flow by the statements of the policy that refuses: `status`, and `challenge` and `error` of a
    challenge; in the others as an authorization server answers.
    """
    stage, reason = reasons[0]
    if known.flow == "resource":
        return {"policy": known.denied, "response": known.response_denied}.get(stage) or {}
    from engine.issuing.answers import answer_of

    return answer_of(question, known, stage, reason, facts, tuple(other for _, other in reasons))


def _challenge(known: Known, stage: str, reason: str, facts: ReasonFacts) -> str | None:
    """The challenge that goes with 401, and with a missing scope (RFC 6750 section 3, RFC 9449 section 7.1)."""
    error, told, status = facts.error, facts.told_caller, facts.status
    if stage not in ("token", "rules", "request") or (status != 401 and error is None):
        return None
    parameters = [f'error="{error}"'] if error else []
    if error and told:
        parameters.append(f'error_description="{told}"')
    if error == "insufficient_scope" and known.operation is not None and known.operation.scopes is not None:
        wanted = known.operation.scopes.all or known.operation.scopes.any or ()
        parameters.append(f'scope="{" ".join(wanted)}"')
    if not error and known.base_url:
        parameters.append(f'realm="{known.base_url}"')
    scheme = "DPoP" if reason.startswith(BY_PROOF) else "Bearer"
    return f"{scheme} {', '.join(parameters)}".strip()


def decision_for(known: Known, verdict: Verdict, stage: str | None, reason: str | None) -> Decision | None:
    """The decision by the stage that decided; the policy's own where policy decided."""
    if known.flow != "resource" or known.endpoint == "metadata" or verdict == "undetermined":
        return None
    if verdict == "allowed" or stage == "upstream":
        return "PERMIT"
    if stage in BY_POLICY:
        return _of_policy(reason)
    return "DENY" if stage in ("token", "rules") else None


def _of_policy(reason: str | None) -> Decision:
    named = {"policy.not_applicable": "NOT_APPLICABLE", "policy.indeterminate": "INDETERMINATE"}
    return cast(Decision, named.get(reason or "", "DENY"))


def result_code_for(known: Known, verdict: Verdict, stage: str | None, reason: str | None) -> str | None:
    """The result code by the stage that decided."""
    if known.flow != "resource" or known.endpoint == "metadata" or verdict == "undetermined":
        return None
    if stage == "service":
        return "NO_POLICY_FOUND"
    if stage == "request" or reason in ("gateway.message_invalid", "gateway.claims_not_passed"):
        return "INVALID_GATEWAY_REQUEST"
    if stage == "gateway":
        return "UNEXPECTED_ERROR"
    return "POLICY_EVALUATION_FAILED" if reason == "policy.indeterminate" else "POLICY_EVALUATION_SUCCEEDED"
