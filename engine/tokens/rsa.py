"""RSA signatures with cryptography alone (RFC 7518 sections 3.3 and 3.5): importing PyJWT would take as long again."""

from __future__ import annotations

from collections.abc import Callable

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS, PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers

HASHES = {"256": hashes.SHA256(), "384": hashes.SHA384(), "512": hashes.SHA512()}


def rsa_verifier(modulus: int, exponent: int, algorithm: str) -> Callable[[bytes, bytes], bool]:
    """Whether this key made a signature over some bytes, for RS256 to PS512.

    Raises ValueError for numbers that are no key, KeyError for an algorithm that is not of RSA.
    """
    digest = HASHES[algorithm[2:]]
    padding = {"RS": PKCS1v15(), "PS": PSS(MGF1(digest), digest.digest_size)}[algorithm[:2]]
    key = RSAPublicNumbers(exponent, modulus).public_key()

    def holds(signing_input: bytes, signature: bytes) -> bool:
        try:
            key.verify(signature, signing_input, padding, digest)
        except InvalidSignature:
            return False
        return True

    return holds
