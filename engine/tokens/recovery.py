"""What pasting, scripts and gateways do to a token on its way, and the token as it was before.

Each mark is undone and named, so that a mistake in how a token is sent hides nothing of what is wrong with the token.
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import unquote

from engine.tokens.faults import Fault
from knowledge.patterns import lazy_regex

COMPACT = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."
QUOTES = "'\"“”‘’`´«»<>,;:"
BRACKETS = {"{": "}", "[": "]", "(": ")"}
INVISIBLE = lazy_regex(
    "ï»¿|â\u0080[\u008b-\u008f]|[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]"
)
"""Zero-width and control characters, and the same as a program shows them that reads UTF-8 as Latin-1."""
BLANKS = lazy_regex(r"\s+|\\[nrt](?![\w-]*\.)")
WRITTEN = lazy_regex(r"\\[nrt]")
"""Blanks as JSON and shells write them; inside a token, a lost backslash alone is as likely."""
BLANK_NAMES = {"\n": "a line break", "\r": "a line break", "\t": "a tab", " ": "a space", "\xa0": "a no-break space"}
SCHEME = lazy_regex(r"(?:(?:bearer|dpop)(?:\s+|:\s*))+", re.I)
PERCENT = lazy_regex(r"%[0-9A-Fa-f]{2}")
SHORTEST = 48
"""No token that was put into base64 has fewer characters."""
ALONE = "the token alone, as the issuer gave it out"
ROUNDS = 6
"""How many layers are undone: each of them a script's work."""


MASKS = frozenset({"redacted", "removed", "hidden", "masked", "filtered", "omitted", "stripped", "sanitized"})
LONGEST_MASK = max(map(len, MASKS))
AROUND_MASKS = "[]<>(){}*•.…-_ "


class Recovered(NamedTuple):
    """The token as it was before, and each mistake that was undone, in the order in which it was met."""

    text: str
    mistakes: tuple[Fault, ...]


def is_removed(text: str) -> bool:
    """Whether somebody took the token, or this part of it, out of the capture."""
    inner = text.strip(AROUND_MASKS)
    return (not inner and bool(text)) or (len(inner) <= LONGEST_MASK and inner.lower() in MASKS)


Mended = tuple[str, Fault] | None


def recover(text: str) -> Recovered:
    """Undoes what is known to happen to tokens. A text without such marks comes back as it is."""
    if text.isascii() and not text.encode().translate(None, COMPACT) and ("." in text or len(text) < SHORTEST):
        return Recovered(text, ())
    text = text.strip(" \t")
    found: dict[str, Fault] = {}
    for _ in range(ROUNDS):
        before = text
        for step in STEPS:
            mended = step(text)
            if mended is not None:
                text, fault = mended
                found.setdefault(fault.reason, fault)
        if text == before:
            break
    return Recovered(text, tuple(found.values()))


def _mistake(reason: str, seen: str, wanted: str = ALONE) -> Fault:
    return Fault(reason, f"the token was sent with {seen}", seen, wanted)


def _without_invisible(text: str) -> Mended:
    found = INVISIBLE.search(text)
    if found is None:
        return None
    shown = f"U+{ord(found[0]):04X}" if len(found[0]) == 1 else "a byte order mark or zero-width space, read as Latin-1"
    seen = f"an invisible character in it ({shown})"
    return INVISIBLE.sub("", text), _mistake("token.invisible_character", seen)


def _without_blanks(text: str) -> Mended:
    found = BLANKS.search(text)
    if found is None or SCHEME.match(text.lstrip(QUOTES)):
        return None
    blank = BLANK_NAMES.get(found[0][0]) or (f"`{found[0]}`" if "\\" in found[0] else "a blank")
    place = "before it" if found.start() == 0 else "after it" if not BLANKS.sub("", text[found.start() :]) else "in it"
    return BLANKS.sub("", text), _mistake("token.whitespace", f"{blank} {place}")


def _without_written_breaks(text: str) -> Mended:
    """Line breaks that JSON or a shell wrote as two letters, where the token can be read without them."""
    found = WRITTEN.search(text)
    if found is None or not _can_be_read(plain := WRITTEN.sub("", text)):
        return None
    return plain, _mistake("token.whitespace", f"`{found[0]}` in it")


