"""Check `gateway.claims`: a gateway that validates tokens has to pass their claims on to rules and policies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from engine.evidence.decision_request import find_decision_request, passed_claims
from engine.models.question import Known, Question
from engine.stages.notes import Notes
from engine.words import quoted

if TYPE_CHECKING:
    from engine.environment.model import Environment, Issuer

CHECK = "gateway.claims"
SOURCE = "decision request, access_token"
MOST_POLICIES = 500


def check_passed_claims(notes: Notes, known: Known) -> None:
    """Compares the claims of a decision request with those that the service's rules and policies ask for."""
    question = notes.question
    issuer = _gateway_validated(question, known)
    request = find_decision_request(question.exchange.evidence) if issuer is not None else None
    if issuer is None or request is None or known.preflight:
        return
    claims, wanted = passed_claims(request), tuple(dict.fromkeys(_wanted(question.environment, known, issuer)))
    missing = tuple(name for name in wanted if name not in (claims or {}))
    if claims is None or missing:
        notes.failed(
            CHECK, "gateway.claims_not_passed",
            "the gateway validates the token, and passes "
            + ("none of its claims on" if not claims else f"its claims on without {quoted(missing)}"),
            seen=f"access_token with {quoted(claims)}" if claims else "no claims in access_token",
            wanted=quoted(wanted) if wanted else "the claims of the validated token", source=SOURCE,
        )  # fmt: skip
    else:
        notes.passed(CHECK, f"the claims {quoted(wanted) if wanted else 'of the token'} are passed on", source=SOURCE)


def _gateway_validated(question: Question, known: Known) -> Issuer | None:
    environment = question.environment
    if environment is None or known.service is None:
        return None
    issuers = (environment.issuer_by_name.get(name) for name in known.service.issuer_names)
    return next((one for one in issuers if one is not None and one.validated_by == "gateway"), None)


def _wanted(environment: Environment | None, known: Known, issuer: Issuer) -> Iterator[str]:
    """The claims that the operation's rules, and the policies of service and operation, are judged by."""
    operation, service = known.operation, known.service
    if operation is not None and operation.scopes is not None:
        yield "scope"
    if operation is not None and (operation.groups or operation.user or operation.delegated):
        yield issuer.user_claim
    names = [one.policy for one in (service, operation) if one is not None and one.policy]
    seen: set[str] = set()
    while names and environment is not None and len(seen) < MOST_POLICIES:
        policy = environment.policy_by_name.get(names.pop() or "")
        if policy is None or policy.name in seen:
            continue
        seen.add(policy.name)
        names += policy.children
        yield from _claims_in([policy.when, *(rule.when for rule in policy.rules)])


def _claims_in(node: Any) -> Iterator[str]:
    """Names of claims in a condition: attributes `token.<claim>` (those by JSON pointer by their first member)."""
    if isinstance(node, dict):
        name = node.get("attribute")
        if isinstance(name, str) and name.startswith("token."):
            yield name.removeprefix("token.").lstrip("/").partition("/")[0]
        for value in node.values():
            yield from _claims_in(value)
    elif isinstance(node, list | tuple):
        for value in node:
            yield from _claims_in(value)
