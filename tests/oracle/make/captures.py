"""Writes a request in the formats that people paste: a curl line, a raw request, a HAR."""

from __future__ import annotations

import json
import shlex

from tests.oracle.evaluator.sent import Sent


def write_capture(sent: Sent, kind: str) -> str:
    """The request as text of this kind: `curl`, `raw request` or `HAR`."""
    return {"curl": _curl, "raw request": _raw, "HAR": _har}[kind](sent)


def _url(sent: Sent) -> str:
    return f"{sent.scheme}://{sent.authority}{sent.target}"


def _curl(sent: Sent) -> str:
    words = ["-X", sent.method, _url(sent)]
    for name, value in sent.headers:
        words += ["-H", f"{name}: {value}"]
    if sent.body is not None:
        words += ["--data-raw", sent.body]
    return f"curl {shlex.join(words)}"


def _raw(sent: Sent) -> str:
    lines = [f"{sent.method} {sent.target} HTTP/1.1", f"Host: {sent.authority}"]
    lines += [f"{name}: {value}" for name, value in sent.headers]
    return "\n".join([*lines, "", sent.body or ""])


def _har(sent: Sent) -> str:
    request = {
        "method": sent.method, "url": _url(sent), "httpVersion": "HTTP/1.1", "headers": _pairs(sent.headers),
        "queryString": [], "cookies": [], "headersSize": -1, "bodySize": len(sent.body or ""),
    }  # fmt: skip
    if sent.body is not None:
        kind = sent.values("content-type")[0]
        request["postData"] = {"mimeType": kind, "text": sent.body}
    response = {
        "status": sent.status, "statusText": "", "httpVersion": "HTTP/1.1", "headers": _pairs(sent.answer_headers), "cookies": [],
        "content": {"size": 0, "mimeType": ""}, "redirectURL": "", "headersSize": -1, "bodySize": 0,
    }  # fmt: skip
    if sent.answer_body is not None:
        response["content"] = {
            "size": len(sent.answer_body), "mimeType": "application/json", "text": sent.answer_body,
        }  # fmt: skip
    entry = {
        "startedDateTime": sent.now.isoformat().replace("+00:00", "Z"), "time": 9, "request": request, "response": response,
        "cache": {}, "timings": {"send": 1, "wait": 7, "receive": 1},
    }  # fmt: skip
    return json.dumps(
        {"log": {"version": "1.2", "creator": {"name": "WebInspector", "version": "1"}, "entries": [entry]}}
    )


def _pairs(headers: tuple[tuple[str, str], ...]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in headers]
