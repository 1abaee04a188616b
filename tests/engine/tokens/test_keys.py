"""JSON Web Keys. PyJWT and cryptography make the keys and signatures that are checked here."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.models.keys import ALGORITHMS_BY_TYPE, SUPPORTED
from engine.tokens.jose import parse_jws
from engine.tokens.keys import (
    KINDS,
    KeysUnreadable,
    octets,
    parse_jwks,
    signature_length,
    thumbprint,
    verify,
    weakness,
)
from knowledge.scenarios import demo_jwks

SECRET = "a secret of more than sixty-four bytes, so that no algorithm finds it too short for itself"
MAKERS: dict[str, Callable[[], Any]] = {
    "RSA": lambda: rsa.generate_private_key(65537, 2048),
    "P-256": lambda: ec.generate_private_key(ec.SECP256R1()),
    "P-384": lambda: ec.generate_private_key(ec.SECP384R1()),
    "P-521": lambda: ec.generate_private_key(ec.SECP521R1()),
    "Ed25519": ed25519.Ed25519PrivateKey.generate,
    "Ed448": ed448.Ed448PrivateKey.generate,
    "oct": lambda: SECRET,
}


@cache
def private(kind: str) -> Any:
    return MAKERS[kind]()


@cache
def public(kind: str) -> str:
    """The JWK of a key, as PyJWT writes it."""
    key = private(kind)
    if kind == "oct":
        return str(jwt.algorithms.HMACAlgorithm.to_jwk(key))
    makers = {"RSA": jwt.algorithms.RSAAlgorithm, "oct": jwt.algorithms.HMACAlgorithm}
    makers |= dict.fromkeys(KINDS["EC"], jwt.algorithms.ECAlgorithm)
    makers |= dict.fromkeys(KINDS["OKP"], jwt.algorithms.OKPAlgorithm)
    return str(makers[kind].to_jwk(key.public_key()))


PAIRS = [(kind, algorithm) for kind, algorithms in ALGORITHMS_BY_TYPE.items() for algorithm in algorithms]


@pytest.mark.parametrize(("kind", "algorithm"), PAIRS)
def test_what_pyjwt_signs_is_verified(kind: str, algorithm: str) -> None:
    token = jwt.encode({"sub": "ada"}, private(kind), algorithm=algorithm)
    (key,) = parse_jwks(public(kind)).keys
    jws = parse_jws(token)
    assert key.fits(algorithm)
    assert verify(key, algorithm, jws.signing_input, jws.signature) is True
    assert verify(key, algorithm, jws.signing_input + b"x", jws.signature) is False
    assert verify(key, algorithm, jws.signing_input, b"") is False
    assert verify(key, algorithm, jws.signing_input, bytes(len(jws.signature))) is False


def test_what_was_verified_once_is_not_taken_for_another_split_of_the_same_bytes() -> None:
    (key,) = parse_jwks(public("RSA")).keys
    jws = parse_jws(jwt.encode({"sub": "ada"}, private("RSA"), algorithm="RS256"))
    for _ in range(2):
        assert verify(key, "RS256", jws.signing_input, jws.signature) is True
        assert verify(key, "RS256", jws.signing_input + jws.signature[:1], jws.signature[1:]) is False
        assert verify(key, "PS256", jws.signing_input, jws.signature) is False


def test_every_supported_algorithm_is_one_that_a_key_type_allows() -> None:
    assert {algorithm for _, algorithm in PAIRS} == SUPPORTED
    assert "none" not in SUPPORTED
    assert {kind for kinds in KINDS.values() for kind in kinds} == set(ALGORITHMS_BY_TYPE)


def test_a_set_keeps_the_order_and_names_what_it_cannot_use() -> None:
    rows = [
        {"kty": "EC", "crv": "secp256k1"}, json.loads(public("P-256")) | {"kid": "one"}, "text", {"kty": ["RSA"]},
        {"kty": "P-256"}, {"kty": "EC", "crv": "RSA"}, {"kty": "RSA", "kid": 7}, {},
    ]  # fmt: skip
    keys = parse_jwks({"keys": rows}, source="file")
    assert [(key.kid, key.kind) for key in keys.keys] == [("one", "P-256"), (None, "RSA")]
    assert keys.source == "file"
    assert [problem.partition(": saw")[0] for problem in keys.problems] == [
        f"file: key {place}" for place in (0, 2, 3, 4, 5, 7)
    ]
    assert "`secp256k1`" in keys.problems[0]


def test_a_single_key_is_a_set_of_one() -> None:
    assert len(parse_jwks(public("RSA")).keys) == 1


def test_what_is_private_is_not_kept() -> None:
    row = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(private("RSA")))
    assert "d" in row
    (key,) = parse_jwks(row).keys
    assert set(json.loads(key.material)) & {"d", "p", "q", "dp", "dq", "qi"} == set()


@pytest.mark.parametrize(
    "text", ["", "no json", "[]", "3", "{}", '{"keys": 3}', '{"keys": {"kty": "RSA"}}', "[" * 100_000, "null"]
)
def test_what_holds_no_keys_is_said(text: str) -> None:
    with pytest.raises(KeysUnreadable, match=r"^jwks: saw .*, wanted "):
        parse_jwks(text)


@given(st.text())
def test_no_text_makes_it_raise_anything_else(text: str) -> None:
    said = "jwks: saw keys"
    try:
        parse_jwks(text)
    except KeysUnreadable as problem:
        said = str(problem)
    assert said.startswith("jwks: saw")


@settings(max_examples=50)
@given(
    st.dictionaries(
        st.sampled_from(["kty", "crv", "kid", "alg", "use", "n", "e", "x", "k"]),
        st.text() | st.integers() | st.lists(st.text()),
    )
)
def test_no_key_makes_it_raise(row: dict[str, Any]) -> None:
    keys = parse_jwks({"keys": [row]})
    assert len(keys.keys) + len(keys.problems) == 1


@pytest.mark.parametrize(
    ("row", "algorithm"),
    [
        ({"kty": "RSA", "e": "AQAB"}, "RS256"),
        ({"kty": "RSA", "n": "AQAB", "e": "AQAB"}, "RS256"),
        ({"kty": "EC", "crv": "P-256", "x": "AAAA", "y": "AAAA"}, "ES256"),
        ({"kty": "OKP", "crv": "Ed25519", "x": 3}, "EdDSA"),
        ({"kty": "oct"}, "HS256"),
    ],
)
def test_a_key_that_cannot_be_loaded_verifies_nothing_and_refuses_nothing(row: dict[str, Any], algorithm: str) -> None:
    (key,) = parse_jwks(row).keys
    assert verify(key, algorithm, b"a.b", b"signature") is None


def test_a_thumbprint_is_that_of_rfc_7638() -> None:
    """The example of RFC 7638 section 3.1, and PyJWT's where it has one."""
    row = {
        "kty": "RSA", "e": "AQAB", "alg": "RS256", "kid": "2011-04-29",
        "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3"
        "oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu"
        "6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awa"
        "pJzKnqDKgw",
    }  # fmt: skip
    (key,) = parse_jwks(row).keys
    assert thumbprint(key) == "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"


