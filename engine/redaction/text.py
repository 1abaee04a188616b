"""Secrets in any text: headers, log lines, commands, forms, URLs, XML, and what is embedded in them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.redaction.blobs import blob_spans, percent_spans
from engine.redaction.commands import command_spans
from engine.redaction.json_text import NESTING, json_regions
from engine.redaction.layers import Span
from engine.redaction.names import (
    PLACEHOLDER,
    SCHEMES,
    WORD,
    Kind,
    is_hinted,
    is_placeholder,
    is_plain,
    kind_of,
    looks_secret,
)
from engine.redaction.quotes import closing
from engine.redaction.urls import form_spans, parameter_spans, user_info_spans
from engine.redaction.values import JWT, cookie_spans, credential_spans, jwt_spans, scheme_spans, value_spans
from knowledge.patterns import lazy_regex

QUOTE = r"\\*[\"'`]"
KEYED = lazy_regex(
    rf"(?<![A-Za-z0-9_])([A-Za-z_][\w.\-]{{0,79}})({QUOTE})?\]?[ \t]*(=>|:=|=|:)(?![:=])[ \t]*(\\*[\"']|(?<=[ \t])`)?",
    re.ASCII,
)
PAIRED = lazy_regex(
    rf"(?i:\b(?:name|key|field|header|attribute)(?:{QUOTE})?\s*[:=]\s*({QUOTE})([\w.\- ]+?)\1"
    rf"[\s,;]+(?:{QUOTE})?value(?:{QUOTE})?\s*[:=]\s*({QUOTE}))"
)
LINE_PREFIX = lazy_regex(r"[ \t]*(?:[<>*#-][ \t]+)?(?:export[ \t]+|set[ \t]+)?")
TOLD = lazy_regex(r"` [a-z]")
"""After a value in backticks: a sentence goes on, so that a plain word in it is quoted, not given."""
RUN = lazy_regex(r"[^\s\"'`<>&?\0]+")
PASSWORD_RUN = lazy_regex(r"[^\s&\0]+")
NEXT_PAIR = lazy_regex(r"[,;]\s*[\"']?[A-Za-z_][\w.\-]*[\"']?\s*[=:]")
BLANK = lazy_regex(rf"(?:{PLACEHOLDER.pattern})(?=[\s\"'`&,;)\]]|\Z)", re.VERBOSE)
TAIL = lazy_regex(r"[\"'`)}\],;.>]+\Z")
COOKIE_RUN = lazy_regex(r"[^\s;=,\"']+=[^;\s,\"']*(?:;[ \t]*[^\s;=,\"']+(?:=[^;\s,\"']*)?)*")
SCHEMED = lazy_regex(
    r"(?<![\w-])(bearer|dpop|basic|ssws|negotiate|ntlm|token|apikey|api-key|privatetoken|genie-?key|bot)(?:[ \t]+|\+)"
    r"([^\s,;\"'<>()`&\0\\]+)",
    re.IGNORECASE,
)
PARAMETERS = frozenset((
    "realm=", "error=", "error_description=", "error_uri=", "scope=", "resource=", "resource_metadata=", "algs=",
    "nonce=", "charset=", "authorization_uri=", "claims=", "max_age=", "acr_values=", "client_id=", "stale=", "qop=",
    "opaque=", "algorithm=",
))  # fmt: skip
"""Of challenges: what follows `Bearer` there is no token."""
MANY_PARTS = frozenset({"digest", "oauth", "aws4-hmac-sha256", "hawk", "mac", "signature", "sharedkey"})
PHRASE = lazy_regex(
    r"\b(?:token|secret|password|passwd|api[ -]?key|verifier|assertion|credential|auth(?:orization)? code|device code"
    r"|user code|bearer|cookie|session(?: id)?)s?(?:\s+(?:is|was|value|with|id))?(?:[ \t]*[:=][ \t]*|[ \t]+)"
    r"[\"'`(\[]{0,2}([^\s\"'`,;()<>\[\]\0]{12,})",
    re.IGNORECASE,
)


def scan(text: str, depth: int = 0) -> list[Span]:
    """Every secret of a text, in no order, overlapping where several rules see it. `depth`: texts around this one."""
    if len(text) < 4:
        return []
    if depth > NESTING:
        return [Span(0, len(text))]
    spans: list[Span] = []
    if '"' in text and ("{" in text or "[" in text):
        text = _blank_json(text, depth, spans)
    if "ey" in text or "ew" in text:
        spans.extend(jwt_spans(text))
    if "@" in text:
        spans.extend(user_info_spans(text))
    if is_hinted(text):
        spans.extend(_named_spans(text))
    spans.extend(command_spans(text))
    spans.extend(blob_spans(text, depth, scan))
    if "%" in text:
        spans.extend(percent_spans(text, depth, scan))
    return spans


def _named_spans(text: str) -> Iterator[Span]:
    """What a name, a scheme or a phrase before it gives away."""
    if "=" in text or ":" in text:
        yield from _keyed_spans(text)
        yield from parameter_spans(text)
        yield from form_spans(text)
    for found in SCHEMED.finditer(text):
        if found[2] not in PARAMETERS:
            yield from scheme_spans(text, found)
    for found in PHRASE.finditer(text):
        if looks_secret(found[1]) and not JWT.match(text, found.start(1)) and "=" not in found[1].rstrip("="):
            yield Span(*found.span(1))


def _blank_json(text: str, depth: int, spans: list[Span]) -> str:
    """Reads the JSON in a text, and gives the text with NULs there, as long as before, for the other rules."""
    pieces: list[str] = []
    at = 0
    for start, end, found in json_regions(text, depth, scan):
        spans.extend(found)
        pieces += (text[at:start], "\0" * (end - start))
        at = end
    return "".join([*pieces, text[at:]])


def _keyed_spans(text: str) -> Iterator[Span]:
    """`name: value`, `name=value` and their quoted, escaped and indexed forms."""
    for found in KEYED.finditer(text):
        kind = kind_of(found[1])
        if kind:
            yield from _named_value(text, found, kind)
    for found in PAIRED.finditer(text):
        kind = kind_of(found[2])
        if kind:
            end = closing(text, found.end(), found[3])
            yield from value_spans(text, found.end(), end, kind, sure=True)


def _named_value(text: str, found: re.Match[str], kind: Kind) -> Iterator[Span]:
    start = found.end()
    if found[4]:
        end = closing(text, start, found[4])
        if found[4] != "`" or " " not in text[start:end]:
            told = kind == "token" and found[4] == "`" and TOLD.match(text, end) is not None
            yield from value_spans(text, start, end, kind, loose=told)
        return
    outer = _quote_before(text, found.start()) if not found[2] else ""
    line_end = text.find("\n", start)
    end = closing(text, start, outer) if outer else (line_end if line_end >= 0 else len(text))
    if found[3] == ":" and (outer or _begins_line(text, found.start())) and _is_header(found[1], kind):
        yield from value_spans(text, start, start + len(text[start:end].rstrip(" \t\r\\")), kind)
    elif outer and kind == "password":
        ampersand = text.find("&", start, end)
        yield from value_spans(text, start, ampersand if ampersand >= 0 else end, kind)
    else:
        yield from _loose_value(text, start, end, kind, equals=found[3] != ":")


def _is_header(name: str, kind: Kind) -> bool:
    return kind not in ("token", "weak") or "-" in name or name.lower() == "dpop"


def _begins_line(text: str, at: int) -> bool:
    prefix = text[text.rfind("\n", 0, at) + 1 : at]
    return len(prefix) < 40 and LINE_PREFIX.fullmatch(prefix) is not None


def _quote_before(text: str, at: int) -> str:
    """The quote, with its backslashes, that opens right before a place; empty where there is none."""
    begin = at
    if begin and text[begin - 1] in "\"'`":
        begin -= 1
        while begin and text[begin - 1] == "\\":
            begin -= 1
    return text[begin:at]


def _loose_value(text: str, start: int, end: int, kind: Kind, *, equals: bool) -> Iterator[Span]:
    """A value without quotes of its own, in the middle of something: where it ends is a guess on the safe side."""
    if kind == "authorization":
        yield from _loose_credentials(text, start, end)
        return
    pairs = COOKIE_RUN.match(text, start, end) if kind in ("cookie", "set_cookie") else None
    if pairs:
        yield from cookie_spans(text, *pairs.span(), keep_attributes=kind == "set_cookie")
        return
    run = (PASSWORD_RUN if kind == "password" else RUN).match(text, start, end)
    if run is None or BLANK.match(text, start, end):
        return
    stop = _stop(text, run)
    scheme = text[start:stop].lower() in SCHEMES and SCHEMED.match(text, start, end)
    if kind == "token" and scheme:
        yield from credential_spans(text, start, scheme.end())
    elif kind == "weak":
        yield from value_spans(text, start, stop, kind, sure=equals and not is_plain(text[start:stop]))
    elif kind in ("cookie", "set_cookie") and is_plain(text[start:stop]):
        return
    else:
        yield from value_spans(text, start, stop, kind, loose=True)


def _stop(text: str, run: re.Match[str]) -> int:
    following = NEXT_PAIR.search(text, run.start(), run.end() + 80)
    end = following.start() if following and following.start() < run.end() else run.end()
    tail = TAIL.search(text[run.start() : end])
    return run.start() + tail.start() if tail and tail.start() else end


def _loose_credentials(text: str, start: int, end: int) -> Iterator[Span]:
    first = RUN.match(text, start, end)
    if first is None:
        return
    second = RUN.match(text, first.end() + 1, end) if text[first.end() : first.end() + 1] in (" ", "\t") else None
    word = first[0].rstrip(",;")
    if word.lower() in MANY_PARTS and second:
        yield Span(second.start(), end)
    elif word.lower() in SCHEMES and second:
        stop = _stop(text, second)
        if not WORD.fullmatch(text, second.start(), stop) and not is_placeholder(text[second.start() : stop]):
            yield from credential_spans(text, start, stop)
    elif not is_plain(word):
        yield from credential_spans(text, start, _stop(text, first))
