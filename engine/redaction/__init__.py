"""What leaves memory goes through here first: secrets replaced by `•••`, control sequences shown.

Of a JWT only the signature goes; opaque, refresh and device tokens, codes, verifiers, assertions, API keys, passwords,
client secrets and private or symmetric keys go whole: in headers, URLs, forms, JSON, XML, commands and log lines alike.
Redacting twice changes nothing. Names (`names.py`) decide most; a secret that nothing names and that has no form of its
own can't be told from any other word.

The rules are imported when first needed: compiling them costs 11 ms, and the guide and the audit list need none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from engine.redaction.controls import escape_controls
from engine.redaction.layers import BULLETS, Span, apply, merge
from knowledge.patterns import lazy_regex

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.models.exchange import Exchange, Headers, Request, Response

__all__ = [
    "BULLETS", "escape_controls", "mask_spans", "redact_body", "redact_data", "redact_exchange", "redact_headers",
    "redact_pasted", "redact_text", "redact_token", "redact_url",
]  # fmt: skip

OPAQUE = lazy_regex(r"[\w.~+/-]+=*", re.ASCII)
"""The characters of a bearer token (RFC 6750 section 2.1)."""
ROUNDS = 8
"""A replacement may show the next rule something new; after so many the rest would be noise."""


def redact_text(text: str) -> str:
    """Any text, e.g. a log line, a command or a whole request, without its secrets."""
    return _settle(text, _scan)


def redact_url(url: str) -> str:
    """A URL without the secrets of its user part, path, query and fragment."""
    from engine.redaction.urls import exact_url_spans

    return _settle(url, lambda text: [*_scan(text), *exact_url_spans(text)])


def redact_headers(headers: Headers) -> Headers:
    """Headers without their secrets, in the same order."""
    return tuple((name, _redact_header(name, value)) for name, value in headers)


def redact_body(body: str, content_type: str | None = None) -> str:
    """A body without its secrets; what it says it is matters only where it reads as a form."""
    from engine.redaction.urls import exact_form_spans, is_form

    form = "x-www-form-urlencoded" in (content_type or "").lower() or is_form(body)
    return _settle(body, lambda text: [*_scan(text), *(exact_form_spans(text) if form else ())])


def redact_token(token: str) -> str:
    """What stands where a token is expected: a JWT keeps header and payload, anything else goes."""
    from engine.redaction.values import value_spans

    return _settle(token, lambda text: list(value_spans(text, 0, len(text), "authorization")))


def redact_data(data: Any) -> Any:
    """Data as of `json.loads` without the secrets of its strings and named members."""
    import json

    if isinstance(data, str):
        return redact_text(data)
    return json.loads(redact_text(json.dumps(data, ensure_ascii=False, default=str)))


def redact_exchange(exchange: Exchange) -> Exchange:
    """An exchange that may be stored or shown elsewhere."""
    return replace(
        exchange,
        request=_redact_request(exchange.request) if exchange.request else None,
        response=_redact_response(exchange.response) if exchange.response else None,
        token=redact_token(exchange.token) if exchange.token else exchange.token,
        evidence=tuple(redact_text(text) for text in exchange.evidence),
        remarks=tuple(replace(remark, text=redact_text(remark.text)) for remark in exchange.remarks),
    )


def mask_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Where the secrets of a pasted text are, in order: what an input draws masked and never copies."""
    return tuple((span.start, span.end) for span in merge(_pasted(text)))


def redact_pasted(text: str) -> str:
    """What was pasted without its secrets: as `redact_text`, and an opaque token that stands alone goes too."""
    return _settle(text, _pasted)


def _pasted(text: str) -> list[Span]:
    from engine.redaction.names import looks_secret
    from engine.redaction.values import JWT

    alone = text.strip()
    if len(alone) >= 16 and OPAQUE.fullmatch(alone) and looks_secret(alone) and not JWT.match(alone):
        start = text.index(alone)
        return [Span(start, start + len(alone))]
    return _scan(text)


def _scan(text: str) -> list[Span]:
    from engine.redaction.text import scan

    return scan(text)


def _settle(text: str, find: Callable[[str], list[Span]]) -> str:
    for _ in range(ROUNDS):
        redacted = apply(text, find(text))
        if redacted == text:
            break
        text = redacted
    return text


def _redact_header(name: str, value: str) -> str:
    from engine.redaction.names import kind_of
    from engine.redaction.values import value_spans

    kind = kind_of(name)
    return _settle(
        value, lambda text: [*_scan(text), *(value_spans(text, 0, len(text), kind, sure=True) if kind else ())]
    )


def _redact_request(request: Request) -> Request:
    return replace(
        request,
        method=redact_text(request.method) if request.method else request.method,
        url=redact_url(request.url) if request.url else request.url,
        headers=redact_headers(request.headers),
        body=redact_body(request.body, request.header("content-type")) if request.body else request.body,
    )


def _redact_response(response: Response) -> Response:
    return replace(
        response,
        reason=redact_text(response.reason),
        headers=redact_headers(response.headers),
        body=redact_body(response.body, response.header("content-type")) if response.body else response.body,
        error=redact_text(response.error) if response.error else response.error,
    )
