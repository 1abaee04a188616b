"""One entry of a HAR as an exchange. Fields that are missing are not shown; odd ones are named."""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote_plus

from engine.captures.half_characters import without_half_characters
from engine.captures.masking import has_masked_authorization
from engine.models.exchange import Exchange, Headers, Remark, Request, Response

_VERSIONS = {"h2": "HTTP/2", "http/2": "HTTP/2", "http/2.0": "HTTP/2", "h3": "HTTP/3", "http/3": "HTTP/3"}
_FORM = "application/x-www-form-urlencoded"
_ENTRY_FIELDS = {
    "pageref", "startedDateTime", "time", "request", "response", "cache", "timings",
    "serverIPAddress", "connection", "comment",
}  # fmt: skip


class EntryProblem(ValueError):
    """An entry that cannot be read: what was seen and what was wanted."""

    def __init__(self, seen: str, wanted: str) -> None:
        super().__init__(f"{seen}, wanted {wanted}")
        self.seen = seen
        self.wanted = wanted


def read_entry(entry: object) -> Exchange:
    """Reads one entry (HAR 1.2, `entries`). Raises EntryProblem where it has no request with a URL."""
    if not isinstance(entry, dict):
        raise EntryProblem(f"{_kind(entry)} in place of an entry", "an object with `request` and `response`")
    shows: set[str] = set()
    remarks: list[Remark] = []
    request = _request(entry.get("request"), shows, remarks)
    response = _response(entry.get("response"), remarks)
    if response is not None:
        shows.add("response")
    at = _time(entry.get("startedDateTime"), remarks)
    if at is not None:
        shows.add("time")
    for name in entry.keys() - _ENTRY_FIELDS:
        if not name.startswith("_"):
            _unused(remarks, f"the field `{without_half_characters(name[:40])}` of the entry")
    messages = entry.get("_webSocketMessages")
    if isinstance(messages, list) and messages:
        _unused(remarks, f"{len(messages)} messages of the websocket")
    return Exchange(
        kind="HAR",
        request=request,
        response=response,
        shows=frozenset(shows),
        at=at,
        remarks=tuple(remarks),
    )


def _kind(value: object) -> str:
    names = {dict: "an object", list: "a list", str: "a text", bool: "a boolean", type(None): "nothing"}
    return names.get(type(value), "a number")


def _unused(remarks: list[Remark], text: str) -> None:
    remarks.append(Remark(text=text, kind="unused"))


def _request(raw: object, shows: set[str], remarks: list[Remark]) -> Request:
    if not isinstance(raw, dict):
        raise EntryProblem(f"{_kind(raw)} as `request`", "an object `request`")
    url = raw.get("url")
    if not isinstance(url, str) or not url:
        raise EntryProblem(f"{_kind(url)} as `request.url`", "the URL as a text")
    shows.add("url")
    method = raw.get("method")
    if isinstance(method, str) and method:
        shows.add("method")
    else:
        method = None
        remarks.append(Remark(text="the entry has no `request.method`: not shown"))
    headers = _headers(raw, "request", remarks)
    if headers is not None:
        shows.add("headers")
        if not has_masked_authorization(headers):
            shows.add("authorization")
    body, body_shown = _request_body(raw, remarks)
    if body_shown:
        shows.add("body")
    return Request(
        method=without_half_characters(method) if method else None,
        url=without_half_characters(url),
        headers=headers or (),
        body=body,
        http_version=_version(raw),
    )


def _version(raw: dict[str, Any]) -> str | None:
    version = raw.get("httpVersion")
    if not isinstance(version, str) or version.lower() in ("", "unknown"):
        return None
    return _VERSIONS.get(version.lower(), without_half_characters(version.upper()))


def _headers(raw: dict[str, Any], side: str, remarks: list[Remark]) -> Headers | None:
    """Names and values; pseudo-headers (`:path`) are left to method and URL, which say the same."""
    listed = raw.get("headers")
    if not isinstance(listed, list):
        remarks.append(Remark(text=f"the entry has no list `{side}.headers`: not shown"))
        return None
    headers: list[tuple[str, str]] = []
    bad = 0
    for header in listed:
        name = header.get("name") if isinstance(header, dict) else None
        value = header.get("value") if isinstance(header, dict) else None
        if not isinstance(name, str) or not isinstance(value, str | int | float | None):
            bad += 1
        elif not name.startswith(":"):
            text = "" if value is None else str(value)
            headers.append((without_half_characters(name), without_half_characters(text)))
    if bad:
        _unused(remarks, f"{bad} of `{side}.headers` without a name or a value")
    return tuple(headers)