@pytest.mark.parametrize("kind", sorted(MAKERS))
def test_every_kind_of_key_has_a_thumbprint(kind: str) -> None:
    (key,) = parse_jwks(public(kind)).keys
    assert len(thumbprint(key)) == 43


def test_the_shipped_keys_are_all_usable() -> None:
    keys = parse_jwks(demo_jwks())
    assert keys.problems == ()
    assert keys.algorithms == {"RS256", "ES256", "EdDSA"}


@pytest.mark.parametrize(("kind", "algorithm"), PAIRS)
def test_a_signature_has_the_length_that_is_said(kind: str, algorithm: str) -> None:
    (key,) = parse_jwks(public(kind)).keys
    token = jwt.encode({"sub": "ada"}, private(kind), algorithm=algorithm)
    assert len(parse_jws(token).signature) == signature_length(key, algorithm)
    assert weakness(key, algorithm) is None


@pytest.mark.parametrize(
    ("row", "algorithm", "weak"),
    [
        ({"kty": "oct", "k": "c2hvcnQ"}, "HS256", ("40 bits", "at least 256 bits for HS256")),
        ({"kty": "oct", "k": "A" * 43}, "HS256", None),
        ({"kty": "oct", "k": "A" * 43}, "HS512", ("256 bits", "at least 512 bits for HS512")),
        ({"kty": "RSA", "e": "AQAB", "n": "_" * 171}, "RS256", ("1024 bits", "at least 2048 bits for RSA")),
        ({"kty": "RSA", "e": "AQAB", "n": "_" * 342}, "RS256", None),
        ({"kty": "RSA", "e": "AQAB"}, "RS256", None),
        ({"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}, "ES256", None),
    ],
)
def test_which_keys_are_too_short(row: dict[str, Any], algorithm: str, weak: tuple[str, str] | None) -> None:
    (key,) = parse_jwks(row).keys
    assert weakness(key, algorithm) == weak


@pytest.mark.parametrize(("text", "data"), [("AQAB", b"\1\0\1"), ("", b""), ("A", None), (7, None), (None, None)])
def test_the_bytes_of_a_member(text: object, data: bytes | None) -> None:
    assert octets(text) == data


def test_what_a_key_is_published_for_is_read() -> None:
    rows = [{"kty": "oct", "k": "AA", "key_ops": ["verify"]}, {"kty": "oct", "k": "AA", "key_ops": "verify"}]
    assert [key.operations for key in parse_jwks({"keys": rows}).keys] == [("verify",), None]
