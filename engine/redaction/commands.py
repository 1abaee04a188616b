"""Secrets among the options of a command line: curl's own and those whose name says it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.redaction.layers import Span
from engine.redaction.names import is_hinted, is_placeholder, kind_of, looks_secret
from engine.redaction.urls import exact_form_spans, is_form
from engine.redaction.values import JWT, cookie_spans, credential_spans
from knowledge.patterns import lazy_regex

SHELL_WORD = r"(?:<[A-Za-z _-]+>|\$?'[^'\n]*(?:'|$)|\$?\"(?:[^\"\\\n]|\\.)*(?:\"|$)|\\.|[^\s'\"\\])+"
GAP = r"(?:[ \t]+(?:\\\r?\n[ \t]*)?|=)"
CURL_OPTION = lazy_regex(
    rf"(?<=\s)(?:(-[A-Za-z#]*?[uUbE])(?:{GAP})?"
    rf"|--(user|proxy-user|cookie|oauth2-bearer|pass|proxy-pass|tlspassword|proxy-tlspassword|cert|proxy-cert){GAP})"
    rf"({SHELL_WORD})",
    re.DOTALL | re.MULTILINE,
)
DATA_OPTION = lazy_regex(
    rf"(?<=\s)(?:-[A-Za-z#]*?[dF](?:{GAP})?|--(?:data(?:-raw|-binary|-ascii|-urlencode)?|form(?:-string)?){GAP})({SHELL_WORD})",
    re.DOTALL | re.MULTILINE,
)
NAMED_OPTION = lazy_regex(rf"(?<![\w-])--?([A-Za-z][\w-]*){GAP}({SHELL_WORD})", re.DOTALL | re.MULTILINE)
FILE_NAME = lazy_regex(r".*\.(?:pem|key|crt|cer|der|p12|pfx|json|txt|toml|ya?ml|jwt)")


def command_spans(text: str) -> Iterator[Span]:
    """Secrets that follow an option; a user name stays before its password."""
    if "curl" in text:
        for found in CURL_OPTION.finditer(text):
            yield from _curl_value(text, found)
        for found in DATA_OPTION.finditer(text):
            start, end = _unquoted(text, *found.span(1))
            if is_form(text[start:end].replace(" ", "+")):
                yield from (Span(span.start + start, span.end + start) for span in exact_form_spans(text[start:end]))
    if "-" in text and is_hinted(text):
        for found in NAMED_OPTION.finditer(text):
            yield from _named_value(text, found)


def _curl_value(text: str, found: re.Match[str]) -> Iterator[Span]:
    option = found[2] or found[1][-1]
    start, end = _unquoted(text, *found.span(3))
    if option in ("b", "cookie"):
        if "=" in text[start:end]:
            yield from cookie_spans(text, start, end, keep_attributes=False)
    elif option == "oauth2-bearer":
        yield from credential_spans(text, start, end)
    elif "pass" in option:
        yield Span(start, end)
    else:
        colon = text.find(":", start, end)
        if colon >= 0 and not is_placeholder(text[colon + 1 : end]):
            yield Span(colon + 1, end)


def _named_value(text: str, found: re.Match[str]) -> Iterator[Span]:
    kind = kind_of(found[1])
    start, end = _unquoted(text, *found.span(2))
    value = text[start:end]
    if kind is None or is_placeholder(value) or value.startswith("-"):
        return
    random = looks_secret(value) and not FILE_NAME.fullmatch(value) and not JWT.match(value)
    if random or kind in ("password", "secret"):
        yield Span(start, end)


def _unquoted(text: str, start: int, end: int) -> tuple[int, int]:
    """A shell word without the quotes around it."""
    if text[start] == "$" and end - start > 1 and text[start + 1] in "'\"":
        start += 1
    if text[start] in "'\"":
        quote = text[start]
        start += 1
        if end > start and text[end - 1] == quote:
            end -= 1
    return start, end
