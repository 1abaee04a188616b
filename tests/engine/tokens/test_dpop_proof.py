"""A DPoP proof taken apart. The proofs are made by PyJWT with keys of cryptography."""

from __future__ import annotations

import hmac
import json
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from hypothesis import given
from hypothesis import strategies as st
from jwt.algorithms import OKPAlgorithm, RSAAlgorithm

from engine.tokens.dpop_proof import REQUIRED, ProofRefused, parse_proof
from tests.support.proofs import base64url, bound_token, client_key, key_thumbprint, make_proof, public_jwk

TOKEN = bound_token()


def test_a_proof_is_read_and_verified_with_its_own_key() -> None:
    proof = parse_proof(make_proof(TOKEN))
    assert (proof.verified, proof.algorithm, proof.claims["jti"]) == (True, "ES256", "p-1")
    assert proof.thumbprint == key_thumbprint()


@pytest.mark.parametrize(
    ("key", "algorithm", "to_jwk"),
    [
        (ed25519.Ed25519PrivateKey.generate(), "EdDSA", OKPAlgorithm.to_jwk),
        (rsa.generate_private_key(65537, 2048), "PS256", RSAAlgorithm.to_jwk),
        (rsa.generate_private_key(65537, 2048), "RS256", RSAAlgorithm.to_jwk),
    ],
    ids=["EdDSA", "PS256", "RS256"],
)
def test_every_asymmetric_algorithm_may_sign(key: Any, algorithm: str, to_jwk: Any) -> None:
    jwk = to_jwk(key.public_key(), as_dict=True)
    claims = dict.fromkeys(REQUIRED, "x")
    text = jwt.encode(claims, key, algorithm, {"typ": "dpop+jwt", "jwk": jwk})
    assert parse_proof(text).verified is True


def test_a_signature_of_another_key_does_not_verify() -> None:
    head, _, _ = make_proof(TOKEN).rpartition(".")
    _, _, tail = make_proof(TOKEN, key="other").rpartition(".")
    assert parse_proof(f"{head}.{tail}").verified is False


def test_a_signature_that_was_removed_says_nothing() -> None:
    head, _, _ = make_proof(TOKEN).rpartition(".")
    assert parse_proof(f"{head}.•••").verified is None


def test_the_type_may_be_written_as_a_media_type() -> None:
    assert parse_proof(make_proof(TOKEN, header={"typ": "application/DPoP+jwt"})).verified is True


@pytest.mark.parametrize(
    ("header", "claims", "seen", "wanted"),
    [
        ({"typ": "JWT"}, {}, "typ `JWT`", "dpop+jwt"),
        ({"jwk": None}, {}, "no public key", "public key of the caller"),
        ({"jwk": "text"}, {}, "no public key", "public key of the caller"),
        ({"jwk": {"kty": "strange"}}, {}, "the type `strange`", "a public key"),
        ({"jwk": {"x": "y"}}, {}, "without `kty`", "public key"),
        ({"jwk": {"kty": "oct", "k": "AA"}}, {}, "a private key in the header", "a public key"),
        ({"jwk": public_jwk() | {"d": "AA"}}, {}, "a private key in the header", "a public key"),
        ({"jwk": public_jwk() | {"x": "AA"}}, {}, "cannot be read", "public key"),
        ({"jwk": {"kty": "RSA", "n": "AQAB", "e": "AQAB"}}, {}, "alg `ES256` with a key of the type `RSA`", "fits"),
        ({}, {"jti": None}, "no claim `jti`", "`jti`, `htm`, `htu`, `iat`"),
        ({}, {"htm": None, "iat": None}, "no claim `htm`, `iat`", "`jti`"),
    ],
)
def test_what_is_no_proof(header: dict[str, Any], claims: dict[str, Any], seen: str, wanted: str) -> None:
    with pytest.raises(ProofRefused) as caught:
        parse_proof(make_proof(TOKEN, header=header, **claims))
    assert seen in caught.value.seen
    assert wanted in caught.value.wanted
    assert "AA" not in str(caught.value)


@pytest.mark.parametrize("text", ["", "a", "a.b.c", "•••", TOKEN.rpartition(".")[0], "$(make proof)"])
def test_what_is_no_jwt(text: str) -> None:
    with pytest.raises(ProofRefused):
        parse_proof(text)


@pytest.mark.parametrize("algorithm", ["none", "HS256", "RS1", None])
def test_only_a_private_key_signs(algorithm: str | None) -> None:
    header = {"typ": "dpop+jwt", "jwk": public_jwk()} | ({"alg": algorithm} if algorithm else {})
    message = f"{base64url(json.dumps(header).encode())}.{base64url(json.dumps(dict.fromkeys(REQUIRED, 1)).encode())}"
    signature = hmac.digest(str(client_key().public_key().public_numbers().x).encode(), message.encode(), "sha256")
    with pytest.raises(ProofRefused) as caught:
        parse_proof(f"{message}.{base64url(signature)}")
    assert caught.value.seen.startswith(("alg", "no alg"))


@given(st.text(max_size=200) | st.text("eyJ.ABCabc_-=•", max_size=200))
def test_any_other_text_is_refused_with_what_was_seen(text: str) -> None:
    with pytest.raises(ProofRefused) as caught:
        parse_proof(text)
    assert caught.value.seen
    assert caught.value.wanted


@given(
    st.dictionaries(
        st.sampled_from(["typ", "alg", "jwk", "kid"]),
        st.none() | st.integers() | st.text(max_size=8) | st.dictionaries(st.text(max_size=4), st.integers()),
    )
)
def test_any_header_is_refused_or_read(header: dict[str, Any]) -> None:
    text = f"{base64url(json.dumps(header).encode())}.{base64url(json.dumps(dict.fromkeys(REQUIRED, 1)).encode())}.AA"
    with pytest.raises(ProofRefused):
        parse_proof(text)
