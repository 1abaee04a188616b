"""JSON Web Keys, prepared once (RFC 7517). PyJWT verifies, but for RSA, where cryptography alone does."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from engine.models.keys import Key, KeySet


class KeysUnreadable(ValueError):
    """The text holds no set of keys; the message says what was seen and wanted."""


def parse_jwks(data: str | Mapping[str, Any], *, source: str = "jwks") -> KeySet:
    """Reads a JWK Set, or a single JWK. Keys that cannot be used are named, not dropped. Raises `KeysUnreadable`."""
    if isinstance(data, str):
        try:
            data = json.loads(data)
        except (ValueError, RecursionError) as error:
            raise KeysUnreadable(f"{source}: saw text that is not JSON ({error}), wanted a JWK Set") from None
    if not isinstance(data, Mapping):
        raise KeysUnreadable(f"{source}: saw a JSON {type(data).__name__}, wanted an object with `keys`")
    rows = data.get("keys") if "keys" in data else [data] if "kty" in data else None
    if not isinstance(rows, list):
        raise KeysUnreadable(f"{source}: saw no list `keys`, wanted a JWK Set")
    keys: list[Key] = []
    problems: list[str] = []
    for place, row in enumerate(rows):
        try:
            keys.append(_key(row))
        except ValueError as error:
            problems.append(f"{source}: key {place}: {error}")
    return KeySet(tuple(keys), source, tuple(problems))


def _key(row: object) -> Key:
    if not isinstance(row, Mapping):
        raise ValueError(f"saw a JSON {type(row).__name__}, wanted an object")
    family = _text(row, "kty")
    kind = _text(row, "crv") if family in ("EC", "OKP") else family
    if kind not in KINDS.get(family or "", ()):
        wanted = ", ".join(name for names in KINDS.values() for name in names)
        raise ValueError(f"saw the type `{row.get('crv') or row.get('kty')}`, wanted one of {wanted}")
    public = {name: value for name, value in row.items() if name not in PRIVATE}
    operations = row.get("key_ops")
    return Key(
        _text(row, "kid"), str(kind), _text(row, "alg"), _text(row, "use"), json.dumps(public, sort_keys=True),
        tuple(map(str, operations)) if isinstance(operations, list) else None,
    )  # fmt: skip


KINDS = {"RSA": ("RSA",), "EC": ("P-256", "P-384", "P-521"), "OKP": ("Ed25519", "Ed448"), "oct": ("oct",)}
"""What `kty` may hold, with the curves of each (RFC 7518 section 6, RFC 8037 section 2)."""
PRIVATE = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth"})
"""Private members of a JWK (RFC 7518 section 6.3.2): never kept."""


def _text(row: Mapping[str, Any], name: str) -> str | None:
    value = row.get(name)
    return value if isinstance(value, str) else None


Holds = Callable[[bytes, bytes], bool]


@lru_cache(maxsize=512)
def _verifier(material: str, algorithm: str) -> Holds | None:
    """Whether a key made a signature. None for a key that cannot be loaded."""
    row = json.loads(material)
    try:
        return _rsa(row, algorithm) if row["kty"] == "RSA" else _by_pyjwt(row, algorithm)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


@lru_cache(maxsize=512)
def _remembering(material: str, algorithm: str) -> Holds | None:
    """The same, with what it came to remembered by digest."""
    from hashlib import sha256

    made = _verifier(material, algorithm)
    if made is None:
        return None
    known: dict[tuple[int, bytes], bool] = {}

    def holds(signing_input: bytes, signature: bytes) -> bool:
        judged = len(signature), sha256(signing_input + signature).digest()
        held = known.get(judged)
        if held is None:
            if len(known) >= MOST_REMEMBERED:
                known.clear()
            held = known[judged] = made(signing_input, signature)
        return held

    return holds


def _rsa(row: Mapping[str, Any], algorithm: str) -> Holds:
    from engine.tokens.rsa import rsa_verifier

    modulus, exponent = octets(row["n"]), octets(row["e"])
    if modulus is None or exponent is None:
        raise ValueError("the key's numbers are not base64url")
    return rsa_verifier(int.from_bytes(modulus), int.from_bytes(exponent), algorithm)


def _by_pyjwt(row: dict[str, Any], algorithm: str) -> Holds:
    """Raises ValueError for a key that PyJWT does not load."""
    from jwt import PyJWK
    from jwt.exceptions import PyJWTError

    try:
        prepared = PyJWK(row, algorithm)
    except PyJWTError as error:
        raise ValueError(str(error)) from None

    def made(signing_input: bytes, signature: bytes) -> bool:
        try:
            return bool(prepared.Algorithm.verify(signing_input, prepared.key, signature))
        except (PyJWTError, ValueError, TypeError):
            return False

    return made


MOST_REMEMBERED = 4096
"""Signatures of one key whose outcome is remembered."""


def verify(key: Key, algorithm: str, signing_input: bytes, signature: bytes) -> bool | None:
    """Whether the signature over these bytes was made with this key. None for a key that cannot be loaded."""
    holds = _remembering(key.material, algorithm)
    return None if holds is None else holds(signing_input, signature)


def verify_once(key: Key, algorithm: str, signing_input: bytes, signature: bytes) -> bool:
    """The same for a token that is remembered itself where it is good: what it comes to is not looked up here."""
    made = _verifier(key.material, algorithm)
    return made is not None and made(signing_input, signature)


@lru_cache(maxsize=512)
def _thumbprint(material: str) -> str:
    from base64 import urlsafe_b64encode
    from hashlib import sha256

    row = json.loads(material)
    names = {"RSA": ("e", "kty", "n"), "EC": ("crv", "kty", "x", "y"), "OKP": ("crv", "kty", "x"), "oct": ("k", "kty")}
    members = {name: row[name] for name in names[row["kty"]] if name in row}
    digest = sha256(json.dumps(members, sort_keys=True, separators=(",", ":")).encode()).digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")


def thumbprint(key: Key) -> str:
    """The key's SHA-256 thumbprint, base64url (RFC 7638)."""
    return _thumbprint(key.material)


