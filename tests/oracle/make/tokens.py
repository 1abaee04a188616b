"""Makes tokens: good ones for an API service, and ones with one thing wrong."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any, NamedTuple

import jwt

from tests.oracle.make.bindings import make_confirmation
from tests.oracle.make.dice import Dice
from tests.oracle.make.environments import GROUPS, SCOPES, Tables
from tests.oracle.make.keys import ALGORITHM, KEY_SETS, kind_of, name_of, private_key

DEFAULT_LEEWAY = 60
CLAIM_FAULTS = {
    "expired": 6, "expired just now": 2, "good for a second more": 2, "not yet valid": 3, "valid just now": 2,
    "issued later": 2, "no exp": 2, "exp as text": 1, "exp true": 0.5, "exp as a fraction": 1, "another issuer": 4,
    "issuer with a slash": 1, "no issuer": 1, "another audience": 5, "no audience": 2, "audience in a list": 3,
    "list without it": 1,
}  # fmt: skip
FORM_FAULTS = {
    "alg none": 3, "another alg": 2, "HS256 of the public key": 2, "kid unknown": 3, "no kid": 4, "stranger's key": 4,
    "tampered claims": 3, "tampered signature": 2, "padded": 1, "not base64": 1, "not JSON": 1, "opaque": 4,
    "four parts": 0.5, "typ absent": 1, "critical": 1,
}  # fmt: skip
STRICT_FAULTS = {
    "sub a number": 1, "jti a number": 1, "nbf as text": 1, "iat as text": 1, "cut": 3, "no signature": 2,
    "audience a number": 1,
}  # fmt: skip
STRICT_FAULTS_ARE_JUDGED = True
"""Whether apiwhy already refuses wrong types of claims and cut signatures, as PyJWT does; until then none is made."""


class Signed(NamedTuple):
    """A token, what was done to it, its claims, and the leeway of its issuer in seconds."""

    text: str
    fault: str | None
    claims: Tables
    leeway: int


def make_token(dice: Dice, environment: Tables, service: Tables | None, now: int, faulty: float) -> Signed:
    """A token for an API service; for none, one of the first issuer. `faulty` is how likely something is wrong."""
    issuers = environment["issuers"]
    names = (
        [service["issuer"]] if service and "issuer" in service else (service or {}).get("issuers", [issuers[0]["name"]])
    )
    chosen = dice.choice(names)
    issuer = next(one for one in issuers if one["name"] == chosen)
    leeway = issuer.get("leeway_seconds", DEFAULT_LEEWAY)
    claims = _claims(dice, environment, service, issuer, now) | make_confirmation(dice)
    strict = STRICT_FAULTS if STRICT_FAULTS_ARE_JUDGED else {}
    fault = dice.weighed({**CLAIM_FAULTS, **FORM_FAULTS, **strict}) if dice.chance(faulty) else None
    if issuer.get("token_type") == "opaque" and dice.chance(0.7):
        fault = "opaque"
    claims = {
        name: value for name, value in spoil_claims(dice, fault, claims, now, leeway).items() if value is not None
    }
    return Signed(_text(dice, fault, claims, issuer), fault, claims, leeway)


def _claims(dice: Dice, environment: Tables, service: Tables | None, issuer: Tables, now: int) -> Tables:
    client = dice.weighed({"web": 6, "batch": 2, "kiosk": 0.4, "unlisted": 0.8})
    user = dice.weighed({"ada": 5, "bob": 3, "cyd": 2, "eve": 1}) if dice.chance(0.75) else None
    claims: Tables = {"iss": issuer["issuer"], "sub": user, "aud": _audience(environment, service)}
    claims |= {
        "iat": now - 600,
        "exp": now + dice.choice((300, 3000, 90_000)),
        dice.choice(("client_id", "cid", "azp")): client,
    }
    if user is None:
        claims |= {issuer.get("groups_claim", "groups"): dice.some(GROUPS)} if dice.chance(0.15) else {}
        claims |= dice.choice(
            ({}, {"sub": client}, {"sub": f"{client}@clients"}, {"sub": "x-1", "gty": "client-credentials"})
        )
    elif dice.chance(0.8):
        claims[issuer.get("groups_claim", "groups")] = dice.some(GROUPS)
    if issuer.get("user_claim"):
        claims |= {issuer["user_claim"]: user, "sub": f"id-{user}" if user else claims.get("sub")}
    scopes = dice.some(SCOPES) if dice.chance(0.5) else list(SCOPES)
    claims |= dice.choices(
        ({"scope": " ".join(scopes)}, {"scope": scopes}, {"scp": scopes}, {"scp": " ".join(scopes)}, {}),
        (6, 1, 2, 1, 0.5),
    )[0]
    return claims | _extras(dice)


def _audience(environment: Tables, service: Tables | None) -> Any:
    audience = (service or {}).get("audience", "shop")
    return audience if isinstance(audience, str) else audience[0]


def _extras(dice: Dice) -> Tables:
    possible: Tables = {
        "region": dice.choice(("eu", "us")), "level": dice.choice((1, 2, 3, 4)), "vip": dice.chance(0.5),
        "roles": dice.some(("boss", "clerk")), "joined": dice.choice(("2020-05-05T10:00:00Z", "2026-01-01T00:00:00+01:00")),
        "deep": {"role": dice.choice(("boss", "clerk")), "rank": dice.randint(0, 4)}, "jti": "t-1", "nbf": None,
    }  # fmt: skip
    return {name: value for name, value in possible.items() if dice.chance(0.65)}


def spoil_claims(dice: Dice, fault: str | None, claims: Tables, now: int, leeway: int) -> Tables:
    """The claims with the fault, where it is one of claims; None removes a claim."""
    audience = claims["aud"]
    changed: dict[str, Tables] = {
        "expired": {"exp": now - leeway - dice.choice((100, 9000))}, "expired just now": {"exp": now - leeway},
        "good for a second more": {"exp": now - leeway + 1}, "not yet valid": {"nbf": now + leeway + dice.choice((1, 5000))},
        "valid just now": {"nbf": now + leeway}, "issued later": {"iat": now + leeway + 500, "exp": now + 9000}, "no exp": {"exp": None},
        "exp as text": {"exp": str(now + 3000)}, "exp true": {"exp": True}, "exp as a fraction": {"exp": now + 99.5},
        "another issuer": {"iss": "https://login.other.test"}, "issuer with a slash": {"iss": f"{claims['iss']}/"},
        "no issuer": {"iss": None}, "another audience": {"aud": "elsewhere"}, "no audience": {"aud": None},
        "audience in a list": {"aud": ["elsewhere", audience]}, "list without it": {"aud": ["elsewhere", "nowhere"]},
        "audience a number": {"aud": 7}, "sub a number": {"sub": 7}, "jti a number": {"jti": 7}, "nbf as text": {"nbf": "soon"},
        "iat as text": {"iat": "then"},
    }  # fmt: skip
    return {**claims, **changed.get(fault or "", {})}


def _text(dice: Dice, fault: str | None, claims: Tables, issuer: Tables) -> str:
    keys = issuer.get("jwks", {}).get("keys", [])
    name = dice.choice([name_of(key) for key in keys] or dice.choice(KEY_SETS))
    algorithm = ALGORITHM[kind_of(name)]
    header = {"alg": algorithm, "kid": name, "typ": dice.choice(("at+jwt", "JWT"))}
    if fault == "opaque":
        return "opaque-" + "".join(dice.choices("abcdef0123456789", k=24))
    if fault == "alg none":
        return _unsigned({**header, "alg": dice.choice(("none", "None"))}, claims) + "."
    if fault == "HS256 of the public key":
        return _with_hmac({**header, "alg": "HS256"}, claims)
    if fault == "another alg":
        algorithm = {"RS256": dice.choice(("RS512", "PS256"))}.get(algorithm, algorithm)
    signer = f"{kind_of(name)}-2" if fault == "stranger's key" else name
    named: Tables = {
        "kid unknown": {"kid": "gone"}, "no kid": {"kid": None}, "typ absent": {"typ": None},
        "critical": {"crit": ["exp"], "exp": 1},
    }.get(fault or "", {})  # fmt: skip
    header = {key: value for key, value in {**header, "alg": algorithm, **named}.items() if value is not None}
    return damage(dice, fault, _signed(header, claims, signer))


def _signed(header: Tables, claims: Tables, signer: str) -> str:
    """Signed as bytes, so that claims of any type can be written."""
    if header.get("typ") is None:
        header = {**header, "typ": ""}
    return jwt.api_jws.encode(json.dumps(claims).encode(), private_key(signer), header["alg"], header)


def damage(dice: Dice, fault: str | None, token: str) -> str:
    """The token with a fault of its text."""
    head, body, signature = token.split(".")
    if fault == "tampered claims":
        claims = json.loads(base64.urlsafe_b64decode(f"{body}=="))
        return f"{head}.{encoded({**claims, 'scope': 'admin orders.read orders.write', 'vip': True})}.{signature}"
    if fault == "tampered signature":
        return f"{head}.{body}.{signature[:5]}{'A' if signature[5] != 'A' else 'B'}{signature[6:]}"
    damaged = {
        "cut": token[: dice.randint(10, len(token) - 12)], "padded": f"{token}==", "no signature": f"{head}.{body}.",
        "not base64": f"{head}.{body[:9]}!{body[9:]}.{signature}", "four parts": f"{token}.{signature}",
        "not JSON": f"{head}.{base64.urlsafe_b64encode(b'surely not').decode().rstrip('=')}.{signature}",
    }  # fmt: skip
    return damaged.get(fault or "", token)


def encoded(data: Tables) -> str:
    return base64.urlsafe_b64encode(json.dumps(data).encode()).decode().rstrip("=")


def _unsigned(header: Tables, claims: Tables) -> str:
    return f"{encoded(header)}.{encoded(claims)}"


def _with_hmac(header: Tables, claims: Tables) -> str:
    unsigned = _unsigned(header, claims)
    mark = hmac.new(b"public key", unsigned.encode(), hashlib.sha256).digest()
    return f"{unsigned}.{base64.urlsafe_b64encode(mark).decode().rstrip('=')}"
