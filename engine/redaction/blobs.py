"""Secrets known by their own form: keys, XML, multipart parts, vendors' tokens, and what is encoded."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode
from binascii import Error
from collections.abc import Callable, Iterator

from engine.redaction.layers import Span, decode_percent
from engine.redaction.names import is_placeholder, kind_of
from engine.redaction.values import value_spans
from knowledge.patterns import lazy_regex

PEM = lazy_regex(
    r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----(.*?)(?:-----END [A-Z0-9 ]*PRIVATE KEY|\Z)", re.DOTALL
)
"""Encrypted ones too: their pass phrase may be weak (RFC 7468 sections 10 and 11)."""
JWK_MEMBER = lazy_regex(r"([\"'])(?:d|p|q|dp|dq|qi|k)\1\s*[:=]\s*[\"']([A-Za-z0-9_\-+/=]{16,})")
BARE_JWK_MEMBER = lazy_regex(r"(?<![\w\"'])(?:d|p|q|dp|dq|qi|k)\s*=\s*[\"']([A-Za-z0-9_\-+/=]{4,})")
ELEMENT = lazy_regex(r"<(?:[\w.\-]+:)?([\w.\-]+)(?:\s[^<>]*)?>([^<]+)(?=</)")
ASSERTION = lazy_regex(r"<((?:[\w.\-]+:)?(?:Encrypted)?Assertion)\b[^>]*>(.*?)(?:</\1\s*>|\Z)", re.DOTALL)
PART = lazy_regex(
    r"form-data;[^\r\n]*\bname=\"?([^\";\r\n]+)[^\r\n]*\r?\n(?:[^\r\n]+\r?\n){0,9}\r?\n(.*?)(?=\r?\n--|\Z)", re.DOTALL
)
ENCODED_XML = lazy_regex(r"(?<![A-Za-z0-9+/_-])(?:PHNhbW|PD94bWw|PHM6|PFJlc3BvbnNl)[A-Za-z0-9+/_=-]{16,}")
ENCODED_JSON = lazy_regex(r"(?<![A-Za-z0-9+/_.-])e(?:yJ|yA|wo|w0|wk|yI)[A-Za-z0-9+/_-]{16,}(?![.\w+/-])")
VENDOR = lazy_regex(
    r"(?<![A-Za-z0-9])(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abeoprs]-[\w-]{10,}|xapp-[\w-]{10,}"
    r"|[sr]k_(?:live|test)_\w{10,}|whsec_\w{10,}|sk-[\w-]{20,}|AIza[\w-]{30,}|ya29\.[\w-]{10,}|1//0[\w-]{20,}"
    r"|hv[sb]\.[\w-]{20,}|npm_[A-Za-z0-9]{20,}|pypi-[\w-]{20,}|dop_v1_\w{20,}|shp(?:at|ss)_\w{20,}|SG\.[\w-]{10,}\.[\w-]{10,}"
    r"|ST-\d+-[\w.-]{12,})"
)
VENDOR_MARKS = (
    "gh", "github_pat_", "glpat-", "xox", "xapp-", "k_live_", "k_test_", "whsec_", "sk-", "AIza", "ya29.", "1//0",
    "hvs.", "hvb.", "npm_", "pypi-", "dop_v1_", "shpat_", "shpss_", "SG.", "ST-",
)  # fmt: skip
"""A text without any of these has no vendor's token: asked first, because it is cheap."""
WORD = lazy_regex(r"[^\s\"'<>\0]+")

Scan = Callable[[str, int], list[Span]]


def blob_spans(text: str, depth: int, scan: Scan) -> Iterator[Span]:
    """Secrets that need no name. `scan` reads what is encoded in base64."""
    if len(text) < 16:
        return
    if "PRIVATE KEY" in text:
        yield from (Span(*found.span(1)) for found in PEM.finditer(text) if not is_placeholder(found[1]))
    if '"' in text or "'" in text:
        yield from (Span(*found.span(2)) for found in JWK_MEMBER.finditer(text))
        if "kty" in text:
            yield from (Span(*found.span(1)) for found in BARE_JWK_MEMBER.finditer(text))
    if any(map(text.__contains__, VENDOR_MARKS)):
        yield from (Span(*found.span()) for found in VENDOR.finditer(text))
    if "PH" in text or "PD" in text or "PF" in text:
        yield from (Span(*found.span()) for found in ENCODED_XML.finditer(text))
    if "ey" in text or "ew" in text:
        yield from (Span(*one.span()) for one in ENCODED_JSON.finditer(text) if _hides_secret(one[0], depth, scan))
    if "<" in text:
        yield from _xml_spans(text)
    if "form-data" in text:
        for found in PART.finditer(text):
            kind = kind_of(found[1])
            if kind:
                yield from value_spans(text, *found.span(2), kind, sure=True)


def percent_spans(text: str, depth: int, scan: Scan) -> Iterator[Span]:
    """Secrets in percent-encoded words, such as a URL within a URL."""
    for found in WORD.finditer(text):
        if "%" in found[0]:
            decoded = decode_percent(found[0])
            if decoded.text != found[0]:
                yield from decoded.back(scan(decoded.text, depth + 1), found.start())


def _xml_spans(text: str) -> Iterator[Span]:
    yield from (Span(*found.span(2)) for found in ASSERTION.finditer(text) if not is_placeholder(found[2]))
    for found in ELEMENT.finditer(text):
        kind = kind_of(found[1])
        if kind:
            yield from value_spans(text, *found.span(2), kind)


def _hides_secret(encoded: str, depth: int, scan: Scan) -> bool:
    try:
        decoded = urlsafe_b64decode(encoded.replace("+", "-").replace("/", "_") + "=" * (-len(encoded) % 4))
    except (Error, ValueError):
        return False
    return bool(scan(decoded.decode(errors="replace"), depth + 1))