def signature_length(key: Key, algorithm: str) -> int | None:
    """How many bytes a signature of this key has (RFC 7518 section 3, RFC 8032); None where the key does not say."""
    fixed = LENGTHS.get(algorithm)
    if fixed is not None:
        return fixed
    if algorithm == "EdDSA":
        return 114 if key.kind == "Ed448" else 64
    bits = _size(key.material)
    return None if bits is None else (bits + 7) // 8


LENGTHS = {"ES256": 64, "ES384": 96, "ES512": 132, "HS256": 32, "HS384": 48, "HS512": 64}
"""Bytes of a signature by algorithm, where the algorithm alone says it (RFC 7518 sections 3.2 and 3.4)."""


def weakness(key: Key, algorithm: str) -> tuple[str, str] | None:
    """What is too short about a key, and what is wanted (RFC 7518 sections 3.2, 3.3 and 3.5); None for a good one."""
    if key.kind not in ("RSA", "oct"):
        return None
    bits = _size(key.material)
    wanted = 2048 if key.kind == "RSA" else int(algorithm[-3:])
    if bits is None or bits >= wanted:
        return None
    return f"{bits} bits", f"at least {wanted} bits" + (" for RSA" if key.kind == "RSA" else f" for {algorithm}")


@lru_cache(maxsize=512)
def _size(material: str) -> int | None:
    """Bits of an RSA modulus or of a shared secret."""
    row = json.loads(material)
    data = octets(row.get("n" if row["kty"] == "RSA" else "k"))
    if not data:
        return None
    return int.from_bytes(data).bit_length() if row["kty"] == "RSA" else len(data) * 8


def octets(text: object) -> bytes | None:
    """The bytes of a base64url member of a key; None where it is none."""
    from base64 import urlsafe_b64decode

    if not isinstance(text, str):
        return None
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return None
