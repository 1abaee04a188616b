"""Parts of a response pasted without its status line: the JSON body of an error alone, or header lines alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from engine.captures.messages import parse_headers
from engine.models.exchange import (
    Capture,
    CaptureError,
    Exchange,
    Headers,
    Problem,
    Remark,
    Response,
    all_headers,
    first_header,
)
from knowledge.patterns import lazy_regex

SHOWN = frozenset({"response"})
WANTED = "the response's first line above it, such as `HTTP/1.1 401 Unauthorized`"
STATUSES = {
    "invalid_request": 400,
    "invalid_grant": 400,
    "unauthorized_client": 400,
    "unsupported_grant_type": 400,
    "unsupported_response_type": 400,
    "invalid_scope": 400,
    "invalid_target": 400,
    "redirect_uri_mismatch": 400,
    "access_denied": 400,
    "login_required": 400,
    "consent_required": 400,
    "interaction_required": 400,
    "authorization_pending": 400,
    "slow_down": 400,
    "expired_token": 400,
    "invalid_dpop_proof": 400,
    "use_dpop_nonce": 400,
    "invalid_client": 401,
    "invalid_token": 401,
    "insufficient_scope": 403,
    "access_failed": 403,
    "server_error": 500,
    "temporarily_unavailable": 503,
}
"""The status that a code in a body usually comes with (RFC 6749 section 5.2, RFC 6750 section 3.1, RFC 8628 section
3.5, RFC 9449); `access_failed` is PingOne's."""
_IN_CHALLENGE = {"invalid_request": 400, "insufficient_scope": 403}
"""Codes of a challenge that are not sent with 401 (RFC 6750 section 3.1)."""
_MARKS = {"error", "errors", "error_description", "errorCode", "error_code", "fault", "code", "message"}
_NUMBERS = ("status", "statusCode", "status_code", "httpStatus", "http_status", "code", "error")
_CODES = ("error", "code", "errorCode", "error_code")
_PHRASES = ("message", "error", "title", "reason", "faultstring", "detail", "status")
_INNER = ("error", "fault", "errors")
_HEADER_LINE = lazy_regex(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+[ \t]*:(?:[ \t]|$)|:[a-z]+:[ \t]|[ \t]+\S")
_BLANK_LINE = lazy_regex(r"\n[ \t\r]*\n")
_INDENT = lazy_regex(r"^[ \t]+(?=[A-Za-z0-9-]+:[ \t])", re.M)
_ERROR = lazy_regex(r'\berror="?([a-z_]+)', re.I)
_CHALLENGES = {"www-authenticate": 401, "proxy-authenticate": 407}
_LONGEST = 200_000
"""Characters of an error's body; what is longer is something else."""


def is_error_body(text: str) -> bool:
    """Whether a text is a JSON object as servers send it with an error."""
    return _document(text) is not None


def is_header_lines(text: str) -> bool:
    """Whether a text begins with header lines and nothing before them."""
    lines = _split(text)[0].splitlines()
    return bool(lines) and not lines[0][:1].isspace() and all(map(_HEADER_LINE.match, lines))


def has_challenge(text: str) -> bool:
    """Whether header lines are those of a response that asks for credentials (RFC 9110 section 11.6)."""
    return is_header_lines(text) and any(first_header(parse_headers(_split(text)[0]), name) for name in _CHALLENGES)


def parse_answer_part(text: str) -> Capture:
    """A response of which only the body or the headers were pasted; its status is assumed, and said to be.

    Raises CaptureError where nothing in it says with which status it came.
    """
    document = _document(text)
    headers: Headers = ()
    body: str | None = text.strip()
    if document is not None:
        status, remark = _of_body(document)
    else:
        head, rest = _split(text)
        headers, body = parse_headers(head), rest.strip() or None
        status, remark = _of_headers(headers)
    exchange = Exchange(
        kind="response",
        response=Response(status=status, headers=headers, body=body),
        shows=SHOWN,
        remarks=(Remark(text=remark),),
    )
    return Capture(kind="response", exchanges=((0, exchange),))


def _of_body(document: dict[str, Any]) -> tuple[int, str]:
    """The status that a body comes with, and the sentence that says so."""
    members = list(_members(document))
    only = "only the body of an answer is shown"
    number = next(filter(None, (_number(value) for key, value in members if key in _NUMBERS)), None)
    if number is not None:
        return number, f"{only}: the status {number} is the one that it names"
    for keys, known in ((_CODES, STATUSES), (_PHRASES, _statuses_by_phrase())):
        for key, value in members:
            status = known.get(value.strip().casefold()) if key in keys and isinstance(value, str) else None
            if status is not None:
                return status, f"{only}: the status {status} is assumed, as `{value.strip()}` usually has it"
    seen = "a JSON body that names no status"
    raise CaptureError(Problem(where="line 1", seen=seen, wanted=WANTED))


def _of_headers(headers: Headers) -> tuple[int, str]:
    only = "only headers of an answer are shown"
    for name in (":status", "status"):
        number = _number((first_header(headers, name) or "").partition(" ")[0])
        if number is not None:
            return number, f"{only}: the status {number} is the one that `{name}` names"
    for name, status in _CHALLENGES.items():
        found = _ERROR.search(" ".join(all_headers(headers, name)))
        if first_header(headers, name) is not None:
            status = _IN_CHALLENGE.get(found[1].lower(), status) if found else status
            return status, f"{only}: the status {status} is assumed, with which such a challenge is sent"
    raise CaptureError(Problem(where="line 1", seen="header lines that name no status", wanted=WANTED))


def _statuses_by_phrase() -> dict[str, int]:
    """Statuses by the phrases of their status lines (RFC 9110 section 15), which bodies repeat."""
    from http import HTTPStatus

    return {one.phrase.casefold(): one.value for one in HTTPStatus if one >= 400}


def _members(document: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Names and values of a body and of the error in it."""
    yield from document.items()
    for name in _INNER:
        inner = document.get(name)
        first = inner[0] if isinstance(inner, list) and inner else inner
        if isinstance(first, dict):
            yield from first.items()


def _number(value: object) -> int | None:
    """A status of a refusal, as a number or in digits."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) == 3:
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and 400 <= value <= 599 else None


def _document(text: str) -> dict[str, Any] | None:
    text = text.strip()
    if text[:1] not in ("{", "[") or len(text) > _LONGEST:
        return None
    import json  # so that a token or a log line needs none of it

    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if isinstance(document, list) and len(document) == 1:
        document = document[0]
    if not isinstance(document, dict):
        return None
    return document if not _MARKS.isdisjoint(document) or {"title", "status"} <= document.keys() else None


def _split(text: str) -> tuple[str, str]:
    """The lines before the first blank one, not indented, and what comes after it."""
    parts = _BLANK_LINE.split(text.strip("\r\n"), maxsplit=1)
    return _INDENT.sub("", parts[0]), parts[1] if len(parts) > 1 else ""
