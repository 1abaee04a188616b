"""RSA signatures. PyJWT makes those that are checked here."""

from __future__ import annotations

from functools import cache

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from engine.models.keys import ALGORITHMS_BY_TYPE
from engine.tokens.rsa import rsa_verifier


@cache
def private() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


@pytest.mark.parametrize("algorithm", ALGORITHMS_BY_TYPE["RSA"])
def test_only_what_this_key_signed_by_this_algorithm_holds(algorithm: str) -> None:
    numbers = private().public_key().public_numbers()
    signer = jwt.algorithms.get_default_algorithms()[algorithm]
    signature = signer.sign(b"a.b", private())
    for other in ALGORITHMS_BY_TYPE["RSA"]:
        holds = rsa_verifier(numbers.n, numbers.e, other)
        assert holds(b"a.b", signature) is (other == algorithm)
    holds = rsa_verifier(numbers.n, numbers.e, algorithm)
    assert not any(holds(*pair) for pair in ((b"a.c", signature), (b"a.b", signature[:-1]), (b"a.b", b"")))


def test_numbers_that_are_no_key_and_other_algorithms_are_refused() -> None:
    numbers = private().public_key().public_numbers()
    for modulus, exponent in ((0, 65537), (65537, 65537), (numbers.n, 2)):
        with pytest.raises(ValueError, match=r"."):
            rsa_verifier(modulus, exponent, "RS256")
    for algorithm in ("ES256", "HS256", "RS1", "none"):
        with pytest.raises(KeyError):
            rsa_verifier(numbers.n, numbers.e, algorithm)