def _request_body(raw: dict[str, Any], remarks: list[Remark]) -> tuple[str | None, bool]:
    """The body, and whether it is shown at all."""
    data = raw.get("postData")
    if not isinstance(data, dict):
        size = raw.get("bodySize")
        hidden = isinstance(size, int | float) and size > 0
        if hidden:
            remarks.append(Remark(text=f"the body of {size} bytes is not in the HAR: not shown"))
        return None, not hidden
    text = data.get("text")
    if isinstance(text, str) and text:
        return _decoded(text, data, "request", remarks)
    parameters = data.get("params")
    if not isinstance(parameters, list) or not parameters:
        return None, True
    if not str(data.get("mimeType", _FORM)).startswith(_FORM):
        _unused(remarks, "`postData.params` of a body that is no form")
        return None, False
    pairs = [(item.get("name", ""), item.get("value", "")) for item in parameters if isinstance(item, dict)]
    return "&".join(f"{_form_text(name)}={_form_text(value)}" for name, value in pairs), True


def _form_text(value: object) -> str:
    """A form's name or value, encoded; exporters that leave `params` encoded are left so."""
    text = without_half_characters("" if value is None else str(value))
    return text if "%" in text or "+" in text else quote_plus(text)


def _decoded(text: str, holder: dict[str, Any], side: str, remarks: list[Remark]) -> tuple[str | None, bool]:
    """A body as text, out of base64 where the HAR says so; bytes that are no text are named, not shown."""
    if holder.get("encoding", holder.get("_encoding")) != "base64":
        return without_half_characters(text), True
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        remarks.append(Remark(text=f"the {side} body is said to be base64 and is not: taken as text"))
        return without_half_characters(text), True
    try:
        return raw.decode("utf-8"), True
    except UnicodeDecodeError:
        _unused(remarks, f"{len(raw)} bytes of the {side} body that are no text")
        return None, False


def _response(raw: object, remarks: list[Remark]) -> Response | None:
    """The response; status 0 is one that did not arrive, with the browser's `_error` in place of it."""
    if not isinstance(raw, dict):
        remarks.append(Remark(text="the entry has no `response`: not shown"))
        return None
    status, error = _status(raw.get("status")), raw.get("_error")
    error = without_half_characters(error) if isinstance(error, str) and error else None
    if not status:
        return Response(status=None, error=error or "no answer was recorded (status 0)")
    if error is not None:
        _unused(remarks, f"the browser's error `{error[:80]}` beside status {status}")
    content = raw.get("content")
    body = _response_body(content, remarks) if isinstance(content, dict) else None
    reason = raw.get("statusText")
    return Response(
        status=status,
        reason=without_half_characters(reason) if isinstance(reason, str) else "",
        headers=_headers(raw, "response", remarks) or (),
        body=body,
    )


def _response_body(content: dict[str, Any], remarks: list[Remark]) -> str | None:
    text = content.get("text")
    return _decoded(text, content, "response", remarks)[0] if isinstance(text, str) and text else None


def _status(value: object) -> int | None:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 6:
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 1000 else None


def _time(value: object, remarks: list[Remark]) -> datetime | None:
    """`startedDateTime` (ISO 8601) in UTC, or None where it is missing or no time."""
    if value is None:
        return None
    try:
        at = datetime.fromisoformat(str(value))
        if at.tzinfo is None:
            remarks.append(Remark(text="`startedDateTime` names no zone: read as UTC"))
            return at.replace(tzinfo=UTC)
        return at.astimezone(UTC)
    except (ValueError, OverflowError):
        written = without_half_characters(str(value)[:40])
        remarks.append(Remark(text=f"`startedDateTime` is `{written}`, which is no time: not judged at its own"))
        return None
