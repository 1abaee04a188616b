"""A compact JWS taken apart, strictly (RFC 7515 section 3.1, RFC 7519 section 7.2).

PyJWT stops at the first problem; this says what was seen and goes no further only where nothing more can be read.
"""

from __future__ import annotations

import binascii
import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
PARTS = ("header", "payload", "signature")
BLANKS = {"\n": "a line break", "\r": "a line break", "\t": "a tab", " ": "a space"}
"""Where a token was wrapped or cut by what it was copied from."""


class Jws(Struct, frozen=True):
    """A JWS in compact form: header and claims as JSON objects, the bytes that were signed, the signature."""

    header: Mapping[str, Any]
    claims: Mapping[str, Any]
    signing_input: bytes
    signature: bytes
    introspected: bool = False
    """The claims are an introspection reply's: its issuer vouches for them, and what it leaves out it does not say."""


class MalformedToken(ValueError):
    """The text is no compact JWS: what was seen, and what was wanted."""

    def __init__(self, seen: str, wanted: str) -> None:
        super().__init__(f"{seen}, wanted {wanted}")
        self.seen = seen
        self.wanted = wanted


def looks_like_jwt(text: str) -> bool:
    """Whether a text claims to be a JWT: it starts as a base64url JSON object does, or has JWT's dots."""
    return text.startswith("eyJ") or text.count(".") == 2


def parse_jws(text: str) -> Jws:
    """Takes a compact JWS apart. Raises `MalformedToken`."""
    parts = text.split(".")
    if len(parts) != 3:
        kind = " (an encrypted token, JWE)" if len(parts) == 5 else ""
        raise MalformedToken(f"{len(parts)} parts{kind}", "three parts joined by dots")
    header, payload, signature = (decode_segment(part, name) for part, name in zip(parts, PARTS, strict=True))
    signing_input = text.rpartition(".")[0].encode()
    members = _json_object(header, "header")
    _refuse_critical(members)
    return Jws(members, _json_object(payload, "payload"), signing_input, signature)


def _refuse_critical(header: Mapping[str, Any]) -> None:
    """Extensions that must be understood, and are not (RFC 7515 section 4.1.11); `b64` (RFC 7797 section 7)."""
    if "crit" in header:
        raise MalformedToken("extensions that the header marks as critical (`crit`)", "a header without extensions")
    if header.get("b64", True) is not True:
        raise MalformedToken("a payload that is not encoded (`b64`)", "an encoded payload, as every JWT has")


def decode_segment(segment: str, name: str) -> bytes:
    """Decodes base64url without padding, refusing what a lenient decoder lets pass (RFC 7515 appendix C)."""
    raw = segment.encode("utf-8", "surrogatepass")
    strange = raw.translate(None, ALPHABET)
    if strange:
        first = strange[:1].decode("ascii", "replace")
        shown = BLANKS.get(first, f"`{first}`")
        raise MalformedToken(f"the {name} holds {shown}, which is not base64url", "letters, digits, `-` and `_`")
    if len(raw) % 4 == 1:
        raise MalformedToken(f"the {name} has {len(raw)} characters, a length that base64url never has", "a whole part")
    try:
        return urlsafe_b64decode(raw + b"=" * (-len(raw) % 4))
    except binascii.Error:
        raise MalformedToken(f"the {name} is not base64url", "base64url without padding") from None


def _json_object(data: bytes, name: str) -> Mapping[str, Any]:
    try:
        value = json.loads(data.decode("utf-8"), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise MalformedToken(f"the {name} is not JSON", "a JSON object") from None
    if not isinstance(value, dict):
        raise MalformedToken(f"the {name} is a JSON {type(value).__name__}", "a JSON object")
    return value


def _no_constant(name: str) -> Any:
    raise ValueError(name)