def _can_be_read(text: str) -> bool:
    from engine.tokens.jose import MalformedToken, parse_jws

    try:
        return not parse_jws(text).faults
    except MalformedToken:
        return False


def _without_brackets(text: str) -> Mended:
    """Brackets around a JWT; a JSON object begins with a quote, and a template with a name."""
    inner = text[1:-1].strip()
    if BRACKETS.get(text[:1]) != text[-1:] or not _is_jwt(inner):
        return None
    return inner, _mistake("token.quoted", f"`{text[0]}{text[-1]}` around it")


def _without_quotes(text: str) -> Mended:
    bare = text.strip(QUOTES + " \t\r\n")
    if text[:1] not in QUOTES and text[-1:] not in QUOTES:
        return None
    ends = [one for one in (text[:1], text[-1:]) if one in QUOTES]
    marks = "backticks" if "`" in ends else f"`{''.join(dict.fromkeys(ends))}`"
    place = "around it" if len(ends) == 2 else "before it" if text[:1] in QUOTES else "after it"
    return bare, _mistake("token.quoted", f"{marks} {place}")


def _without_scheme(text: str) -> Mended:
    found = SCHEME.match(text)
    if found is None:
        return None
    word = found[0].split()[0].rstrip(":")
    return text[found.end() :], _mistake("token.scheme_twice", f"the scheme `{word}` a second time", "the scheme once")


def _without_percent(text: str) -> Mended:
    found = PERCENT.search(text)
    if found is None:
        return None
    plain = unquote(text, errors="replace")
    return plain, _mistake("token.percent_encoded", f"percent-encoded characters in it (`{found[0]}`)")


def _without_second_base64(text: str) -> Mended:
    if "." in text or len(text) < SHORTEST:
        return None
    padded = text.replace("-", "+").replace("_", "/").rstrip("=")
    try:
        plain = b64decode(padded + "=" * (-len(padded) % 4), validate=True).decode("utf-8").strip()
    except (binascii.Error, ValueError):
        return None
    if not _is_jwt(recover(plain).text):
        return None
    return plain, _mistake("token.encoded_again", "a second layer of base64 around it")


def _from_json(text: str) -> Mended:
    """The compact form of a JWS in JSON serialisation, flattened or with one signature (RFC 7515 section 7.2)."""
    if not text.startswith("{"):
        return None
    import json

    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    rows = value.get("signatures")
    row = rows[0] if isinstance(rows, list) and rows and isinstance(rows[0], dict) else value
    parts = [row.get("protected"), value.get("payload"), row.get("signature")]
    if not all(isinstance(part, str) for part in parts):
        return None
    seen = "members of a JSON object around its parts"
    fault = Fault(
        "token.json_serialized", "the token is a JWS in JSON serialisation, and a JWT is always compact",
        seen, "three parts joined by dots",
    )  # fmt: skip
    return ".".join(map(str, parts)), fault


def _without_padding(text: str) -> Mended:
    if "=" not in text or not _is_jwt(text):
        return None
    return text.replace("=", ""), _mistake("token.padded", "padding (`=`) at the end of a part", "base64url without it")


def _in_url_alphabet(text: str) -> Mended:
    if ("+" not in text and "/" not in text) or not _is_jwt(text):
        return None
    mark = "+" if "+" in text else "/"
    seen = f"`{mark}` in it, of the alphabet of plain base64"
    plain = text.replace("+", "-").replace("/", "_")
    return plain, _mistake("token.alphabet_wrong", seen, "base64url: `-` and `_` in place of `+` and `/`")


def _is_jwt(text: str) -> bool:
    """Whether the text begins as a JSON object in base64 does, and has dots."""
    return text[:1] == "e" and text[1:2] in "wxyz" and "." in text


STEPS: tuple[Callable[[str], Mended], ...] = (
    _without_invisible, _from_json, _without_brackets, _without_quotes, _without_scheme,
    _without_written_breaks, _without_blanks, _without_percent,
    _without_second_base64, _without_padding, _in_url_alphabet,
)  # fmt: skip
