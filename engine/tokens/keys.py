"""JSON Web Keys, prepared once (RFC 7517). PyJWT's algorithm objects hold the keys and verify the signatures."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from engine.models.keys import ALGORITHMS_BY_TYPE, Key, KeySet


class KeysUnreadable(ValueError):
    """The text holds no set of keys; the message says what was seen and wanted."""


def parse_jwks(data: str | Mapping[str, Any], *, source: str = "jwks") -> KeySet:
    """Reads a JWK Set, or a single JWK. Keys that cannot be used are named, not dropped. Raises `KeysUnreadable`."""
    if isinstance(data, str):
        try:
            data = json.loads(data)
        except ValueError as error:
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
    kind = row.get("crv") if row.get("kty") in ("EC", "OKP") else row.get("kty")
    if kind not in ALGORITHMS_BY_TYPE:
        raise ValueError(f"saw the type `{kind}`, wanted one of {', '.join(ALGORITHMS_BY_TYPE)}")
    public = {name: value for name, value in row.items() if name not in PRIVATE}
    return Key(_text(row, "kid"), str(kind), _text(row, "alg"), _text(row, "use"), json.dumps(public, sort_keys=True))


PRIVATE = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth"})
"""Private members of a JWK (RFC 7518 section 6.3.2): never kept."""


def _text(row: Mapping[str, Any], name: str) -> str | None:
    value = row.get(name)
    return value if isinstance(value, str) else None


@lru_cache(maxsize=512)
def _prepared(material: str, algorithm: str) -> tuple[Any, Any]:
    from jwt import PyJWK

    prepared = PyJWK(json.loads(material), algorithm)
    return prepared.Algorithm, prepared.key


def verify(key: Key, algorithm: str, signing_input: bytes, signature: bytes) -> bool:
    """Whether the signature over these bytes was made with this key. False for a key that cannot be loaded."""
    from jwt.exceptions import PyJWTError

    try:
        verifier, prepared = _prepared(key.material, algorithm)
        return bool(verifier.verify(signing_input, prepared, signature))
    except (PyJWTError, ValueError, TypeError):
        return False


def thumbprint(key: Key) -> str:
    """The key's SHA-256 thumbprint, base64url (RFC 7638)."""
    from base64 import urlsafe_b64encode
    from hashlib import sha256

    row = json.loads(key.material)
    names = {"RSA": ("e", "kty", "n"), "EC": ("crv", "kty", "x", "y"), "OKP": ("crv", "kty", "x"), "oct": ("k", "kty")}
    members = {name: row[name] for name in names[row["kty"]] if name in row}
    digest = sha256(json.dumps(members, sort_keys=True, separators=(",", ":")).encode()).digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")
