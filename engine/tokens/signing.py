"""Signs the tokens of scenarios, the same bytes every time. For demonstrations: real tokens come from their issuer."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from knowledge.scenarios import ScenarioToken

DEMO_SECRET = "apiwhy-demo-secret-apiwhy-demo-secret"
_CURVE_HASH = {"secp256r1": "256", "secp384r1": "384", "secp521r1": "512"}


def sign_token(token: ScenarioToken, keys: Mapping[str, str]) -> str:
    """The compact form of a token (RFC 7515 section 3.1), JSON without spaces, members in their order.

    `keys` are PEM texts by name; the token's own `key` chooses. The header's `alg` only picks the hash: a header that
    names another family is signed with the key all the same, because such a token is what a scenario may want to show.
    PSS is not offered, since its signatures differ from call to call. KeyError where the key is not among `keys`.
    """
    message = f"{_segment(token.header)}.{_segment(token.claims)}"
    signature = token.signature
    if signature is None:
        signature = _base64url(_sign(token, keys, message.encode()))
    return f"{message}.{signature}"


def _sign(token: ScenarioToken, keys: Mapping[str, str], message: bytes) -> bytes:
    if token.key == "none":
        return b""
    size = _hash_size(token.header)
    if token.key == "hmac":
        return hmac.digest(DEMO_SECRET.encode(), message, f"sha{size}")
    return _sign_asymmetric(keys[token.key], message, size)


def _sign_asymmetric(pem: str, message: bytes, size: str) -> bytes:
    """A signature by an RSA (PKCS#1 v1.5), EC (deterministic, RFC 6979) or Ed25519 key."""
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

    key = _private_key(pem)
    if isinstance(key, rsa.RSAPrivateKey):
        from jwt.algorithms import RSAAlgorithm

        return RSAAlgorithm(getattr(RSAAlgorithm, f"SHA{size}")).sign(message, key)
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return _sign_ec(key, message)
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return key.sign(message)
    raise ValueError(f"a key of type `{type(key).__name__}`, wanted RSA, EC or Ed25519")


@lru_cache(maxsize=8)
def _private_key(pem: str) -> Any:
    """The key of a PEM text, which an RSA key takes 50 ms to check: a demonstration has only a few."""
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    return load_pem_private_key(pem.encode(), password=None)


def _sign_ec(key: Any, message: bytes) -> bytes:
    """R and S side by side (RFC 7518 section 3.4), with the hash that belongs to the key's curve."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, utils

    chosen = getattr(hashes, f"SHA{_CURVE_HASH[key.curve.name]}")()
    der = key.sign(message, ec.ECDSA(chosen, deterministic_signing=True))
    size = (key.curve.key_size + 7) // 8
    return b"".join(number.to_bytes(size, "big") for number in utils.decode_dss_signature(der))


def _hash_size(header: Mapping[str, Any]) -> str:
    size = str(header.get("alg", ""))[-3:]
    return size if size in ("256", "384", "512") else "256"


def _segment(value: Mapping[str, Any]) -> str:
    return _base64url(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")
