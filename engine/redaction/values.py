"""The parts of one named value that go: signatures, credentials after their scheme, cookie values, or all of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.redaction.layers import Span
from engine.redaction.names import SCHEMES, SLUG, WORD, Kind, is_placeholder, is_plain, looks_secret
from knowledge.patterns import lazy_regex

SEGMENT = r"[\w+/=~-]+(?:\r?\n[ \t]*[\w+/=~-]+(?=[.\s\"']|\Z)){0,8}"
JWT = lazy_regex(
    r"(?:(?<![A-Za-z0-9])|(?<=%[0-9A-Fa-f]{2})|(?<=\\[nrt]))"
    r"e(?:yJ|yA|wo|w0|wk)[\w-]*(?:\r?\n[ \t]*[\w-]+(?=[.\r\n])){0,8}"
    rf"\.(?P<payload>(?:{SEGMENT})?)(?P<rest>(?:\.{SEGMENT})*)",
    re.ASCII,
)
"""A compact JWS or JWE (RFC 7515 and 7516 section 7.1); a line break within it does not hide the rest."""

SCHEME = lazy_regex(r"([A-Za-z][\w-]*)[ \t]+(?=\S)")
CREDENTIAL = lazy_regex(r"[A-Za-z0-9._~/$-][!-~]{3,}")
BEFORE_JWT = lazy_regex(r"[\"'<\[(]*(?:[A-Za-z_]+[=:][\"']?)?")
KEPT_WORDS = frozenset((
    "required", "optional", "opaque", "access_token", "refresh_token", "id_token", "header", "query", "include", "omit",
    "same-origin",
))  # fmt: skip
COOKIE_ATTRIBUTE = lazy_regex(
    r"(?i:\s*(?:path=[\w/.~%-]*|domain=[\w.-]*|expires=[\w,: -]*|max-age=-?\d+|samesite=\w+|priority=\w+"
    r"|secure|httponly|partitioned)\s*)"
)


def jwt_spans(text: str) -> Iterator[Span]:
    """The signature of every JWT in a text; all after the header where the middle is no readable payload."""
    for found in JWT.finditer(text):
        span = signature_of(found)
        if span.end > span.start:
            yield span


def signature_of(found: re.Match[str]) -> Span:
    """What goes of one match of `JWT`; empty where it has no signature."""
    payload = found["payload"]
    readable = not payload or payload.startswith(("ey", "ew"))
    if readable and found["rest"].count(".") <= 1:
        return Span(min(found.start("rest") + 1, found.end()), found.end())
    return Span(found.start("payload"), found.end())


def value_spans(
    text: str, start: int, end: int, kind: Kind, *, loose: bool = False, sure: bool = False
) -> Iterator[Span]:
    """What goes of the value between two places of a text.

    `loose`: it was cut out of prose, where `token: expired` is no secret. `sure`: a URL or form, where `code` is one.
    """
    value = text[start:end]
    if is_placeholder(value):
        return
    if kind in ("cookie", "set_cookie"):
        yield from cookie_spans(text, start, end, keep_attributes=kind == "set_cookie")
    elif kind == "authorization" or (kind == "token" and not _is_no_token(value, loose=loose)):
        yield from credential_spans(text, start, end)
    elif kind != "token" and _goes_whole(value, kind, loose=loose, sure=sure):
        yield Span(start, end)


def _goes_whole(value: str, kind: Kind, *, loose: bool, sure: bool) -> bool:
    if kind == "weak":
        return sure or looks_secret(value)
    return kind == "password" or not (loose and WORD.fullmatch(value))


def _is_no_token(value: str, *, loose: bool) -> bool:
    return value.lower() in KEPT_WORDS or (len(value) <= 6 and value.isdigit()) or (loose and is_plain(value))


def credential_spans(text: str, start: int, end: int) -> Iterator[Span]:
    """The credentials of an Authorization value (RFC 9110 section 11.4): the scheme stays, so does a JWT's payload."""
    at = start
    scheme = SCHEME.match(text, at, end)
    while scheme and scheme[1].lower() in SCHEMES:
        at = scheme.end()
        scheme = SCHEME.match(text, at, end)
    if text[at:end].lower() in SCHEMES or is_placeholder(text[at:end]):
        return
    before = BEFORE_JWT.match(text, at, end)
    token = JWT.match(text, before.end() if before else at, end)
    if token is None:
        yield Span(at, end)
        return
    signature = signature_of(token)
    if text[token.end() : end].strip("\"' >])•."):
        yield Span(signature.start, end)
    elif signature.end > signature.start:
        yield signature


def cookie_spans(text: str, start: int, end: int, *, keep_attributes: bool) -> Iterator[Span]:
    """The values of a Cookie or Set-Cookie value (RFC 6265 section 4); names and known attributes stay."""
    at = start
    for position, part in enumerate(text[start:end].split(";")):
        stop = at + len(part)
        equals = part.find("=")
        attribute = keep_attributes and position > 0 and COOKIE_ATTRIBUTE.fullmatch(part)
        if part.strip() and not attribute:
            first = at + equals + 1 if equals >= 0 else at + len(part) - len(part.lstrip())
            if not is_placeholder(text[first:stop]):
                yield Span(first, at + len(part.rstrip()))
        at = stop + 1


def scheme_spans(text: str, found: re.Match[str]) -> Iterator[Span]:
    """What goes of `<scheme> <something>` met anywhere in a text, e.g. `Bearer abc` but not `bearer token`."""
    scheme, value = found[1].lower(), found[2].rstrip("?!.:")
    words = SLUG.fullmatch(value) and not any(character.isdigit() for character in value)
    if words or not CREDENTIAL.match(value) or WORD.fullmatch(value) or is_placeholder(value):
        return
    if scheme in ("basic", "token", "apikey", "api-key", "key") and not (looks_secret(value) or _is_basic(value)):
        return
    yield from credential_spans(text, found.start(2), found.end(2))


def _is_basic(value: str) -> bool:
    from base64 import b64decode
    from binascii import Error

    try:
        return b":" in b64decode(value + "=" * (-len(value) % 4), validate=True)
    except (Error, ValueError):
        return False
