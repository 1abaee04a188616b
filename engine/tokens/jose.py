"""A compact JWS taken apart, strictly (RFC 7515 section 3.1, RFC 7519 section 7.2).

PyJWT stops at the first problem; this says what was seen and goes no further only where nothing more can be read.
"""

from __future__ import annotations

import binascii
import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import islice
from typing import Any

import msgspec.json
from msgspec import Struct

from engine.tokens.faults import Fault
from engine.tokens.faults import MalformedToken as MalformedToken
from engine.words import quoted, shortened

ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
LAST = {0: ALPHABET, 2: b"AQgw", 3: b"AEIMQUYcgkosw048"}
"""The last characters that base64url can have, by the length of a part modulo 4: the bits behind the end are zero."""
STANDARD = bytes.maketrans(b"-_", b"+/")
PADDING = (b"", b"", b"==", b"=")
"""What the decoder of base64 wants behind a part, by the length of that modulo 4."""
BLANKS = {"\n": "a line break", "\r": "a line break", "\t": "a tab", " ": "a space"}
"""Where a token was wrapped or cut by what it was copied from."""
NAMED = 3
"""How many names of a token are repeated in a sentence."""
SHORTENED = ("...", "…")
"""How programs write that they left something out."""


class Jws(Struct, frozen=True):
    """A JWS in compact form: header and claims as JSON objects, the bytes that were signed, the signature.

    `faults` are what a strict verifier refuses although all can be read. `cut`: the signature is not whole; `removed`:
    somebody took it out of the capture.
    """

    header: Mapping[str, Any]
    claims: Mapping[str, Any]
    signing_input: bytes
    signature: bytes
    introspected: bool = False
    """The claims are an introspection reply's: its issuer vouches for them, and what it leaves out it does not say."""
    faults: tuple[Fault, ...] = ()
    cut: bool = False
    removed: bool = False


def looks_like_jwt(text: str) -> bool:
    """Whether a text claims to be a JWT: it starts as a base64url JSON object does, or has JWT's dots."""
    return text.startswith("eyJ") or text.count(".") == 2


def parse_jws(text: str, *, removed: bool = False) -> Jws:
    """Takes a compact JWS apart. Raises `MalformedToken`. `removed` is what the `Jws` says of its signature."""
    parts = text.split(".")
    if len(parts) != 3:
        return _other_count(text, parts)
    faults: list[Fault] = []
    members = _good_header(parts[0])
    header = decode_segment(parts[0], "header", faults) if members is None else b""
    payload = decode_segment(parts[1], "payload", faults)
    cut = len(parts[2]) % 4 == 1 and not parts[2].encode("utf-8", "surrogatepass").translate(None, ALPHABET)
    if cut:
        faults.append(truncated(f"a signature of {len(parts[2])} characters, a length that base64url never has"))
    signature = b"" if cut else decode_segment(parts[2], "signature", faults)
    if members is not None:
        claims = _claims(payload, faults)
    else:
        members, claims = _json_object(header, "header", faults), _claims(payload, faults)
        _find_extensions(members, faults)
    return Jws(members, claims, text.rpartition(".")[0].encode(), signature, False, tuple(faults), cut, removed)


@lru_cache(maxsize=256)
def _good_header(segment: str) -> Mapping[str, Any] | None:
    """A header without any fault, read once: an issuer's tokens have few. None for another."""
    faults: list[Fault] = []
    try:
        members = _json_object(decode_segment(segment, "header", faults), "header", faults)
    except MalformedToken:
        return None
    _find_extensions(members, faults)
    return None if faults else members


def _other_count(text: str, parts: list[str]) -> Jws:
    """Two parts may still tell what was signed; of the rest only the form is known."""
    if any(mark in text for mark in SHORTENED):
        raise MalformedToken(truncated("a token that was shortened with dots"))
    if len(parts) == 5:
        raise MalformedToken(_encrypted(parts[0]))
    if len(parts) > 2 or not text.startswith("eyJ"):
        raise MalformedToken(_unread(f"{len(parts)} part{'s' * (len(parts) != 1)}", "three parts joined by dots"))
    faults = [truncated(f"{len(parts)} of three parts")]
    try:
        header = _json_object(decode_segment(parts[0], "header", faults), "header", faults)
        claims = _json_object(decode_segment(parts[-1], "payload", faults), "payload", faults)
    except MalformedToken:
        raise MalformedToken(faults[0]) from None
    return Jws(header, claims if len(parts) == 2 else {}, text.encode(), b"", False, tuple(faults), cut=True)


def truncated(seen: str) -> Fault:
    """The token ends before its end."""
    return Fault(
        "token.truncated", f"the token is cut off: {seen}", seen, "the whole token, to the end of its signature"
    )


def _unread(seen: str, wanted: str) -> Fault:
    return Fault("token.malformed", f"the token cannot be read: {seen}", seen, wanted)


def _encrypted(part: str) -> Fault:
    """A JWE (RFC 7516 section 3.1); with `cty` JWT it is nested, and what it holds must be verified in its turn."""
    try:
        header = _json_object(decode_segment(part, "header", []), "header", [])
    except MalformedToken:
        header = {}
    if header and "enc" not in header:
        seen = "five parts, and a header without `enc`: two tokens joined, or dots added"
        return _unread(seen, "three parts joined by dots")
    named = [f"{name} `{shortened(header[name], 24)}`" for name in ("alg", "enc") if isinstance(header.get(name), str)]
    seen = f"five parts{', ' * bool(named)}{', '.join(named)}"
    if str(header.get("cty", "")).upper() in ("JWT", "AT+JWT", "APPLICATION/JWT"):
        return _nested(f"{seen}, cty `{header['cty']}`")
    return Fault(
        "token.encrypted", "the token is encrypted (JWE), not signed only", seen, "a signed token: three parts"
    )


