"""Why an issuer may call a token inactive: it does not say (RFC 7662 section 2.2), so causes are ranked as likely."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.stages.notes import Notes
from engine.tokens.claims import numeric_date
from engine.tokens.dpop import sent_token
from engine.tokens.jose import looks_like_jwt, parse_jws
from engine.tokens.view import TokenView
from engine.words import duration, quoted, shortened

if TYPE_CHECKING:
    from engine.issuing.revocations import Revocation


class Cause(NamedTuple):
    """A reason that would explain it, what speaks for it, and which fact would settle it."""

    reason: str
    check: str
    summary: str
    fact: str
    give: str


OTHER_CLIENT = Cause(
    "token.introspection_not_allowed", "token.introspecting_client",
    "whoever asked may not be allowed to see this token, and is told the same",
    "which client asked the issuer", "a reply to the client that the API itself asks as",
)  # fmt: skip


def say_causes(notes: Notes, view: TokenView) -> None:
    """Notes each cause as likely: first what the token's own claims and the history speak for."""
    for cause in dict.fromkeys((*_shown(view), *_usual(view))):
        notes.likely(cause.check, cause.reason, cause.summary, fact=cause.fact, give=cause.give)


def _shown(view: TokenView) -> Iterator[Cause]:
    claims = _own_claims(view)
    expiry, now = numeric_date(claims.get("exp")), view.question.now.timestamp()
    if expiry is not None and now >= expiry:
        yield Cause(
            "token.expired", "token.own_end", f"its own `exp` was {duration(now - expiry)} ago",
            "when it was issued", "a new token, asked about at once",
        )  # fmt: skip
    event = _ended(view, claims)
    if event is not None:
        told = f"history: {event.said}"
        yield Cause("token.revoked", "token.revocation", told, "whether it was revoked", "the issuer's own log")
    issuer, wanted = claims.get("iss"), tuple(one.issuer for one in view.accepted)
    if isinstance(issuer, str) and wanted and issuer not in wanted:
        yield Cause(
            "token.issuer_mismatch", "token.other_server",
            f"it was issued by `{shortened(issuer, 80)}`, and {quoted(wanted)} knows only its own",
            "which server issued it", "the reply of that server",
        )  # fmt: skip


def _usual(view: TokenView) -> Iterator[Cause]:
    claims = _own_claims(view)
    if not claims:
        yield Cause(
            "token.expired", "token.own_end", "its time may be over: an opaque token does not show it",
            "when it was issued, and for how long", "the token response that it came in",
        )  # fmt: skip
    if _ended(view, claims) is None:
        yield Cause(
            "token.revoked", "token.revocation", "it may have been revoked, or its session or user ended",
            "whether it was revoked", "the issuer's log, or [[history]] of the environment",
        )  # fmt: skip
    if not claims:
        yield Cause(
            "token.issuer_mismatch", "token.other_server",
            "it may be another server's: an issuer calls every token inactive that it does not know",
            "which server issued it", "the token response that it came in",
        )  # fmt: skip
    yield OTHER_CLIENT


def _own_claims(view: TokenView) -> Mapping[str, Any]:
    """What a JWT says of itself; nothing for an opaque token."""
    token = sent_token(view.question.exchange) or ""
    if not looks_like_jwt(token):
        return {}
    try:
        return parse_jws(token).claims
    except ValueError:
        return {}


def _ended(view: TokenView, claims: Mapping[str, Any]) -> Revocation | None:
    """What history tells of the token's end. Hardly a token is inactive, so that what reads history is loaded late."""
    from engine.issuing.ended import ended_by

    return ended_by(view.question, view.known, claims)
