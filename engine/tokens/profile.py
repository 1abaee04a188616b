"""The JWT profile for access tokens: what a token that says `at+jwt` has to carry (RFC 9068 section 2.2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

REQUIRED = ("iss", "exp", "aud", "sub", "client_id", "iat", "jti")
TYPES = ("at+jwt", "application/at+jwt")


def missing_claims(header: Mapping[str, Any], claims: Mapping[str, Any]) -> tuple[str, ...]:
    """The required claims that a token of the profile lacks; none for a token that does not say that it is one."""
    kind = header.get("typ")
    if not isinstance(kind, str) or kind.lower() not in TYPES:
        return ()
    return tuple(name for name in REQUIRED if name not in claims)
