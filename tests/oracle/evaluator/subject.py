"""Whom a token is about: its client, its user, the user's groups (design, section 4, *Claims by vendor* and *Users*)."""

from __future__ import annotations

from typing import Any, NamedTuple

from tests.oracle.evaluator.sent import Tables

UNKNOWN: Any = "not known"
"""Nobody told; anything else that is None is known not to be there."""
CLIENT_CLAIMS = ("client_id", "cid", "azp", "appid")


class Subject(NamedTuple):
    """`user`, `groups` and `scopes` are UNKNOWN, None (there are none) or what they are."""

    client_id: Any = UNKNOWN
    delegated: Any = UNKNOWN
    user: Any = UNKNOWN
    groups: Any = UNKNOWN
    scopes: Any = UNKNOWN


NOBODY = Subject(client_id=None, delegated=False, user=None, groups=None, scopes=[])
"""Whom a request without a token is about."""


def subject_of(
    environment: Tables, claims: Tables | None, issuer: Tables | None, absent: bool, settings: Tables | None,
    replied: bool,
) -> Subject:  # fmt: skip
    """The subject of a token's claims; of nothing where there is no token, not known where it cannot be read.

    `settings` is the issuer whose names of claims count. A reply without scopes does not say that there are none.
    """
    if claims is None:
        return NOBODY if absent else Subject()
    client_id = next((claims[name] for name in CLIENT_CLAIMS if name in claims), None)
    scopes: Any = [*as_list(claims.get("scope")), *as_list(claims.get("scp"))]
    if replied and not claims.keys() & {"scope", "scp"}:
        scopes = UNKNOWN
    if acts_for_itself(claims, client_id):
        return Subject(client_id, False, None, _own_groups(environment, claims, issuer, settings), scopes)
    user = find_user(environment, claims, issuer)
    return Subject(client_id, True, user, groups_of(user, claims, settings), scopes)


def acts_for_itself(claims: Tables, client_id: Any) -> bool:
    """Whether a client got the token for itself, so that it has no user."""
    own = claims.get("sub") in (None, *([client_id, f"{client_id}@clients"] if client_id else []))
    return own or claims.get("gty") == "client-credentials" or claims.get("idtyp") == "app"


def find_user(environment: Tables, claims: Tables, issuer: Tables | None) -> Any:
    """The listed user of a token; where it is not listed, None if the list is complete, else UNKNOWN.

    The list is complete for managed issuers only: nobody lists the users of somebody else.
    """
    if issuer is None:
        return UNKNOWN
    managed = issuer.get("kind", "managed") == "managed"
    wanted = claims.get(issuer.get("user_claim", "sub"))
    for user in environment.get("users", []):
        at_home = user["issuer"] == issuer["name"] if "issuer" in user else managed
        if at_home and user["id"] == wanted:
            return user
    return None if managed and environment.get("users_complete") else UNKNOWN


def groups_of(user: Any, claims: Tables, issuer: Tables | None) -> Any:
    """The groups: the directory's where the user is listed, else the token's."""
    if user is None:
        return None
    if user is not UNKNOWN:
        return user.get("groups", [])
    claim = issuer.get("groups_claim", "groups") if issuer else "groups"
    return as_list(claims[claim]) if claim in claims else UNKNOWN


def _own_groups(environment: Tables, claims: Tables, issuer: Tables | None, settings: Tables | None) -> Any:
    """The groups of a client without a user: those of the token, where no complete list of users says otherwise."""
    if settings is None or (issuer is not None and find_user(environment, {}, issuer) is None):
        return None
    return as_list(claims.get(settings.get("groups_claim", "groups")))


def as_list(value: Any) -> list[Any]:
    """A claim that may be a string of words or a list."""
    if value is None:
        return []
    return value.split() if isinstance(value, str) else list(value)


def find_client(environment: Tables, subject: Subject) -> Any:
    """The listed client; None where the list has no such client, UNKNOWN where there is no list."""
    if subject.client_id is UNKNOWN:
        return UNKNOWN
    if subject.client_id is None and subject is NOBODY:
        return None
    listed = environment.get("clients", [])
    if not listed or subject.client_id is None:
        return UNKNOWN
    return next((client for client in listed if client["id"] == subject.client_id), None)
