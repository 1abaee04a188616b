"""The tokens that would be issued: claims and lifetimes of the access token, and what goes with it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from engine.issuing.lifetimes import Lifetimes

if TYPE_CHECKING:
    from engine.environment.model import AuthorizationServer, Environment, Issuer
    from engine.models.question import Known


class Issued(Struct, frozen=True, kw_only=True):
    """One token. `lifetime_seconds` None: not known, 0: no limit. `claims` None: it has none that anybody reads."""

    claims: dict[str, Any] | None
    lifetime_seconds: int | None
    idle_seconds: int | None = None


class Tokens(Struct, frozen=True, kw_only=True):
    """What a token response holds; None where a token is not among it."""

    access_token: Issued
    refresh_token: Issued | None
    id_token: Issued | None


def tokens_of(
    environment: Environment, server: AuthorizationServer, known: Known, scopes: tuple[str, ...], life: Lifetimes,
    now: datetime,
) -> Tokens:  # fmt: skip
    """The tokens for these scopes, issued now. Claims are those that standards and the environment name, not more."""
    at = int(now.timestamp())
    own = known.grant_type == "client_credentials"
    issuer = environment.issuer_by_name.get(server.issuer)
    head: dict[str, Any] = {"iss": issuer.issuer if issuer else None}
    subject = _subject(known, issuer, own=own)
    groups = _groups(known, issuer, own=own)
    access = head | {"aud": _one(audiences_for(environment, server, scopes)), **subject}
    access |= _client_and_scopes(server, known, scopes) | groups | _times(at, life.access)
    identity = head | {"aud": known.client_id, **subject} | groups | _times(at, life.identity)
    opaque = issuer is not None and issuer.token_type == "opaque"
    return Tokens(
        access_token=Issued(claims=None if opaque else access, lifetime_seconds=life.access),
        refresh_token=Issued(claims=None, lifetime_seconds=life.refresh.lifetime, idle_seconds=life.refresh.idle)
        if life.refresh
        else None,
        id_token=Issued(claims=identity, lifetime_seconds=life.identity) if life.identity else None,
    )


def audiences_for(environment: Environment, server: AuthorizationServer, scopes: tuple[str, ...]) -> tuple[str, ...]:
    """The audiences that these scopes put into a token: those of their resources (PingOne), else the server's."""
    asked = set(scopes)
    of_scopes = [
        resource.audience
        for resource in environment.resources
        if resource.issuer in (None, server.issuer) and asked & set(resource.scopes)
    ]
    return tuple(dict.fromkeys(of_scopes)) or ((server.audience,) if server.audience else ())


def set_by(
    environment: Environment, server: AuthorizationServer, scopes: tuple[str, ...]
) -> dict[str, tuple[str, ...]]:
    """Which of the scopes set each audience; of a server's own audience, none."""
    resources = [one for one in environment.resources if one.issuer in (None, server.issuer)]
    return {
        audience: tuple(
            scope for scope in scopes if any(one.audience == audience and scope in one.scopes for one in resources)
        )
        for audience in audiences_for(environment, server, scopes)
    }


def _subject(known: Known, issuer: Issuer | None, *, own: bool) -> dict[str, Any]:
    name = issuer.user_claim if issuer and not own else "sub"
    return {name: known.client_id if own else known.subject}


def _client_and_scopes(server: AuthorizationServer, known: Known, scopes: tuple[str, ...]) -> dict[str, Any]:
    """Servers with access policies write `cid` and a list `scp` (Okta), others as RFC 9068 section 2.2 says."""
    if server.policies:
        return {"cid": known.client_id, "scp": list(scopes)}
    return {"client_id": known.client_id, "scope": " ".join(scopes)}


def _groups(known: Known, issuer: Issuer | None, *, own: bool) -> dict[str, Any]:
    return {} if own or issuer is None or not known.groups else {issuer.groups_claim: list(known.groups)}


def _times(at: int, lifetime: int | None) -> dict[str, Any]:
    return {"iat": at, "exp": at + lifetime if lifetime else None}


def _one(audiences: tuple[str, ...]) -> Any:
    return audiences[0] if len(audiences) == 1 else list(audiences) or None
