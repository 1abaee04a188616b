"""What a forger or a home-made signer does. Signatures are made by PyJWT and cryptography."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from engine.tokens.forgeries import (
    embedded_key,
    fits_own_key,
    is_injection,
    made_with_public_key,
    misread_secret,
    raw_of_der,
)
from engine.tokens.jose import parse_jws
from engine.tokens.keys import parse_jwks
from knowledge.scenarios import demo_jwks
from tests.support.world import good_claims

PRIVATE = ec.generate_private_key(ec.SECP256R1())
JWK: dict[str, Any] = jwt.algorithms.ECAlgorithm.to_jwk(PRIVATE.public_key(), as_dict=True)
TEXT = "apiwhy-demo-secret-apiwhy-demo-secret"


def certificate() -> str:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "forger")])
    start = datetime(2026, 1, 1, tzinfo=UTC)
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(PRIVATE.public_key())
    builder = builder.serial_number(1).not_valid_before(start).not_valid_after(start + timedelta(days=1))
    return base64.b64encode(builder.sign(PRIVATE, hashes.SHA256()).public_bytes(Encoding.DER)).decode()


@pytest.mark.parametrize("member", ["jwk", "x5c"])
def test_a_token_that_its_own_key_signed_is_known(member: str) -> None:
    header = {"jwk": JWK} if member == "jwk" else {"x5c": [certificate()]}
    jws = parse_jws(jwt.encode(good_claims(), PRIVATE, algorithm="ES256", headers=header))
    found = embedded_key(jws.header)
    assert found is not None
    assert found[0] == member
    assert fits_own_key(jws.header, "ES256", jws.signing_input, jws.signature) == member
    assert fits_own_key(jws.header, "ES256", jws.signing_input + b"x", jws.signature) is None
    assert fits_own_key(jws.header, "RS256", jws.signing_input, jws.signature) is None


@pytest.mark.parametrize(
    "header",
    [
        {},
        {"jwk": 7},
        {"jwk": {}},
        {"jwk": {"kty": "EC"}},
        {"x5c": []},
        {"x5c": ["!"]},
        {"x5c": "MII"},
        {"x5c": ["MIIB"]},
    ],
)
def test_what_is_no_key_is_none(header: dict[str, Any]) -> None:
    assert embedded_key(header) is None
    assert fits_own_key(header, "ES256", b"a.b", b"c") is None


@pytest.mark.parametrize(
    ("kid", "attack"),
    [
        ("../../dev/null", True), ("..\\..\\keys", True), ("/dev/null", True), ("/etc/passwd", True), ("C:\\keys\\a", True),
        ("x' UNION SELECT 'k", True), ('a" or 1', True), ("a;ls", True), ("a|ls", True), ("$(id)", True), ("`id`", True),
        ("a\nb", True), ("<script>", True),
        ("demo-rs256", False), ("https://login.test/keys/1", False), ("a+b/c==", False), ("2026-03-04T10:11:12Z", False),
        ("arn:aws:kms:eu-west-1:1:key/2", False), ("", False), (7, False), (None, False), ("..", False), ("key 1", False),
    ],
)  # fmt: skip
def test_which_key_ids_are_attacks(kid: object, attack: bool) -> None:
    assert is_injection(kid) is attack


def test_no_key_of_a_set_without_public_keys_is_confused() -> None:
    keys = parse_jwks({"keys": [{"kty": "oct", "k": "c2VjcmV0"}, {"kty": "RSA", "n": "!", "e": "AQAB"}]}).keys
    assert made_with_public_key("HS256", b"a.b", bytes(32), keys) is None
    assert made_with_public_key("HS256", b"a.b", bytes(32), parse_jwks(demo_jwks()).keys) is None


@given(st.binary(min_size=1, max_size=40))
def test_a_signature_in_der_is_put_side_by_side(message: bytes) -> None:
    der = PRIVATE.sign(message, ec.ECDSA(hashes.SHA256()))
    raw = raw_of_der(der, 64)
    assert raw is not None
    assert (int.from_bytes(raw[:32]), int.from_bytes(raw[32:])) == decode_dss_signature(der)
    assert raw_of_der(raw, 64) is None


@pytest.mark.parametrize("signature", [b"", b"\x30", b"\x30\x44" + bytes(10), b"\x31" * 70, b"\x30" + bytes(63)])
def test_what_is_no_der_is_none(signature: bytes) -> None:
    assert raw_of_der(signature, 64) is None


@pytest.mark.parametrize(
    ("signed_with", "key_text", "how"),
    [
        (TEXT, TEXT, None),
        (base64.b64encode(TEXT.encode()).decode(), TEXT, None),
        (TEXT, base64.b64encode(TEXT.encode()).decode(), "the secret decoded from base64 once more"),
        (
            TEXT,
            base64.urlsafe_b64encode(TEXT.encode()).decode().rstrip("="),
            "the secret decoded from base64 once more",
        ),
        ("quite another secret, and long enough for it", TEXT, None),
    ],
)
def test_which_reading_of_the_secret_signed(signed_with: str, key_text: str, how: str | None) -> None:
    jws = parse_jws(jwt.encode({}, signed_with, algorithm="HS256"))
    member = base64.urlsafe_b64encode(key_text.encode()).decode().rstrip("=")
    (key,) = parse_jwks(json.dumps({"kty": "oct", "k": member})).keys
    assert misread_secret(key, "HS256", jws.signing_input, jws.signature) == how
    text_signed = parse_jws(jwt.encode({}, member, algorithm="HS256"))
    found = misread_secret(key, "HS256", text_signed.signing_input, text_signed.signature)
    assert found == "the base64 text itself as the secret"


def test_a_secret_that_cannot_be_read_is_not_misread() -> None:
    (key,) = parse_jwks({"kty": "oct"}).keys
    assert misread_secret(key, "HS256", b"a.b", bytes(32)) is None
