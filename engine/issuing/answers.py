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


def answer_of(
    question: Question, known: Known, stage: str, reason: str, facts: ReasonFacts, refused: tuple[str, ...]
) -> dict[str, Any]:
    """`status`, `error` and `challenge` that the caller gets (RFC 6749 sections 4.1.2.1 and 5.2).

    `refused` are the reasons that would refuse, too: an unknown client or redirect URI keeps an error on a page.
    """
    if known.flow == "authorization":
        by_page = stage in ON_PAGE and reason not in REDIRECTED
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
