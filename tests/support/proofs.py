"""DPoP proofs and client certificates as clients make them: by PyJWT and cryptography, an oracle for our checks."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from jwt.algorithms import ECAlgorithm

from tests.support.world import AT, good_token


@cache
def client_key(name: str = "client") -> ec.EllipticCurvePrivateKey:
    """A key pair of a client; the same name gives the same pair within a run."""
    return ec.generate_private_key(ec.SECP256R1())


def public_jwk(name: str = "client") -> dict[str, Any]:
    """The public key as a JWK."""
    return json.loads(ECAlgorithm.to_jwk(client_key(name).public_key()))


def key_thumbprint(name: str = "client") -> str:
    """Its thumbprint, computed by hand from RFC 7638 section 3."""
    row = public_jwk(name)
    members = "{" + ",".join(f'"{key}":"{row[key]}"' for key in ("crv", "kty", "x", "y")) + "}"
    return base64url(hashlib.sha256(members.encode()).digest())


def base64url(data: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def bound_token(key: str = "client", **claims: Any) -> str:
    """The good token, bound to a client's key."""
    return good_token(cnf={"jkt": key_thumbprint(key)}, **claims)


def make_proof(token: str, *, key: str = "client", header: dict[str, Any] | None = None, **changed: Any) -> str:
    """A proof for `GET https://api.shop.test/orders/7` with this token, made now; None takes a claim out."""
    claims = {
        "jti": "p-1", "htm": "GET", "htu": "https://api.shop.test/orders/7", "iat": AT,
        "ath": base64url(hashlib.sha256(token.encode()).digest()),
    } | changed  # fmt: skip
    kept = {name: value for name, value in claims.items() if value is not None}
    full = {"typ": "dpop+jwt", "jwk": public_jwk(key)} | (header or {})
    return jwt.encode(
        kept, client_key(key), "ES256", {name: value for name, value in full.items() if value is not None}
    )


@cache
def client_certificate(name: str = "dispatch") -> x509.Certificate:
    """A self-signed certificate."""
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    start = datetime(2026, 1, 1, tzinfo=UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject).issuer_name(subject).public_key(client_key(name).public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(start).not_valid_after(start + timedelta(days=365))
        .sign(client_key(name), hashes.SHA256())
    )  # fmt: skip


def certificate_der(name: str = "dispatch") -> bytes:
    """The certificate as DER."""
    return client_certificate(name).public_bytes(Encoding.DER)


def certificate_pem(name: str = "dispatch") -> str:
    """The certificate as PEM."""
    return client_certificate(name).public_bytes(Encoding.PEM).decode()


def certificate_thumbprint(name: str = "dispatch") -> str:
    """Its SHA-256 thumbprint by cryptography, as `x5t#S256` writes it."""
    return base64url(client_certificate(name).fingerprint(hashes.SHA256()))