def _nested(seen: str) -> Fault:
    summary = "the token holds another token that has to be taken out first (nested JWT)"
    return Fault("token.nested", summary, seen, "a signed JWT with claims in it")


def _claims(payload: bytes, faults: list[Fault]) -> Mapping[str, Any]:
    inner = payload.strip(b'" \n')
    if inner.startswith(b"eyJ") and inner.count(b".") in (2, 4):
        raise MalformedToken(_nested("a payload that is a JWT itself"))
    return _json_object(payload, "payload", faults)


def _find_extensions(header: Mapping[str, Any], faults: list[Fault]) -> None:
    """Extensions that must be understood, and are not (RFC 7515 section 4.1.11); `b64` (RFC 7797 section 7)."""
    critical = header.get("crit", [])
    understood = ("b64",) if "b64" in header else ()
    unknown = [name for name in critical if name not in understood] if isinstance(critical, list) else [critical]
    if unknown or ("crit" in header and not critical):
        seen = f"crit {_named(unknown) if unknown else 'without a name'}"
        summary = "the header marks an extension as critical that is not understood here"
        faults.append(Fault("token.extension_unknown", summary, seen, "a header without `crit`"))
    if header.get("b64", True) is not True:
        summary = "the header says that the payload is not encoded, which no JWT may do"
        faults.append(Fault("token.payload_unencoded", summary, "b64 false", "an encoded payload, without `b64`"))


def decode_segment(segment: str, name: str, faults: list[Fault]) -> bytes:
    """Decodes base64url without padding, refusing what a lenient decoder lets pass (RFC 7515 appendix C).

    A last character that holds bits of nothing is a fault, since one token would have several spellings
    (RFC 4648 section 3.5).
    """
    raw = segment.encode("utf-8", "surrogatepass")
    strange = raw.translate(None, ALPHABET)
    if strange:
        first = strange[:1].decode("ascii", "replace")
        shown = BLANKS.get(first, f"`{first}`")
        raise MalformedToken(
            _unread(f"the {name} holds {shown}, which is not base64url", "letters, digits, `-` and `_`")
        )
    rest = len(raw) % 4
    if rest == 1:
        seen = f"the {name} has {len(raw)} characters, a length that base64url never has"
        raise MalformedToken(_unread(seen, "a whole part"))
    if rest and raw[-1] not in LAST[rest]:
        seen = f"the {name} ends in `{segment[-1]}`"
        summary = f"the {name} is not written as base64url writes it: its last character holds bits of nothing"
        wanted = f"one of `{LAST[rest].decode()}`"
        faults.append(Fault("token.encoding_loose", summary, seen, wanted))
    try:
        return binascii.a2b_base64(raw.translate(STANDARD) + PADDING[rest])
    except binascii.Error:
        raise MalformedToken(_unread(f"the {name} is not base64url", "base64url without padding")) from None


class _DuplicateError(Exception):
    """A JSON object names one member twice."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise _DuplicateError
    return members


class _ConstantError(ValueError):
    """`NaN` or `Infinity`, which Python reads and JSON does not have (RFC 8259 section 6)."""


def _no_constant(name: str) -> Any:
    raise _ConstantError(name)


STRICT = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_no_constant)


BLANK_AFTER_QUOTE = (b'" ', b'"\t', b'"\n', b'"\r')
FAST = msgspec.json.Decoder()
"""Reads what `STRICT` reads as that does, but for duplicates, or refuses it."""


def _flat_object(data: bytes) -> Mapping[str, Any] | None:
    """The members of an object that has no object in it, and no member twice. None where that is not certain.

    Where no blank follows a quote, every name of a member ends in `":`, so that these count the members at least.
    """
    if any(map(data.__contains__, BLANK_AFTER_QUOTE)):
        return None
    try:
        members = FAST.decode(data)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
    return members if type(members) is dict and data.count(b'":') == len(members) else None


def _json_object(data: bytes, name: str, faults: list[Fault]) -> Mapping[str, Any]:
    flat = _flat_object(data)
    if flat is not None:
        return flat
    try:
        text = data.decode("utf-8")
        try:
            value, end = STRICT.raw_decode(text) if text[:1] == "{" else (None, 0)
            if end != len(text):  # blanks around it, which `decode` looks for twice, or no object
                value = STRICT.decode(text)
        except _DuplicateError:
            value = _with_duplicates(text, name, faults)
    except _ConstantError as constant:
        seen = f"the {name} holds the number `{constant}`, which JSON does not have"
        raise MalformedToken(_unread(seen, "a JSON object")) from None
    except (ValueError, RecursionError):
        raise MalformedToken(_unread(f"the {name} is not JSON", "a JSON object")) from None
    if not isinstance(value, dict):
        raise MalformedToken(_unread(f"the {name} is a JSON {type(value).__name__}", "a JSON object"))
    return value


def _named(names: Iterable[object]) -> str:
    """The first few names: whoever made the token chose them, and how many."""
    return quoted(shortened(str(name), 40) for name in islice(names, NAMED))


def _with_duplicates(text: str, name: str, faults: list[Fault]) -> Any:
    """The same read leniently: the last of several members counts, as most parsers have it."""
    twice: dict[str, None] = {}

    def last(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        members: dict[str, Any] = {}
        for member, value in pairs:
            if member in members:
                twice[member] = None
            members[member] = value
        return members

    value = json.loads(text, object_pairs_hook=last, parse_constant=_no_constant)
    seen = f"{_named(twice)} more than once in the {name}"
    summary = f"the {name} names a member twice, and parsers disagree on which counts"
    faults.append(Fault("token.member_duplicated", summary, seen, "each member once"))
    return value
