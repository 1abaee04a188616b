"""Public keys of a JWK Set: what an environment file may hold of them, and nothing private."""

from __future__ import annotations

from typing import Any

from engine.environment.importing.reading import Node

PUBLIC = ("kty", "kid", "alg", "use", "key_ops", "n", "e", "crv", "x", "y", "x5t", "x5t#S256")
PRIVATE = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})


def public_keys(jwks: Node) -> dict[str, Any] | None:
    """The public members of the keys (RFC 7517 section 4, RFC 7518 section 6); None where no key is left."""
    kept = [key for key in map(_public, jwks.nodes("keys")) if key]
    return {"keys": kept} if kept else None


def _public(key: Node) -> dict[str, Any] | None:
    key.skip(
        "x5c", "x5u", "status", "created", "lastUpdated", "expiresAt", "_links", "id", "iat", "exp", "nbf", *PRIVATE
    )
    if key.text("kty") is None or key.value["kty"] == "oct":
        key.say("", "a secret key, or none at all; left out")
        return None
    if PRIVATE & set(key.value):
        key.say("", "a private key: only its public half is written")
    return {name: value for name in PUBLIC if (value := key.raw(name)) is not None}


def algorithms_of(jwks: dict[str, Any] | None) -> list[str]:
    """The algorithms that the keys name for signing; none where one of them names none."""
    keys = [key for key in (jwks or {}).get("keys", []) if key.get("use", "sig") == "sig"]
    named = [key.get("alg") for key in keys]
    return list(dict.fromkeys(str(one) for one in named)) if all(named) else []
