"""What claims mean, by vendor: scopes, client, who acts, groups (RFC 9068, RFC 8693 4.2, RFC 6749 3.3)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

ACTING_CLAIMS = ("sub", "gty", "idtyp")
"""What `acts_for_itself` looks at, beside the client."""
CLIENT_CLAIMS = ("client_id", "cid", "azp", "appid")
SCOPE_CLAIMS = ("scope", "scp")
NUMBERS = (int, float)


def scopes_of(claims: Mapping[str, Any]) -> tuple[tuple[str, ...], bool]:
    """All scopes of `scope` and `scp`, each a string or a list, and whether `scope` was (wrongly) a list."""
    scopes: dict[str, None] = {}
    for name in SCOPE_CLAIMS:
        value = claims.get(name)
        if isinstance(value, str):
            scopes.update(dict.fromkeys(value.split()))
        elif isinstance(value, list):
            scopes.update(dict.fromkeys([word for word in value if isinstance(word, str)]))
    return tuple(scopes), isinstance(claims.get("scope"), list)


def scope_claim(claims: Mapping[str, Any]) -> str:
    """The claim that holds the scopes: `scope`, or `scp` where the token has that one only."""
    return next((name for name in SCOPE_CLAIMS if name in claims), "scope")


def client_of(claims: Mapping[str, Any]) -> tuple[str, str] | None:
    """The client and the claim that names it: the first of `client_id`, `cid`, `azp`, `appid`."""
    for name in CLIENT_CLAIMS:
        value = claims.get(name)
        if isinstance(value, str) and value:
            return value, name
    return None


def acts_for_itself(claims: Mapping[str, Any]) -> bool:
    """Whether the client acts without a user."""
    subject = claims.get("sub")
    if subject is None or claims.get("gty") == "client-credentials" or claims.get("idtyp") == "app":
        return True
    client = client_of(claims)
    return client is not None and subject in (client[0], f"{client[0]}@clients")


def audiences_of(claims: Mapping[str, Any]) -> tuple[str, ...] | None:
    """The audiences, from a string or a list; None where there is no usable `aud` (RFC 7519 section 4.1.3)."""
    value = claims.get("aud")
    if isinstance(value, str):
        return (value,)
    if isinstance(value, list):
        return tuple(item for item in value if isinstance(item, str)) or None
    return None


def numeric_date(value: object) -> float | None:
    """A numeric date in seconds since 1970, or None where it is not a finite number (RFC 7519 section 2)."""
    if not isinstance(value, NUMBERS) or isinstance(value, bool):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def text_list(value: object) -> tuple[str, ...] | None:
    """A list of texts, a single text as a list of one; None for anything else."""
    if isinstance(value, str):
        return (value,)
    if isinstance(value, list):
        return tuple(str(item) for item in value)
    return None
