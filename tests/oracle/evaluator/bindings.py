"""Whether who sends a token holds what it is bound to: a key (RFC 9449) or a client certificate (RFC 8705)."""

from __future__ import annotations

import base64
import json
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

import jwt

from tests.oracle.evaluator.sent import Sent, Tables
from tests.oracle.evaluator.urls import path_segments, place_of

WINDOW = 300
"""Seconds that a proof is good for; RFC 9449, section 11.1, leaves it to the server."""
SIGNING = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
THUMBED = {"EC": ("crv", "kty", "x", "y"), "OKP": ("crv", "kty", "x"), "RSA": ("e", "kty", "n")}
"""The members of a key that its thumbprint is made of, in order (RFC 7638, section 3.2; RFC 8037, section 2)."""
SECRET = ("d", "p", "q", "dp", "dq", "qi", "k")


def binding(sent: Sent, token: str, claims: Tables, leeway: int) -> str:
    """`passed`, `failed` or `unknown`, for a token that was presented with one of the two schemes."""
    scheme = sent.values("authorization")[0].partition(" ")[0].lower()
    confirmation = claims.get("cnf")
    if not isinstance(confirmation, dict) or not confirmation:
        return "failed" if scheme == "dpop" else "passed"
    found = {_one(sent, token, member, wanted, scheme, leeway) for member, wanted in confirmation.items()}
    return next(one for one in ("failed", "unknown", "passed") if one in found)


def _one(sent: Sent, token: str, member: str, wanted: Any, scheme: str, leeway: int) -> str:
    if member == "jkt":
        proofs = sent.values("dpop")
        good = scheme == "dpop" and len(proofs) == 1 and _is_proof(proofs[0], sent, token, wanted, leeway)
        return "passed" if good else "failed"
    return _certificate(sent, wanted) if member == "x5t#S256" else "unknown"


def _certificate(sent: Sent, wanted: str) -> str:
    passed_on = sent.values("client-cert")
    if not passed_on:
        return "failed" if sent.shows_certificate else "unknown"
    return "passed" if hashed(base64.b64decode(passed_on[0].strip(":"))) == wanted else "failed"


def hashed(data: bytes) -> str:
    """The SHA-256 of some bytes as base64url without padding."""
    return base64.urlsafe_b64encode(sha256(data).digest()).decode().rstrip("=")


def thumbprint(key: Tables) -> str:
    """The thumbprint of a key."""
    members = {name: key[name] for name in THUMBED[key["kty"]]}
    return hashed(json.dumps(members, separators=(",", ":")).encode())


def _is_proof(proof: str, sent: Sent, token: str, wanted: str, leeway: int) -> bool:
    """The checks of RFC 9449, section 4.3."""
    try:
        header = jwt.get_unverified_header(proof)
        key, kind = header.get("jwk"), str(header.get("typ")).lower().removeprefix("application/")
        if kind != "dpop+jwt" or header.get("alg") not in SIGNING or not isinstance(key, dict):
            return False
        if key.get("kty") not in THUMBED or any(name in key for name in SECRET):
            return False
        claims = json.loads(jwt.api_jws.decode(proof, jwt.PyJWK(key, header["alg"]), algorithms=[header["alg"]]))
    except (jwt.PyJWTError, ValueError):
        return False
    return (
        "jti" in claims
        and claims.get("htm") == sent.method
        and _is_here(claims.get("htu"), sent)
        and _is_now(claims.get("iat"), sent.now, leeway)
        and claims.get("ath") == hashed(token.encode())
        and thumbprint(key) == wanted
    )


def _is_now(made: Any, now: datetime, leeway: int) -> bool:
    return type(made) in (int, float) and -leeway <= now.timestamp() - made <= WINDOW + leeway


def _is_here(url: Any, sent: Sent) -> bool:
    """Whether a URL is that of the request, query and fragment aside. A capture without a scheme shows no port of its own."""
    if not isinstance(url, str) or not url.startswith(("https://", "http://")):
        return False
    there = place_of(url)
    here = place_of(f"{sent.scheme or there.scheme}://{sent.authority}")
    path = sent.target.partition("#")[0].partition("?")[0]
    return there == here and _segments(urlsplit(url).path) == _segments(path)


def _segments(path: str) -> list[str]:
    found = path_segments(path)
    return [] if found == [""] else found
