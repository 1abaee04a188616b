"""Step-up: a challenge wants a stronger or a more recent authentication than this token shows (RFC 9470)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from msgspec.structs import replace

from engine.evidence.challenge import parse_challenges
from engine.models.reading import Reading
from engine.tokens.claims import numeric_date
from engine.words import claim_instant, duration, quoted, shortened

CODE = "insufficient_user_authentication"


class Wanted(NamedTuple):
    """What the challenge asks for: any one of the values in `acr`, a login at most `max_age` seconds ago."""

    acr: tuple[str, ...]
    max_age: int | None

    @property
    def parameters(self) -> str:
        """The parameters of the authorization request that ask for it (section 4)."""
        parts = [f"acr_values={' '.join(self.acr)}"] if self.acr else []
        parts += [f"max_age={self.max_age}"] if self.max_age is not None else []
        return " and ".join(f"`{part}`" for part in parts)


def wanted_authentication(challenge: str | None) -> Wanted | None:
    """What a `WWW-Authenticate` value asks for (section 3); None where it is no step-up challenge."""
    for one in parse_challenges(challenge or ""):
        if one.get("error") == CODE:
            age = one.get("max_age") or ""
            acr = tuple(shortened(value, 80) for value in (one.get("acr_values") or "").split())
            return Wanted(acr, int(age) if age.isascii() and age.isdigit() and len(age) < 10 else None)
    return None


def compare_authentication(reading: Reading, claims: Mapping[str, Any], now: float, leeway: int) -> Reading:
    """The reading with what the token lacks: its `acr` first, then its `auth_time`; unchanged where none is asked."""
    wanted = wanted_authentication(reading.challenge)
    if wanted is None or not (wanted.acr or wanted.max_age is not None):
        return reading
    weak, old = _weak(wanted, claims), _old(wanted, claims, now, leeway)
    if weak is not None or old is not None:
        reason = "token.authentication_too_weak" if weak is not None else "token.authentication_too_old"
        found = [text for text in (weak, old) if text]
        return _with(reading, reason, "; ".join(found), claims)
    if wanted.max_age is not None and numeric_date(claims.get("auth_time")) is None:
        asked = f"the API asks for a login at most {duration(wanted.max_age)} ago; the token does not say when it was"
        return _with(reading, "token.authentication_insufficient", asked, claims)
    says = "the API asks for an authentication that this token has; it may have seen another token"
    return _with(reading, "token.authentication_insufficient", says, claims)


def _with(reading: Reading, reason: str, says: str, claims: Mapping[str, Any]) -> Reading:
    return replace(reading, reason=reason, says=says, seen=_shown(claims), source="WWW-Authenticate, token")


def _weak(wanted: Wanted, claims: Mapping[str, Any]) -> str | None:
    if not wanted.acr or claims.get("acr") in wanted.acr:
        return None
    has = f"the token's acr is `{shortened(str(claims['acr']), 60)}`" if "acr" in claims else "the token has no acr"
    return f"the API asks for acr {quoted(wanted.acr)}, and {has}"


def _old(wanted: Wanted, claims: Mapping[str, Any], now: float, leeway: int) -> str | None:
    at = numeric_date(claims.get("auth_time"))
    if wanted.max_age is None or at is None or now <= at + wanted.max_age + leeway:
        return None
    asked = f"the API asks for a login at most {duration(wanted.max_age)} ago"
    return f"{asked}, and the user logged in {duration(now - at)} ago"


def _shown(claims: Mapping[str, Any]) -> str:
    at = numeric_date(claims.get("auth_time"))
    acr = f"acr {shortened(str(claims['acr']), 60)}" if "acr" in claims else "no acr"
    return f"{acr}, {f'auth_time {claim_instant(at)}' if at is not None else 'no auth_time'}"
