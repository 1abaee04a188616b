"""Keys of an issuer as data: what each may verify (RFC 7517)."""

from __future__ import annotations

from msgspec import Struct

ALGORITHMS_BY_TYPE: dict[str, tuple[str, ...]] = {
    "RSA": ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    "P-256": ("ES256",),
    "P-384": ("ES384",),
    "P-521": ("ES512",),
    "Ed25519": ("EdDSA",),
    "Ed448": ("EdDSA",),
    "oct": ("HS256", "HS384", "HS512"),
}
"""Algorithms by key type or curve (RFC 7518 section 3.1, RFC 8037 section 3.1)."""

ASYMMETRIC = frozenset(name for kind, names in ALGORITHMS_BY_TYPE.items() if kind != "oct" for name in names)
SUPPORTED = ASYMMETRIC | frozenset(ALGORITHMS_BY_TYPE["oct"])


class Key(Struct, frozen=True):
    """One public or symmetric key. `material` is its JWK as JSON text, so that the key can be cached by value."""

    kid: str | None
    kind: str
    alg: str | None
    use: str | None
    material: str
    operations: tuple[str, ...] | None = None

    @property
    def verifies(self) -> bool:
        """Whether `use` and `key_ops` let it verify signatures (RFC 7517 sections 4.2 and 4.3)."""
        return self.use in (None, "sig") and (self.operations is None or "verify" in self.operations)

    def makes(self, algorithm: str) -> bool:
        """Whether type, curve and `alg` of the key go with this algorithm."""
        return self.alg in (None, algorithm) and algorithm in ALGORITHMS_BY_TYPE.get(self.kind, ())

    def fits(self, algorithm: str) -> bool:
        """Whether this key may verify signatures of this algorithm."""
        return self.verifies and self.makes(algorithm)


class KeySet(Struct, frozen=True):
    """The keys of one issuer, where they came from, and what in the set could not be used.

    `fetched` says that they are no copy, but were got from the issuer for this diagnosis.
    """

    keys: tuple[Key, ...]
    source: str = "jwks"
    problems: tuple[str, ...] = ()
    fetched: bool = False

    @property
    def algorithms(self) -> frozenset[str]:
        """The asymmetric algorithms that the keys' types allow."""
        allowed = (name for key in self.keys for name in ALGORITHMS_BY_TYPE.get(key.kind, ()) if key.fits(name))
        return frozenset(allowed) & ASYMMETRIC
