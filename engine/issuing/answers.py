"""How an authorization server answers a refusal: status, error code and challenge, by endpoint and stage."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine.models.question import Known, Question
    from knowledge.records import ReasonFacts

ON_PAGE = ("endpoint", "client", "redirect")
"""Stages of the authorization endpoint after which nobody may be redirected (RFC 6749 section 4.1.2.1)."""
REDIRECT = 302
REDIRECTED = {"client.not_allowed"}
"""Refusals of these stages that are redirected all the same: client and redirect URI are known."""


OTHER_CODES: dict[str, frozenset[str]] = {
    "endpoint.content_type_wrong": frozenset({"unsupported_grant_type", "invalid_client"}),
    "parameters.missing": frozenset({"unsupported_grant_type", "unsupported_response_type"}),
    "parameters.value_invalid": frozenset({"unsupported_response_mode"}),
    "parameters.resource_invalid": frozenset({"invalid_request"}),
    "parameters.response_type_unsupported": frozenset({"invalid_request", "unauthorized_client"}),
    "client.unknown": frozenset({"unauthorized_client", "invalid_request"}),
    "client.inactive": frozenset({"unauthorized_client"}),
    "client.credentials_missing": frozenset({"invalid_request", "unauthorized_client"}),
    "client.not_allowed": frozenset({"unsupported_response_type"}),
    "grant_type.unsupported": frozenset({"invalid_request"}),
    "grant.verifier_missing": frozenset({"invalid_request"}),
    "grant.verifier_malformed": frozenset({"invalid_request"}),
    "grant.verifier_mismatch": frozenset({"invalid_request"}),
    "redirect.not_registered": frozenset({"invalid_request", "invalid_redirect_uri", "redirect_uri_mismatch"}),
    "redirect.malformed": frozenset({"invalid_redirect_uri", "redirect_uri_mismatch"}),
    "redirect.missing": frozenset({"invalid_redirect_uri", "redirect_uri_mismatch"}),
    "scope.resource_unknown": frozenset({"invalid_request", "invalid_scope"}),
}
"""Codes that servers answer as well, where the specifications leave room or products go their own way."""


def codes_of(reason: str, error: str | None) -> frozenset[str]:
    """The codes that a refusal for this reason may carry: the specification's own, and what else servers say."""
    return OTHER_CODES.get(reason, frozenset()) | ({error} if error else set())


def answer_of(
    question: Question, known: Known, stage: str, reason: str, facts: ReasonFacts, refused: tuple[str, ...]
) -> dict[str, Any]:
    """`status`, `error` and `challenge` that the caller gets (RFC 6749 sections 4.1.2.1 and 5.2).

    `refused` are the reasons that would refuse, too: an unknown client or redirect URI keeps an error on a page.
    """
    if known.flow == "authorization":
        by_page = known.client_id is None or (stage in ON_PAGE and reason not in REDIRECTED)
        by_page = by_page or any(one.startswith(("client.", "redirect.")) and one not in REDIRECTED for one in refused)
        status = facts.status if stage == "endpoint" else 400 if by_page else REDIRECT
        return {"status": status, "error": facts.error, "challenge": None}
    if stage != "client" or facts.error != "invalid_client":
        status = 400 if facts.status == REDIRECT else facts.status
        return {"status": status, "error": facts.error, "challenge": None}
    request = question.exchange.request
    by_header = request is not None and request.header("authorization") is not None
    realm = known.server.name if known.server is not None else known.url.host if known.url is not None else "token"
    return {"status": 401, "error": facts.error, "challenge": f'Basic realm="{realm}"' if by_header else None}
