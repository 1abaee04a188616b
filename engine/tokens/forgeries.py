"""Signatures that only look wrong, or only look right: what a forger or a home-made signer does, computed.

Nothing here trusts a key of a token's own header: it is tried only to say what the token is.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any

from engine.models.keys import ALGORITHMS_BY_TYPE, Key
from engine.tokens.keys import KeysUnreadable, octets, parse_jwks, verify
from knowledge.patterns import lazy_regex

INJECTION = lazy_regex(
    r"\.\.[/\\]|^/(?:dev|etc|proc|tmp|var|usr)/|^[A-Za-z]:\\|['\"`;|<>\0\r\n]|\$\(|\bunion\b.*\bselect\b", re.I
)
"""Paths, quotes and commands: what a `kid` holds that is meant to be executed rather than looked up."""


def is_injection(kid: object) -> bool:
    """Whether a `kid` is made to be used as a path, a query or a command."""
    return isinstance(kid, str) and INJECTION.search(kid) is not None


def made_with_public_key(algorithm: str, signing_input: bytes, signature: bytes, keys: Iterable[Key]) -> Key | None:
    """The issuer's public key that served as the secret of this HMAC (RFC 8725 section 2.1), or None."""
    for key in keys:
        if key.kind != "oct":
            for text in _public_forms(key):
                if _is_hmac(text, algorithm, signing_input, signature):
                    return key
    return None


def _is_hmac(secret: bytes, algorithm: str, signing_input: bytes, signature: bytes) -> bool:
    return hmac.compare_digest(hmac.digest(secret, signing_input, f"sha{algorithm[-3:]}"), signature)


def _public_forms(key: Key) -> Iterator[bytes]:
    """A public key as files hold it: PEM of both kinds with and without its last line end, DER, JWK."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
    from jwt import PyJWK
    from jwt.exceptions import PyJWTError

    row = json.loads(key.material)
    try:
        public = PyJWK(row, ALGORITHMS_BY_TYPE[key.kind][0]).key
    except (PyJWTError, ValueError, TypeError, KeyError, AttributeError):
        return
    formats = [PublicFormat.SubjectPublicKeyInfo, *([PublicFormat.PKCS1] if key.kind == "RSA" else [])]
    for form in formats:
        pem = public.public_bytes(Encoding.PEM, form)
        yield from (pem, pem.rstrip(b"\n"), pem.replace(b"\n", b"\r\n"), public.public_bytes(Encoding.DER, form))
    yield from (json.dumps(row).encode(), json.dumps(row, separators=(",", ":")).encode())


def embedded_key(header: Mapping[str, Any]) -> tuple[str, Key] | None:
    """The key that a header brings along in `jwk` or `x5c`, with the member's name."""
    row = header.get("jwk")
    name = "jwk"
    if not isinstance(row, Mapping):
        name, row = "x5c", _certified(header.get("x5c"))
    if row is None:
        return None
    try:
        keys = parse_jwks({"keys": [row]}).keys
    except KeysUnreadable:
        return None
    return (name, keys[0]) if keys else None


def _certified(chain: object) -> Mapping[str, Any] | None:
    """The public key of the first certificate, as a JWK (RFC 7515 section 4.1.6)."""
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
    from cryptography.x509 import load_der_x509_certificate
    from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

    first = chain[0] if isinstance(chain, list) and chain else None
    if not isinstance(first, str):
        return None
    try:
        public = load_der_x509_certificate(base64.b64decode(first)).public_key()
    except (binascii.Error, ValueError):
        return None
    if isinstance(public, rsa.RSAPublicKey):
        return RSAAlgorithm.to_jwk(public, as_dict=True)
    if isinstance(public, ec.EllipticCurvePublicKey):
        return ECAlgorithm.to_jwk(public, as_dict=True)
    return OKPAlgorithm.to_jwk(public, as_dict=True) if isinstance(public, ed25519.Ed25519PublicKey) else None


def fits_own_key(header: Mapping[str, Any], algorithm: str, signing_input: bytes, signature: bytes) -> str | None:
    """The member of the header whose key made the signature: anybody can sign so. None where none did."""
    found = embedded_key(header)
    if found is None:
        return None
    name, key = found
    return name if key.makes(algorithm) and verify(key, algorithm, signing_input, signature) else None


def raw_of_der(signature: bytes, length: int) -> bytes | None:
    """R and S side by side, of an ECDSA signature in DER (RFC 7518 section 3.4); None where it is none."""
    if signature[:1] != b"\x30" or len(signature) == length:
        return None
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

    try:
        return b"".join(number.to_bytes(length // 2) for number in decode_dss_signature(signature))
    except (ValueError, OverflowError):
        return None


def misread_secret(key: Key, algorithm: str, signing_input: bytes, signature: bytes) -> str | None:
    """How the signer read the shared secret otherwise than this key says, or None where that is not the difference."""
    text = json.loads(key.material).get("k")
    secret = octets(text)
    if secret is None:
        return None
    readings = {"the base64 text itself as the secret": str(text).encode()}
    padded = secret + b"=" * (-len(secret) % 4)
    with suppress(binascii.Error, ValueError):
        readings["the secret decoded from base64 once more"] = base64.b64decode(padded, altchars=b"-_", validate=True)
    return next((how for how, one in readings.items() if _is_hmac(one, algorithm, signing_input, signature)), None)
