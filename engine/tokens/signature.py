"""Check `token.signature`: was it one of the issuer's keys that signed (RFC 7515 section 5.2)?"""

from __future__ import annotations

from engine.models.keys import Key
from engine.stages.notes import Notes
from engine.tokens.algorithm import check_algorithm
from engine.tokens.jose import truncated
from engine.tokens.key_choice import choose_keys, names_of, say_link, say_own_key
from engine.tokens.keys import LENGTHS, signature_length, thumbprint, verify, weakness
from engine.tokens.view import TokenView

CHECK = "token.signature"
SHORTEST_RSA = 128


def check_signature(notes: Notes, view: TokenView) -> None:
    """Three checks: may this algorithm be used, is there a key for it, was it this key that signed."""
    if view.jws.introspected:
        notes.skipped(CHECK, "the issuer vouches for it in its introspection reply")
        return
    if view.gateway_validates:
        notes.skipped(CHECK, "the gateway validates signature and lifetime")
        return
    accepted = check_algorithm(notes, view)
    keys = choose_keys(notes, view) if accepted else ()
    if view.question.token_edits:
        if keys:
            notes.passed(CHECK, "taken as signed by the issuer once it is issued so")
    elif _has_signature(notes, view, keys, accepted=accepted) and keys:
        _check_bytes(notes, view, keys)


def _has_signature(notes: Notes, view: TokenView, keys: tuple[Key, ...], *, accepted: bool) -> bool:
    """Whether there is a whole signature to look at; says why there is none."""
    jws, algorithm = view.jws, view.jws.header.get("alg")
    if jws.removed:
        notes.unknown(
            CHECK, "the signature was removed from this copy of the token",
            fact="the token's signature", give="the token as it was sent",
        )  # fmt: skip
    elif jws.cut:
        notes.skipped(CHECK, "the signature is cut off, so there is none to check")
    elif not jws.signature.strip(b"\0"):
        if accepted or (isinstance(algorithm, str) and algorithm.strip().lower() != "none"):
            seen = f"a signature of {len(jws.signature)} zero bytes" if jws.signature else "an empty signature"
            notes.failed(
                CHECK, "token.signature_blank", f"the token carries {seen}: nobody signed it",
                seen=seen, wanted="a signature by one of the issuer's keys", source="token",
            )  # fmt: skip
    elif _is_cut(len(jws.signature), str(algorithm), keys):
        fault = truncated(_lengths(len(jws.signature), str(algorithm), keys))
        notes.withdraw("token.encoding_loose", "the signature")  # where it was cut, the rest rarely ends well
        notes.failed(CHECK, fault.reason, fault.summary, seen=fault.seen, wanted=fault.wanted, source="token")
    else:
        return True
    return False


def _whole(algorithm: str, keys: tuple[Key, ...]) -> int:
    """The length that a signature must have at least, in bytes; 0 where nothing says it."""
    lengths = [signature_length(key, algorithm) or 0 for key in keys]
    if lengths:
        return min(lengths)
    if algorithm == "EdDSA":
        return 64
    return LENGTHS.get(algorithm, SHORTEST_RSA if algorithm[:2] in ("RS", "PS") else 0)


def _is_cut(length: int, algorithm: str, keys: tuple[Key, ...]) -> bool:
    """Shorter than the algorithm or the key makes it; one in DER has its own length."""
    return 0 < length < _whole(algorithm, keys)


def _lengths(length: int, algorithm: str, keys: tuple[Key, ...]) -> str:
    least = "" if keys or algorithm in LENGTHS or algorithm == "EdDSA" else "at least "
    return f"a signature of {length} bytes, and {algorithm} makes {least}{_whole(algorithm, keys)}"


def _check_bytes(notes: Notes, view: TokenView, keys: tuple[Key, ...]) -> None:
    algorithm, signature = str(view.jws.header["alg"]), view.jws.signature
    raw = _raw_of_der(signature, algorithm)
    if raw is not None:
        notes.failed(
            CHECK, "token.signature_der", "the ECDSA signature is in DER form, not as R and S side by side",
            seen=f"{len(signature)} bytes that begin with 0x30", wanted=f"{LENGTHS[algorithm]} bytes",
            source="token",
        )  # fmt: skip
    unusable = []
    for key in keys:
        verified = verify(key, algorithm, view.jws.signing_input, raw or signature)
        if verified:
            _pass(notes, view, key, algorithm, quiet=raw is not None)
            return
        unusable += [key] if verified is None else []
    if view.foreign:
        notes.skipped(CHECK, "the keys of the issuer that the token names are not known here")
    elif unusable:
        notes.unknown(
            CHECK, f"signature not checked: the key {names_of(unusable)} cannot be read",
            fact="the issuer's keys, complete", give="--jwks FILE (the issuer's JWKS)",
        )  # fmt: skip
    else:
        _refuse(notes, view, keys, algorithm)


def _raw_of_der(signature: bytes, algorithm: str) -> bytes | None:
    if algorithm[:2] != "ES" or len(signature) == LENGTHS[algorithm]:
        return None
    from engine.tokens.forgeries import raw_of_der

    return raw_of_der(signature, LENGTHS[algorithm])


def _pass(notes: Notes, view: TokenView, key: Key, algorithm: str, *, quiet: bool) -> None:
    name = str(key.kid or thumbprint(key))
    if not _say_weak(notes, view, key, algorithm):
        notes.passed("token.key", name, source=view.keys.source if view.keys else None)
    if not quiet:
        notes.passed(CHECK, f"{algorithm} by key {name}", seen=f"thumbprint {thumbprint(key)}")


def _say_weak(notes: Notes, view: TokenView, key: Key, algorithm: str) -> bool:
    weak = weakness(key, algorithm)
    if weak is None:
        return False
    seen, wanted = weak
    notes.failed(
        "token.key", "token.key_weak", f"the key {names_of([key])} is too short to be safe: {seen}",
        seen=seen, wanted=wanted, source=view.keys.source if view.keys else "jwks",
    )  # fmt: skip
    return True


def _refuse(notes: Notes, view: TokenView, keys: tuple[Key, ...], algorithm: str) -> None:
    from engine.tokens.forgeries import misread_secret

    jws, source = view.jws, view.keys.source if view.keys else "jwks"
    if len(keys) == 1:
        _say_weak(notes, view, keys[0], algorithm)
    if say_own_key(notes, view, algorithm):
        return
    say_link(notes, view)
    for key in keys:
        how = misread_secret(key, algorithm, jws.signing_input, jws.signature) if key.kind == "oct" else None
        if how is not None:
            notes.failed(
                CHECK, "token.secret_misread", f"the signer took {how}, and the API does not",
                seen=f"a signature made with {how}", wanted=f"one made with the bytes of {names_of([key])}",
                source=source,
            )  # fmt: skip
            return
    notes.failed(
        CHECK, "token.signature_invalid", "the signature was not made with the issuer's key",
        seen=f"a signature of {len(jws.signature)} bytes that does not verify",
        wanted=f"one made with the key {names_of(keys)}", source=source,
    )  # fmt: skip
