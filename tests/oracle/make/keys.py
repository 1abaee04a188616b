"""The keys that sign generated tokens: always the same ones, made once."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from jwt.algorithms import ECAlgorithm, HMACAlgorithm, OKPAlgorithm, RSAAlgorithm

PEMS = Path(__file__).parents[2] / "data" / "examples" / "keys"
ALGORITHM = {"rsa": "RS256", "p256": "ES256", "p384": "ES384", "ed": "EdDSA", "oct": "HS256"}
"""What each kind of key usually signs with."""
KEY_SETS = (
    ("rsa-1",),
    ("p256-1",),
    ("ed-1",),
    ("rsa-1", "p256-1"),
    ("p384-1", "ed-1"),
    ("p256-1", "ed-1", "rsa-1"),
    ("oct-1",),
)
"""The keys that an issuer may publish, by name; `-2` is a stranger's, which nobody publishes."""


@cache
def private_key(name: str) -> Any:
    """A private key by its name, such as `p256-1`."""
    kind, _, number = name.partition("-")
    if kind == "rsa":
        return load_pem_private_key((PEMS / f"{'sso' if number == '1' else 'stranger'}.private.pem").read_bytes(), None)
    if kind == "oct":
        return number.encode() * 32
    if kind == "ed":
        return ed25519.Ed25519PrivateKey.from_private_bytes(number.encode() * 32)
    curve = ec.SECP256R1() if kind == "p256" else ec.SECP384R1()
    return ec.derive_private_key(int(number) + 0x5EED, curve)


@cache
def _public_text(name: str) -> str:
    if kind_of(name) == "oct":
        return HMACAlgorithm.to_jwk(private_key(name))
    public = private_key(name).public_key()
    return {"rsa": RSAAlgorithm, "ed": OKPAlgorithm}.get(kind_of(name), ECAlgorithm).to_jwk(public)


def public_jwk(name: str) -> dict[str, Any]:
    """What verifies, as a JWK whose `kid` is the name: the public half, or the whole of a symmetric key."""
    plain = {key: value for key, value in json.loads(_public_text(name)).items() if key != "key_ops"}
    return {**plain, "kid": name}


def kind_of(name: str) -> str:
    return name.partition("-")[0]


def name_of(key: dict[str, Any]) -> str:
    """The name of a published key, also where its `kid` was left out."""
    kind = {"P-256": "p256", "P-384": "p384"}.get(
        key.get("crv", ""), {"RSA": "rsa", "OKP": "ed"}.get(key["kty"], "oct")
    )
    return f"{kind}-1"
