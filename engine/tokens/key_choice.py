"""Check `token.key`: which of the issuer's keys the token means, and whether that one may verify it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache, partial

from engine.memo import by_identity
from engine.models.keys import Key, KeySet
from engine.stages.notes import Notes
from engine.tokens.jose import Jws
from engine.tokens.key_absent import explain_absent_key
from engine.tokens.view import TokenView
from engine.words import quoted, shortened

CHECK = "token.key"
LINKS = ("jku", "x5u")
"""Members of a header that point to keys. They are never fetched (RFC 8725 section 3.10)."""
Choice = tuple[tuple[Key, ...], tuple[Key, ...]]
"""The keys of the name in the header, all where it names none, and those of them that may verify the algorithm."""
NO_CHOICE: Choice = (), ()


def choose_keys(notes: Notes, view: TokenView) -> tuple[Key, ...]:
    """The keys that may have made the signature; none where a check has said why."""
    header = view.jws.header
    algorithm, kid = str(header["alg"]), header.get("kid")
    every = view.keys.keys if view.keys is not None else ()
    named, fitting = NO_CHOICE
    if view.keys is not None and (isinstance(kid, str) or "kid" not in header):
        named, fitting = _choices(view.keys)(algorithm, kid)
    if fitting:
        if len(fitting) > 1:
            _say_ambiguous(notes, kid, len(fitting))
        return fitting
    from engine.tokens.forgeries import is_injection

    if is_injection(kid) and not named:
        notes.failed(
            CHECK, "token.kid_injection", "the key id is made to be executed, not to be looked up: an attack",
            seen=f"kid `{shortened(str(kid), 60)}`", wanted="the name of a key", source="header kid",
        )  # fmt: skip
    elif not every:
        _without_keys(notes, view)
    elif view.foreign:
        notes.skipped(CHECK, "the keys of the issuer that the token names are not known here")
    else:
        _no_key(notes, view, named, algorithm)
    return ()


def one_key(jws: Jws, keys: KeySet | None) -> Key | None:
    """The only key that may have made the signature. None where there is none, or several."""
    algorithm, kid = jws.header.get("alg"), jws.header.get("kid")
    if keys is None or not isinstance(algorithm, str) or not isinstance(kid, str | None):
        return None
    _, fitting = _choices(keys)(algorithm, kid)
    return fitting[0] if len(fitting) == 1 else None


@by_identity
def _choices(keys: KeySet) -> Callable[[str, str | None], Choice]:
    """What a key set has for an algorithm and a name, found once: an issuer's tokens name few."""
    return lru_cache(maxsize=64)(partial(_choose, keys.keys))


def _choose(keys: tuple[Key, ...], algorithm: str, kid: str | None) -> Choice:
    named = keys if kid is None else tuple(key for key in keys if key.kid == kid)
    return named, tuple(key for key in named if key.fits(algorithm))


def _say_ambiguous(notes: Notes, kid: object, count: int) -> None:
    which = f"{count} keys have the kid `{shortened(str(kid), 40)}`" if kid is not None else "the header names no key"
    notes.assume(
        f"{which}: each of the {count} that fit was tried, and not every server does so", "token.key_ambiguous"
    )


def _without_keys(notes: Notes, view: TokenView) -> None:
    issuer = view.claims.get("iss")
    notes.unknown(
        "token.signature", "signature not checked: no keys",
        fact=f"the keys of `{issuer}`" if isinstance(issuer, str) else "the issuer's keys",
        give="--jwks FILE (the issuer's JWKS), or `jwks` of the issuer in the environment",
    )  # fmt: skip


def _no_key(notes: Notes, view: TokenView, named: tuple[Key, ...], algorithm: str) -> None:
    kid = view.jws.header.get("kid")
    shown = f"`{shortened(str(kid), 40)}`"
    assert view.keys is not None
    unusable = [key for key in named if key.makes(algorithm)]
    if say_own_key(notes, view, algorithm) or (not named and say_link(notes, view)):
        return
    if unusable:
        notes.failed(
            CHECK, "token.key_not_for_signatures", f"the key {names_of(unusable)} is not published for signatures",
            seen=_purpose(unusable[0]), wanted="use `sig`, and `verify` among key_ops", source=view.keys.source,
        )  # fmt: skip
        return
    if kid is not None and named:
        key = named[0]
        notes.failed(
            CHECK, "token.key_mismatch", f"the key {shown} cannot have made a signature by {algorithm}",
            seen=f"alg `{algorithm}`, a key of type {key.kind}{f' for {key.alg}' if key.alg else ''}",
            wanted="an algorithm and a key of one kind", source=f"header alg, {view.keys.source}",
        )  # fmt: skip
        return
    what = f"key {shown}" if kid is not None else "key"
    notes.failed(
        CHECK, "token.key_unknown", f"no {what} for {algorithm} is in this copy of the issuer's keys",
        seen=f"kid {shown}" if kid is not None else "no kid", wanted=names_of(view.keys.keys),
        source=f"header kid, {view.keys.source}",
    )  # fmt: skip
    explain_absent_key(notes, view)


def _purpose(key: Key) -> str:
    if key.use not in (None, "sig"):
        return f"use `{key.use}`"
    return f"key_ops {quoted(key.operations or ())}"


def say_own_key(notes: Notes, view: TokenView, algorithm: str) -> bool:
    """Names a token that its own header's key signed. True where that is the whole story of its signature."""
    from engine.tokens.forgeries import fits_own_key

    header, jws = view.jws.header, view.jws
    name = fits_own_key(header, algorithm, jws.signing_input, jws.signature)
    if name is None:
        return False
    notes.failed(
        CHECK, "token.key_embedded", f"signed with the key in its own header (`{name}`), as anybody can sign",
        seen=f"a signature by the key in the header's `{name}`", wanted="a signature by one of the issuer's keys",
        source=f"header {name}",
    )  # fmt: skip
    return True


def say_link(notes: Notes, view: TokenView) -> bool:
    """Names a link to keys that are not the issuer's. One to the issuer's own host is only not followed."""
    header = view.jws.header
    own = {host_of(issuer.issuer) for issuer in view.accepted} | {host_of(view.question.given.issuer or "")}
    for name in LINKS:
        link = header.get(name)
        if isinstance(link, str) and host_of(link) not in own:
            notes.failed(
                CHECK, "token.key_by_url", f"the header points to keys of its own (`{name}`), which nobody may follow",
                seen=f"{name} `{shortened(link, 80)}`", wanted="a kid of one of the issuer's keys",
                source=f"header {name}",
            )  # fmt: skip
            return True
    return False


def host_of(url: str) -> str:
    """The host and port of a URL as they stand there; empty where it has none."""
    return url.partition("://")[2].partition("/")[0].lower()


def names_of(keys: Iterable[Key]) -> str:
    """Keys by their kid, in words."""
    return quoted(key.kid or "a key without kid" for key in keys)
