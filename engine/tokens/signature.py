"""Checks `token.algorithm`, `token.key` and `token.signature` (RFC 7515 section 5.2, RFC 8725 section 3.1)."""

from __future__ import annotations

from collections.abc import Iterable

from engine.models.keys import ASYMMETRIC, SUPPORTED, Key
from engine.stages.notes import Notes
from engine.tokens.key_absent import explain_absent_key
from engine.tokens.keys import signature_length, thumbprint, verify
from engine.tokens.view import TokenView
from engine.words import quoted, shortened


def check_signature(notes: Notes, view: TokenView) -> None:
    """Three checks: may this algorithm be used, is there a key for it, was it this key that signed."""
    if view.jws.introspected:
        notes.skipped("token.signature", "the issuer vouches for it in its introspection reply")
        return
    if view.gateway_validates:
        notes.skipped("token.signature", "the gateway validates signature and lifetime")
        return
    if not _check_algorithm(notes, view):
        return
    keys = _check_key(notes, view)
    if keys and view.question.token_edits:
        notes.passed("token.signature", "taken as signed by the issuer once it is issued so")
    elif keys:
        _check_bytes(notes, view, keys)


def _check_algorithm(notes: Notes, view: TokenView) -> bool:
    name = view.jws.header.get("alg")
    if not isinstance(name, str):
        notes.failed(
            "token.algorithm", "token.malformed", "the header names no algorithm",
            seen=f"alg `{shortened(str(name), 24)}`" if name is not None else "no alg", wanted="alg, a text",
            source="header alg",
        )  # fmt: skip
        return False
    if name.lower() == "none":
        notes.failed(
            "token.algorithm", "token.algorithm_none", "the token is not signed: its algorithm is `none`",
            seen=f"alg `{name}`", wanted="a signature by one of the issuer's keys", source="header alg",
        )  # fmt: skip
        return False
    shown = shortened(name, 24)
    allowed, source = _allowed(view)
    if allowed is not None and name not in allowed:
        notes.failed(
            "token.algorithm", "token.algorithm_not_allowed", f"the algorithm `{shown}` is not allowed",
            seen=f"alg `{shown}`", wanted=quoted(allowed), source=f"header alg, {source}",
        )  # fmt: skip
        return False
    if name not in SUPPORTED:
        notes.unknown("token.algorithm", f"the algorithm `{shown}` cannot be checked here")
        return False
    if allowed is None and name not in ASYMMETRIC:
        notes.unknown(
            "token.algorithm", f"whether the API accepts `{shown}` is not known",
            fact="the algorithms that the API accepts", give="`algorithms` of the issuer in the environment",
        )  # fmt: skip
        return False
    notes.passed("token.algorithm", name, source="header alg")
    return True


def _allowed(view: TokenView) -> tuple[tuple[str, ...] | None, str]:
    """The algorithms that may be used, and who says so; None where nobody does. HS only where it is declared."""
    issuer = view.judged_by
    if issuer is not None and issuer.algorithms is not None:
        return tuple(issuer.algorithms), f"issuer {issuer.name}"
    if view.keys is not None and view.keys.keys:
        return tuple(sorted(view.keys.algorithms)), "types of the issuer's keys"
    return (tuple(sorted(ASYMMETRIC)), f"issuer {issuer.name}") if issuer is not None else (None, "")


def _check_key(notes: Notes, view: TokenView) -> tuple[Key, ...]:
    algorithm, kid = str(view.jws.header["alg"]), view.jws.header.get("kid")
    if view.keys is None or not view.keys.keys:
        issuer = view.claims.get("iss")
        notes.unknown(
            "token.signature", "signature not checked: no keys",
            fact=f"the keys of `{issuer}`" if isinstance(issuer, str) else "the issuer's keys",
            give="--jwks FILE (the issuer's JWKS), or `jwks` of the issuer in the environment",
        )  # fmt: skip
        return ()
    candidates = tuple(key for key in view.keys.keys if key.fits(algorithm))
    named = candidates if kid is None else tuple(key for key in candidates if key.kid == kid)
    if named:
        return named
    if view.foreign:
        notes.skipped("token.key", "the keys of the issuer that the token names are not known here")
        return ()
    seen = f"kid `{shortened(str(kid), 40)}`" if kid is not None else "no kid"
    what = f"key `{shortened(str(kid), 40)}`" if kid is not None else "key"
    notes.failed(
        "token.key", "token.key_unknown", f"no {what} for {algorithm} is in this copy of the issuer's keys",
        seen=seen, wanted=_names(view.keys.keys), source=f"header kid, {view.keys.source}",
    )  # fmt: skip
    explain_absent_key(notes, view)
    return ()


def _check_bytes(notes: Notes, view: TokenView, keys: tuple[Key, ...]) -> None:
    algorithm = str(view.jws.header["alg"])
    if not view.jws.signature:
        notes.unknown(
            "token.signature", "the signature was removed from this copy of the token",
            fact="the token's signature", give="the token as it was sent",
        )  # fmt: skip
        return
    unusable = []
    for key in keys:
        verified = verify(key, algorithm, view.jws.signing_input, view.jws.signature)
        if verified:
            name = key.kid or thumbprint(key)
            notes.passed("token.key", str(name), source=view.keys.source if view.keys else None)
            notes.passed("token.signature", f"{algorithm} by key {name}", seen=f"thumbprint {thumbprint(key)}")
            return
        unusable += [key] if verified is None else []
    if view.foreign:
        notes.skipped("token.signature", "the keys of the issuer that the token names are not known here")
    elif unusable:
        notes.unknown(
            "token.signature", f"signature not checked: the key {_names(unusable)} cannot be read",
            fact="the issuer's keys, complete", give="--jwks FILE (the issuer's JWKS)",
        )  # fmt: skip
    else:
        length, whole = len(view.jws.signature), max(signature_length(key, algorithm) or 0 for key in keys)
        cut = 0 < length < whole
        notes.failed(
            "token.signature", "token.signature_invalid",
            f"the signature is cut off: {length} of {whole} bytes" if cut
            else "the signature was not made with the issuer's key",
            seen=f"a signature of {length} bytes that does not verify",
            wanted=f"{f'{whole} bytes, ' if cut else 'one '}made with the key {_names(keys)}",
            source=view.keys.source if view.keys else "jwks",
        )  # fmt: skip


def _names(keys: Iterable[Key]) -> str:
    return quoted(key.kid or "a key without kid" for key in keys)
