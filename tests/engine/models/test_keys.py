"""What a key may verify."""

from __future__ import annotations

import pytest

from engine.models.keys import ASYMMETRIC, SUPPORTED, Key, KeySet


def key(kind: str, *, alg: str | None = None, use: str | None = None, operations: tuple[str, ...] | None = None) -> Key:
    return Key("k", kind, alg, use, "{}", operations)


@pytest.mark.parametrize(
    ("made", "algorithm", "fits"),
    [
        (key("RSA"), "RS256", True),
        (key("RSA"), "PS512", True),
        (key("RSA"), "ES256", False),
        (key("RSA"), "HS256", False),
        (key("RSA", alg="RS256"), "RS512", False),
        (key("RSA", use="enc"), "RS256", False),
        (key("RSA", use="sig"), "RS256", True),
        (key("RSA", operations=("verify",)), "RS256", True),
        (key("RSA", operations=("sign", "verify"), use="sig"), "RS256", True),
        (key("RSA", operations=()), "RS256", False),
        (key("RSA", operations=("encrypt",)), "RS256", False),
        (key("RSA", operations=("verify",), use="enc"), "RS256", False),
        (key("P-256"), "ES256", True),
        (key("P-256"), "ES384", False),
        (key("Ed25519"), "EdDSA", True),
        (key("oct"), "HS256", True),
        (key("unheard-of"), "RS256", False),
    ],
)
def test_a_key_fits_the_algorithms_of_its_type_alg_and_use(made: Key, algorithm: str, fits: bool) -> None:
    assert made.fits(algorithm) is fits


def test_a_key_that_makes_an_algorithm_need_not_verify() -> None:
    made = key("RSA", use="enc")
    assert (made.makes("RS256"), made.verifies, made.fits("RS256")) == (True, False, False)


def test_a_set_never_allows_a_symmetric_algorithm_by_itself() -> None:
    allowed = KeySet((key("oct"), key("RSA", alg="RS256"), key("P-384"))).algorithms
    assert allowed == {"RS256", "ES384"}
    assert not allowed - ASYMMETRIC
    assert SUPPORTED > ASYMMETRIC
