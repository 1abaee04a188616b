"""Checks `token.algorithm`, `token.key` and `token.signature` (RFC 7515 section 5.2, RFC 8725 section 3.1)."""

from __future__ import annotations

from engine.models.keys import SUPPORTED, Key
from engine.stages.notes import Notes
from engine.tokens.keys import thumbprint, verify
from engine.tokens.view import TokenView
from engine.words import quoted, shortened


def check_signature(notes: Notes, view: TokenView) -> None:
    """Three checks: may this algorithm be used, is there a key for it, was it this key that signed."""
    if view.question.token_edits:
        notes.passed("token.signature", "taken as signed by the issuer once it is issued so")
        return
    if view.jws.introspected:
        notes.skipped("token.signature", "the issuer vouches for it in its introspection reply")
        return
    if view.gateway_validates:
        notes.skipped("token.signature", "the gateway validates signature and lifetime")
        return
    if not _check_algorithm(notes, view):
        return
    key_ids = _check_key(notes, view)
    if key_ids:
        _check_bytes(notes, view, key_ids)


def _check_algorithm(notes: Notes, view: TokenView) -> bool:
    name = view.jws.header.get("alg")
    if isinstance(name, str) and name.lower() == "none":
        notes.failed(
            "token.algorithm", "token.algorithm_none", "the token is not signed: its algorithm is `none`",
            seen=f"alg `{name}`", wanted="a signature by one of the issuer's keys", source="header alg",
        )  # fmt: skip
        return False
    issuer = view.judged_by
    declared = issuer.algorithms if issuer else None
    allowed = tuple(declared) if declared is not None else tuple(sorted(view.keys.algorithms)) if view.keys else None
    if allowed is not None and name not in allowed:
        source = f"issuer {issuer.name}" if issuer and declared is not None else "types of the issuer's keys"
        notes.failed(
            "token.algorithm", "token.algorithm_not_allowed", f"the algorithm `{shortened(str(name), 24)}` is not allowed",
            seen=f"alg `{shortened(str(name), 24)}`", wanted=quoted(allowed), source=f"header alg, {source}",
        )  # fmt: skip
        return False
    if name not in SUPPORTED:
        notes.unknown("token.algorithm", f"the algorithm `{shortened(str(name), 24)}` cannot be checked here")
        return False
    notes.passed("token.algorithm", str(name), source="header alg")
    return True


def _check_key(notes: Notes, view: TokenView) -> tuple[Key, ...]:
    algorithm, kid = str(view.jws.header["alg"]), view.jws.header.get("kid")
    if view.keys is None:
        issuer = view.claims.get("iss")
        notes.unknown(
            "token.signature", "signature not checked: no keys",
            fact=f"the keys of `{issuer}`" if isinstance(issuer, str) else "the issuer's keys",
            give="--jwks FILE (the issuer's JWKS), or `jwks` of the issuer in the environment",
        )  # fmt: skip
        return ()
    candidates = [key for key in view.keys.keys if key.fits(algorithm)]
    if kid is None:
        return tuple(candidates)
    named = tuple(key for key in candidates if key.kid == kid)
    if named:
        return named
    if view.foreign:
        notes.skipped("token.key", "the keys of the issuer that the token names are not known here")
        return ()
    known = quoted(key.kid or "a key without kid" for key in view.keys.keys)
    notes.failed(
        "token.key", "token.key_unknown", f"no key `{shortened(str(kid), 40)}` is in this copy of the issuer's keys",
        seen=f"kid `{shortened(str(kid), 40)}`", wanted=known, source=f"header kid, {view.keys.source}",
    )  # fmt: skip
    return ()


def _check_bytes(notes: Notes, view: TokenView, keys: tuple[Key, ...]) -> None:
    algorithm = str(view.jws.header["alg"])
    if not view.jws.signature:
        notes.unknown(
            "token.signature", "the signature was removed from this copy of the token",
            fact="the token's signature", give="the token as it was sent",
        )  # fmt: skip
        return
    for key in keys:
        if verify(key, algorithm, view.jws.signing_input, view.jws.signature):
            name = key.kid or thumbprint(key)
            notes.passed("token.key", str(name), source=view.keys.source if view.keys else None)
            notes.passed("token.signature", f"{algorithm} by key {name}", seen=f"thumbprint {thumbprint(key)}")
            return
    names = quoted(key.kid or "a key without kid" for key in keys)
    notes.failed(
        "token.signature", "token.signature_invalid", "the signature was not made with the issuer's key",
        seen=f"a signature of {len(view.jws.signature)} bytes that does not verify",
        wanted=f"one made with the key {names}", source=view.keys.source if view.keys else "jwks",
    )  # fmt: skip
