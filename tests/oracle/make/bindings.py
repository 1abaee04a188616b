"""Makes what a bound token has to be sent with: DPoP proofs, good ones and each with one thing wrong, and certificates."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from hashlib import sha256
from typing import Any

import jwt

from tests.oracle.evaluator.sent import Sent
from tests.oracle.make.dice import Dice
from tests.oracle.make.environments import Tables
from tests.oracle.make.keys import ALGORITHM, kind_of, private_key, public_jwk

HOLDERS = ("p256-1", "ed-1", "p384-1")
"""The keys that callers hold; `-2` is somebody else's."""
CERTIFICATES = (b"certificate of web", b"certificate of batch")
"""What stands for certificates in DER: only their hash counts."""
BOUND = {"": 82, "key": 12, "certificate": 5, "both": 1, "another way": 0.5}
SENT = {"good": 12, "scheme Bearer": 1, "no proof": 1, "two proofs": 0.5, "other certificate": 3, "no certificate": 1}
PROOFS = {
    "good": 24, "another method": 2, "another URL": 2, "another path": 1, "too old": 2, "old enough": 1, "ahead": 1.5,
    "a little ahead": 1, "no ath": 1, "another ath": 1, "another key": 2, "tampered": 1.5, "typ JWT": 1, "HS256": 0.7,
    "alg none": 0.7, "private key": 0.7, "no jwk": 0.7, "no jti": 0.7, "no htm": 0.7, "no htu": 0.7, "no iat": 0.7,
    "iat as text": 0.7, "query in htu": 1, "upper-case host": 1, "typ in full": 1, "not a JWT": 0.7,
}  # fmt: skip
WINDOW = 300


def hashed(data: bytes) -> str:
    return base64.urlsafe_b64encode(sha256(data).digest()).decode().rstrip("=")


def make_confirmation(dice: Dice) -> Tables:
    """The claim `cnf` of a token, most often none."""
    bound = dice.weighed(BOUND)
    key = {"jkt": _thumbprint(dice.choice(HOLDERS))}
    certificate = {"x5t#S256": hashed(dice.choice(CERTIFICATES))}
    other = {"jwe": "e30.e30"}
    cnf = {"key": key, "certificate": certificate, "both": key | certificate, "another way": other}.get(bound)
    return {"cnf": cnf} if cnf else {}


def _thumbprint(name: str) -> str:
    key = {field: value for field, value in public_jwk(name).items() if field in ("crv", "kty", "x", "y")}
    return hashed(json.dumps(key, sort_keys=True, separators=(",", ":")).encode())


def bind(dice: Dice, sent: Sent, token: str, cnf: Tables, leeway: int) -> tuple[Sent, str | None]:
    """The request with what its token is bound to, and what is wrong with that."""
    if not cnf:
        return _with_scheme(sent) if dice.chance(0.01) else (sent, None)
    fault = dice.weighed(SENT)
    faults = [] if fault == "good" else [fault]
    if "jkt" in cnf:
        made = dice.weighed(PROOFS)
        faults += [] if made == "good" else [f"proof: {made}"]
        holder = next(name for name in HOLDERS if _thumbprint(name) == cnf["jkt"])
        proof = make_proof(dice, made, sent, token, holder, leeway)
        count = {"no proof": 0, "two proofs": 2}.get(fault, 1)
        sent = replace(sent, headers=(*sent.headers, *[("DPoP", proof)] * count))
        sent = sent if fault == "scheme Bearer" else _with_scheme(sent)[0]
    if "x5t#S256" in cnf and fault != "no certificate":
        right = next(one for one in CERTIFICATES if hashed(one) == cnf["x5t#S256"])
        wrong = next(one for one in CERTIFICATES if one != right)
        passed_on = base64.b64encode(wrong if fault == "other certificate" else right).decode()
        sent = replace(sent, headers=(*sent.headers, ("Client-Cert", f":{passed_on}:")))
    return sent, ", ".join(faults) or None


def _with_scheme(sent: Sent) -> tuple[Sent, str | None]:
    headers = tuple(
        (name, f"DPoP {value.partition(' ')[2]}") if name.lower() == "authorization" else (name, value)
        for name, value in sent.headers
    )
    return replace(sent, headers=headers), "scheme DPoP"


def make_proof(dice: Dice, fault: str, sent: Sent, token: str, holder: str, leeway: int) -> str:
    """A proof by the holder's key for this request, with one thing wrong."""
    now, algorithm = int(sent.now.timestamp()), ALGORITHM[kind_of(holder)]
    path = sent.target.partition("#")[0].partition("?")[0]
    url = f"{sent.scheme or dice.choice(('https', 'http'))}://{sent.authority}{path}"
    claims: Tables = {"jti": f"p-{dice.randint(1, 10**9)}", "htm": sent.method, "htu": url, "iat": now - 5}
    claims["ath"] = hashed(token.encode())
    changed: dict[str, Tables] = {
        "another method": {"htm": "PATCH"}, "another URL": {"htu": "https://elsewhere.test/orders"},
        "another path": {"htu": f"{url}/there"}, "too old": {"iat": now - WINDOW - leeway - dice.choice((1, 4000))},
        "old enough": {"iat": now - WINDOW - leeway}, "ahead": {"iat": now + leeway + dice.choice((1, 900))},
        "a little ahead": {"iat": now + leeway}, "no ath": {"ath": None}, "another ath": {"ath": hashed(b"another token")},
        "no jti": {"jti": None}, "no htm": {"htm": None}, "no htu": {"htu": None}, "no iat": {"iat": None},
        "iat as text": {"iat": str(now)}, "query in htu": {"htu": f"{url}?a=b"},
        "upper-case host": {"htu": url.replace(sent.authority, sent.authority.upper(), 1)},
    }  # fmt: skip
    claims = {name: value for name, value in {**claims, **changed.get(fault, {})}.items() if value is not None}
    signer = holder.replace("-1", "-2") if fault == "another key" else holder
    header = _header(fault, algorithm, signer)
    return _damaged(fault, _signed(fault, header, claims, signer))


def _header(fault: str, algorithm: str, signer: str) -> Tables:
    key: Tables = {name: value for name, value in public_jwk(signer).items() if name != "kid"}
    kind = {"typ JWT": "JWT", "typ in full": "application/DPoP+jwt"}.get(fault, "dpop+jwt")
    header: Tables = {"typ": kind, "alg": {"HS256": "HS256", "alg none": "none"}.get(fault, algorithm), "jwk": key}
    if fault == "private key":
        header["jwk"] = {**key, "d": "c2VjcmV0"}
    return {name: value for name, value in header.items() if not (fault == "no jwk" and name == "jwk")}


def _signed(fault: str, header: Tables, claims: Tables, signer: str) -> str:
    key: Any = private_key(signer)
    if fault in ("HS256", "alg none"):
        key = "k" * 32 if fault == "HS256" else None
    return jwt.api_jws.encode(json.dumps(claims).encode(), key, header["alg"], header)


def _damaged(fault: str, proof: str) -> str:
    if fault == "tampered":
        head, body, signature = proof.split(".")
        return f"{head}.{body}.{signature[:7]}{'A' if signature[7] != 'A' else 'B'}{signature[8:]}"
    return "surely-not-a-proof" if fault == "not a JWT" else proof
