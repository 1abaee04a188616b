"""How long what is issued lives, by the access rule that matched (Okta, access policies). All lengths are seconds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from msgspec import Struct

from engine.words import duration

if TYPE_CHECKING:
    from engine.environment.model import AccessRule, AuthorizationServer, Client

ID_TOKEN = 3600
"""An ID token lives an hour, whatever the rule says."""


class RefreshLife(Struct, frozen=True):
    """How long a refresh token lives, and how long it may stay unused. None: not known; 0: without limit."""

    lifetime: int | None
    idle: int | None


class Lifetimes(Struct, frozen=True):
    """What is issued, and for how long. `access` None: not known; `refresh` and `identity` None: none is issued."""

    access: int | None
    refresh: RefreshLife | None
    identity: int | None


def lifetimes_of(
    server: AuthorizationServer, client: Client | None, grant_type: str | None, scopes: Iterable[str],
    rule: AccessRule | None,
) -> Lifetimes:  # fmt: skip
    """What a grant gives: a refresh token for `offline_access`, an ID token for `openid`, neither without a user."""
    asked = frozenset(scopes)
    has_user = grant_type not in ("client_credentials", None)
    refreshes = grant_type == "refresh_token" or ("offline_access" in asked and _may_refresh(server, client))
    life = RefreshLife(
        rule.refresh_token_lifetime_seconds if rule else None, rule.refresh_token_idle_seconds if rule else None
    )
    return Lifetimes(
        access=rule.access_token_lifetime_seconds if rule else None,
        refresh=life if has_user and refreshes and grant_type != "implicit" else None,
        identity=ID_TOKEN if has_user and "openid" in asked else None,
    )


def _may_refresh(server: AuthorizationServer, client: Client | None) -> bool:
    """Whether server and client use refresh tokens, as far as they say."""
    named = [server.grant_types, client.grant_types if client else None]
    return all(grants is None or "refresh_token" in grants for grants in named)


def said(seconds: int | None) -> str:
    """A lifetime in words."""
    return "a time that the rule does not say" if seconds is None else duration(seconds) if seconds else "ever"
