"""Whether history tells that an access token ended before its time: revoked, or by a change of what it came from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from engine.issuing.history import events, hash_of
from engine.issuing.revocations import Issued, Revocation, find_revocation
from engine.models.question import Known, Question
from engine.tokens.claims import acts_for_itself, client_of, numeric_date
from engine.tokens.dpop import sent_token

if TYPE_CHECKING:
    from engine.environment.model import Environment, Issuer

NAMES = ("jti", "sid")
"""Claims that name a token or its session."""


def ended_by(question: Question, known: Known, claims: Mapping[str, Any]) -> Revocation | None:
    """The first event between the token's `iat` and now that ended it. Where nothing is told, nothing is done."""
    environment = question.environment
    if not question.history and (environment is None or not environment.history):
        return None
    found = events(question, known)
    return find_revocation(found, _issued(question, environment, claims), question.now) if found else None


def _issued(question: Question, environment: Environment | None, claims: Mapping[str, Any]) -> Issued:
    issuers = environment.issuers if environment is not None else ()
    issuer = next((one for one in issuers if one.issuer == claims.get("iss")), None)
    client, token = client_of(claims), sent_token(question.exchange)
    names = {str(claims[name]) for name in NAMES if name in claims} | ({hash_of(token)} if token else set())
    return Issued(
        at=_instant(claims.get("iat")), names=frozenset(names), user=_user(claims, issuer),
        client=client[0] if client else None, server=_server(environment, issuer, claims),
    )  # fmt: skip


def _instant(value: object) -> datetime | None:
    seconds = numeric_date(value)
    try:
        return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None


def _user(claims: Mapping[str, Any], issuer: Issuer | None) -> str | None:
    named = None if acts_for_itself(claims) else claims.get(issuer.user_claim if issuer else "sub")
    return named if isinstance(named, str) else None


def _server(environment: Environment | None, issuer: Issuer | None, claims: Mapping[str, Any]) -> str | None:
    """The server that issued it: the one of the issuer, of several the one whose audience it has."""
    if environment is None or issuer is None:
        return None
    servers = [server for server in environment.authorization_servers if server.issuer == issuer.name]
    fitting = [server for server in servers if server.audience == claims.get("aud")]
    return next((one[0].name for one in (servers, fitting) if len(one) == 1), None)
