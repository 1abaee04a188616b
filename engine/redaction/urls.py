"""Secrets in URLs and forms."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.redaction.layers import Span
from engine.redaction.names import is_placeholder, kind_of, looks_secret
from engine.redaction.values import value_spans
from knowledge.patterns import lazy_regex

NAME = r"[\w.%\-\[\]+~$]{1,100}"
PARAMETER = lazy_regex(rf"(?:[?&#]|&amp;)({NAME})=(?=([^&#\s\"'<>`\\\0]*))")
FIRST_PAIR = lazy_regex(rf"(?:^|(?<=[\s\"']))({NAME})=([^&\s\"'<>\0]*)(?=&{NAME}=)", re.MULTILINE)
EXACT_PAIR = lazy_regex(r"(?:^|[?&#])([^=&#?]{1,200})=(?=([^&#]*))")
FORM_PAIR = lazy_regex(r"(?:^|&)([^=&]{1,200})=([^&]*)")
ERROR_NUMBER = lazy_regex(r"\d{3,7}")
"""As in `https://login.microsoftonline.com/error?code=50058`: no server issues authorization codes so short."""
FORM = lazy_regex(rf"{NAME}=[^&\s]*(?:&{NAME}=[^&\s]*)*&?")
USER_INFO = lazy_regex(r"://([^\s/?#\"'<>:@]*):(?!\d{1,5}(?:[/?#\s]|\Z))([^\s\"'<>]*)@(?=[\w.\-\[])")
USER_ONLY = lazy_regex(r"://([^\s/?#\"'<>:@]{12,})@")


def user_info_spans(text: str) -> Iterator[Span]:
    """Passwords, and tokens instead of user names, in the URLs of a text (RFC 3986 section 3.2.1)."""
    for found in USER_INFO.finditer(text):
        if not is_placeholder(found[2]):
            yield Span(*found.span(2))
    yield from (Span(*found.span(1)) for found in USER_ONLY.finditer(text) if looks_secret(found[1]))


def parameter_spans(text: str) -> Iterator[Span]:
    """Secrets in the queries and fragments of the URLs in a text (RFC 3986 section 3)."""
    return _pairs(PARAMETER, text)


def form_spans(text: str) -> Iterator[Span]:
    """The first secret of every form in a text; those behind an `&` are parameters like a URL's."""
    if "&" in text:
        yield from _pairs(FIRST_PAIR, text)


def exact_url_spans(url: str) -> Iterator[Span]:
    """Secrets in the query and fragment of what is known to be one URL and nothing else."""
    at = min((place for place in (url.find("?"), url.find("#")) if place >= 0), default=len(url))
    for span in _pairs(EXACT_PAIR, url[at:]):
        yield Span(span.start + at, span.end + at)


def exact_form_spans(form: str) -> Iterator[Span]:
    """Secrets in what is known to be one form (`application/x-www-form-urlencoded`)."""
    yield from _pairs(FORM_PAIR, form)


def is_form(text: str) -> bool:
    """Whether a whole text reads as one form."""
    return FORM.fullmatch(text.strip()) is not None


def _pairs(pattern: re.Pattern[str], text: str) -> Iterator[Span]:
    for found in pattern.finditer(text):
        kind = kind_of(found[1])
        if kind and not (found[1] == "code" and ERROR_NUMBER.fullmatch(found[2])):
            yield from value_spans(text, found.start(2), found.end(2), kind, sure=True)
