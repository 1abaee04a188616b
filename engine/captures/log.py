"""Lines of a gateway's error log: those of the policy kits, and all in nginx's framing.

The frame is `YYYY/MM/DD HH:MM:SS [level] pid#tid: *connection …: message, client: …, server: …, request: "…",
host: "…", request_id: "…"`.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

from msgspec import Struct, field

from engine.captures.messages import split_request_line
from engine.models.exchange import Capture, CaptureError, Exchange, Problem, Remark, Request
from knowledge.patterns import lazy_regex

MARK = "[ping-auth]"
_KITS = lazy_regex(
    r"\[ping-auth\]|Loading plugin: ping-auth|\bby the policy provider, returning status \d"
    r"|\"idpartners-ping-authorize\"|\bHTTP-FULL-REQUEST-AND-RESPONSE\b"
)
"""What only the policy kits and the policy service write, framed or not."""
_FRAME = lazy_regex(
    r"(?P<time>\d{4}/\d\d/\d\d \d\d:\d\d:\d\d)(?:\.\d+)? \[[a-z]+\] \d+#\d+:(?: (?P<connection>\*\d+))?", re.ASCII
)
_CLIENT = lazy_regex(r", client: ([0-9A-Fa-f.:]+)")
_REQUEST = lazy_regex(r', request: "([^"]*)"')
_HOST = lazy_regex(r', host: "([^"]*)"')
_IDENTIFIER = lazy_regex(r', request_id: "([^"]*)"')


class _Entry(Struct):
    """The lines about one request, and what their frame shows of it."""

    lines: list[str] = field(default_factory=list)
    frame: str = ""


def is_log(text: str) -> bool:
    """Whether a text is log lines: one in nginx's framing comes first, or a kit's mark is in it."""
    return _KITS.search(text) is not None or _FRAME.match(text.lstrip()) is not None


def parse_log(text: str) -> Capture:
    """One exchange for each request that the lines name; lines without a frame belong to the one before.

    Raises CaptureError where the text has no line.
    """
    entries: dict[str, _Entry] = {}
    key = ""
    for line in text.splitlines():
        if not line.strip():
            continue
        frame = _FRAME.search(line)
        if frame is not None:
            identifier = _IDENTIFIER.search(line)
            key = identifier[1] if identifier else frame["connection"] or key
        entry = entries.setdefault(key, _Entry())
        entry.lines.append(line.strip())
        entry.frame = entry.frame or (line if frame is not None else "")
    if not entries:
        raise CaptureError(Problem(where="line 1", seen="no line", wanted=f"a log line with `{MARK}`"))
    exchanges = tuple(enumerate(_exchange(entry) for entry in entries.values()))
    return Capture(kind="log", exchanges=exchanges)


def _exchange(entry: _Entry) -> Exchange:
    shows: set[str] = set()
    remarks: list[Remark] = []
    request = _request(entry.frame)
    if request is not None:
        shows |= {"method", "url"}
    client = _CLIENT.search(entry.frame)
    if client is not None:
        shows.add("source_ip")
    at = _time(entry.frame, remarks)
    if at is not None:
        shows.add("time")
    return Exchange(
        kind="log",
        request=request,
        evidence=tuple(entry.lines),
        source_ip=client[1] if client else None,
        at=at,
        shows=frozenset(shows),
        remarks=tuple(remarks),
    )


def _request(frame: str) -> Request | None:
    written = _REQUEST.search(frame)
    parts = split_request_line(written[1]) if written else None
    if parts is None:
        return None
    host = _HOST.search(frame)
    method, target, version = parts
    url = f"//{host[1]}{target}" if host and host[1] and target.startswith("/") else target
    return Request(method=method, url=url, http_version=version)


def _time(frame: str, remarks: list[Remark]) -> datetime | None:
    found = _FRAME.search(frame)
    if found is None:
        return None
    try:
        at = datetime.strptime(found["time"], "%Y/%m/%d %H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        remarks.append(Remark(text=f"the log's time `{found['time']}` is no time", kind="unused"))
        return None
    remarks.append(Remark(text="the log's time names no zone: read as UTC"))
    return at
