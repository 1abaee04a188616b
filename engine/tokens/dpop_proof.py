"""A DPoP proof taken apart: a JWT that the caller signs for one request with its token's key (RFC 9449 section 4)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from engine.models.keys import ASYMMETRIC, Key
from engine.tokens.jose import Jws, parse_jws
from engine.tokens.keys import PRIVATE, KeysUnreadable, parse_jwks, thumbprint, verify
from engine.words import quoted, shortened

REQUIRED = ("jti", "htm", "htu", "iat")
"""Claims of every proof (section 4.2); `ath` comes beside an access token."""
REMOVED = ("•••", "***", "REDACTED", "[REDACTED]", "…")


class Proof(Struct, frozen=True):
    """A proof that could be read. `verified` is None where its signature was removed from the capture."""

    claims: Mapping[str, Any]
    algorithm: str
    key: Key
    verified: bool | None

    @property
    def thumbprint(self) -> str:
        """The SHA-256 thumbprint of its key, as `cnf.jkt` of the token names it (RFC 7638)."""
        return thumbprint(self.key)


class ProofRefused(ValueError):
    """No proof can be made of the text: what was seen, and what was wanted."""

    def __init__(self, seen: str, wanted: str) -> None:
        super().__init__(f"{seen}, wanted {wanted}")
        self.seen = seen
        self.wanted = wanted


def parse_proof(text: str) -> Proof:
    """Takes a proof apart and verifies it with the key that it carries (section 4.3). Raises `ProofRefused`."""
    head, _, tail = text.rpartition(".")
    removed = tail in REMOVED
    try:
        jws = parse_jws(f"{head}." if removed else text)
    except ValueError as problem:
        seen, _, wanted = str(problem).partition(", wanted ")
        raise ProofRefused(seen, wanted) from None
    kind = jws.header.get("typ")
    if not isinstance(kind, str) or kind.lower().removeprefix("application/") != "dpop+jwt":
        raise ProofRefused(_member("typ", kind), "typ `dpop+jwt`")
    algorithm = jws.header.get("alg")
    if not isinstance(algorithm, str) or algorithm not in ASYMMETRIC:
        raise ProofRefused(_member("alg", algorithm), "an algorithm that signs with a private key, such as `ES256`")
    key = _key(jws.header.get("jwk"), algorithm)
    missing = [name for name in REQUIRED if name not in jws.claims]
    if missing:
        raise ProofRefused(f"no claim {quoted(missing)}", f"the claims {quoted(REQUIRED)}")
    return Proof(jws.claims, algorithm, key, None if removed else _verified(jws, key, algorithm))


def _key(jwk: object, algorithm: str) -> Key:
    """The public key that the proof carries in its own header."""
    if not isinstance(jwk, Mapping):
        raise ProofRefused("no public key in the header", "jwk, the public key of the caller")
    if jwk.get("kty") == "oct" or not PRIVATE.isdisjoint(jwk):
        raise ProofRefused("a private key in the header, which is now known to everyone on the way", "a public key")
    try:
        keys = parse_jwks(jwk)
    except KeysUnreadable:
        raise ProofRefused("a jwk without `kty`", "the public key of the caller") from None
    if not keys.keys:
        raise ProofRefused(keys.problems[0].rpartition(": saw ")[2].partition(", wanted")[0], "a public key")
    [key] = keys.keys
    if not key.fits(algorithm):
        raise ProofRefused(f"alg `{algorithm}` with a key of the type `{key.kind}`", "an algorithm that fits the key")
    return key


def _verified(jws: Jws, key: Key, algorithm: str) -> bool:
    verified = verify(key, algorithm, jws.signing_input, jws.signature)
    if verified is None:
        raise ProofRefused("a jwk that cannot be read", "the public key of the caller")
    return verified


def _member(name: str, value: object) -> str:
    return f"no {name}" if value is None else f"{name} `{shortened(str(value), 40)}`"
