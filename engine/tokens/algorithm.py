"""Check `token.algorithm`: may this algorithm be used (RFC 8725 section 3.1)?"""

from __future__ import annotations

from engine.models.keys import ASYMMETRIC, SUPPORTED
from engine.stages.notes import Notes
from engine.tokens.view import TokenView
from engine.words import quoted, shortened

CHECK = "token.algorithm"


def check_algorithm(notes: Notes, view: TokenView) -> bool:
    """Whether a signature by this algorithm is worth looking at."""
    name = view.jws.header.get("alg")
    if not isinstance(name, str):
        notes.failed(
            CHECK, "token.algorithm_missing", "the header names no algorithm",
            seen=f"alg `{shortened(str(name), 24)}`" if name is not None else "no alg", wanted="alg, a text",
            source="header alg",
        )  # fmt: skip
        return False
    shown = shortened(name, 24)
    if name.strip().lower() == "none":
        notes.failed(
            CHECK, "token.algorithm_none", "the token is not signed: its algorithm is `none`",
            seen=f"alg `{shown}`", wanted="a signature by one of the issuer's keys", source="header alg",
        )  # fmt: skip
        return False
    allowed, source = _allowed(view)
    if _is_confused(notes, view, name, allowed or ()):
        return False
    if allowed is not None and name not in allowed:
        notes.failed(
            CHECK, "token.algorithm_not_allowed", f"the algorithm `{shown}` is not allowed",
            seen=f"alg `{shown}`", wanted=quoted(allowed), source=f"header alg, {source}",
        )  # fmt: skip
        return False
    if name not in SUPPORTED:
        notes.unknown(CHECK, f"the algorithm `{shown}` cannot be checked here")
        return False
    if allowed is None and name not in ASYMMETRIC:
        notes.unknown(
            CHECK, f"whether the API accepts `{shown}` is not known",
            fact="the algorithms that the API accepts", give="`algorithms` of the issuer in the environment",
        )  # fmt: skip
        return False
    notes.passed(CHECK, name, source="header alg")
    return True


def _is_confused(notes: Notes, view: TokenView, name: str, allowed: tuple[str, ...]) -> bool:
    """An HMAC whose secret is the issuer's public key, which everybody has: computed, so certainly a forgery."""
    if name not in ("HS256", "HS384", "HS512") or view.keys is None:
        return False
    from engine.tokens.forgeries import made_with_public_key

    key = made_with_public_key(name, view.jws.signing_input, view.jws.signature, view.keys.keys)
    if key is None:
        return False
    of = f"`{key.kid}`" if key.kid else "without kid"
    notes.failed(
        CHECK, "token.algorithm_confusion", f"forged: the issuer's public key {of} was used as the secret of an HMAC",
        seen=f"alg `{name}`, and the text of a public key as its secret",
        wanted=f"a signature by the private key, {quoted(allowed)}",
        source=f"header alg, {view.keys.source}",
    )  # fmt: skip
    return True


def _allowed(view: TokenView) -> tuple[tuple[str, ...] | None, str]:
    """The algorithms that may be used, and who says so; None where nobody does. HS only where it is declared."""
    issuer = view.judged_by
    if issuer is not None and issuer.algorithms is not None:
        return tuple(issuer.algorithms), f"issuer {issuer.name}"
    if view.keys is not None and view.keys.keys:
        return tuple(sorted(view.keys.algorithms)), "types of the issuer's keys"
    return (tuple(sorted(ASYMMETRIC)), f"issuer {issuer.name}") if issuer is not None else (None, "")
