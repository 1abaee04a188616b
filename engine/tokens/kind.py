"""Check `token.kind`: is it an access token, or one of the other signed things that an authorization server makes?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.models.question import Question
from engine.stages.notes import Notes
from engine.tokens.claims import audiences_of
from engine.tokens.jose import Jws
from engine.words import shortened

ACCESS_TYPES = (None, "jwt", "at+jwt")
ID_TOKEN_CLAIMS = ("nonce", "at_hash", "c_hash")
ENDPOINTS = ("/token", "/oauth2", "/par", "/introspect", "/as")
"""How the URLs end that authorization servers give their token endpoints, and those beside."""
WANTED = "an access token (typ at+jwt or JWT)"
BY_TYPE = {
    "dpop+jwt": "token.dpop_proof", "logout+jwt": "token.event_token", "secevent+jwt": "token.event_token",
    "oauth-id-jag+jwt": "token.identity_grant", "client-authentication+jwt": "token.client_assertion",
    "rt+jwt": "token.refresh_token", "refresh+jwt": "token.refresh_token",
}  # fmt: skip
"""Reasons by `typ` of the header (RFC 9449 section 4.2, RFC 8417 section 2.3, Back-Channel Logout section 2.4)."""
BY_CLAIM = {
    "ID": "token.wrong_kind", "id": "token.wrong_kind", "Refresh": "token.refresh_token",
    "Offline": "token.refresh_token", "refresh": "token.refresh_token", "Logout": "token.event_token",
}  # fmt: skip
"""Reasons by the claim `typ` of Keycloak and `token_use` of Cognito."""
CALLED = {
    "token.dpop_proof": "a DPoP proof", "token.event_token": "a logout token or security event",
    "token.identity_grant": "an identity assertion grant", "token.client_assertion": "a client assertion",
    "token.refresh_token": "a refresh token", "token.wrong_kind": "not an access token",
}  # fmt: skip


def check_kind(notes: Notes, jws: Jws) -> None:
    """Names the kind where header or claims give it away."""
    typ = jws.header.get("typ")
    kind = typ.lower().removeprefix("application/") if isinstance(typ, str) else None
    found = _by_type(typ, kind) or _by_claims(notes.question, jws.claims, plain=kind in (None, "jwt"))
    if found is None:
        notes.passed("token.kind", f"typ {typ}" if typ else "no typ, read as an access token", source="header typ")
        return
    reason, seen = found
    summary = f"this is not an access token: {seen}"
    if reason != "token.wrong_kind":
        summary = f"this is {CALLED[reason]}, not an access token: {seen}"
    notes.failed("token.kind", reason, summary, seen=seen, wanted=WANTED, source="token header and claims")


def _by_type(typ: object, kind: str | None) -> tuple[str, str] | None:
    if kind in ACCESS_TYPES:
        return None
    return BY_TYPE.get(kind or "", "token.wrong_kind"), f"typ `{shortened(str(typ), 40)}`"


def _by_claims(question: Question, claims: Mapping[str, Any], *, plain: bool) -> tuple[str, str] | None:
    """Kinds that name themselves in a claim, then those that only their claims give away."""
    for name in ("typ", "token_use"):
        value = claims.get(name)
        if isinstance(value, str) and value in BY_CLAIM:
            return BY_CLAIM[value], f"claim {name} `{value}`"
    if not plain or "scope" in claims or "scp" in claims:
        return None
    if isinstance(claims.get("events"), dict):
        return "token.event_token", "claim events"
    if "htm" in claims and "htu" in claims:
        return "token.dpop_proof", "claims htm and htu"
    if "iss" in claims and claims["iss"] == claims.get("sub") and _is_for_a_server(question, claims):
        return "token.client_assertion", "iss and sub are the same client, aud is a token endpoint"
    found = next((name for name in ID_TOKEN_CLAIMS if name in claims), None)
    return ("token.wrong_kind", f"an ID token (claim {found})") if found else None


def _is_for_a_server(question: Question, claims: Mapping[str, Any]) -> bool:
    """Whether the audience is an authorization server. Some APIs take tokens that the client signs for them itself."""
    environment = question.environment
    servers = environment.authorization_servers if environment else ()
    known = {issuer.issuer for issuer in environment.issuers} if environment else set()
    known |= {server.token_endpoint for server in servers if server.token_endpoint}
    found = audiences_of(claims) or ()
    return any(one in known or one.rstrip("/").endswith(ENDPOINTS) for one in found)
