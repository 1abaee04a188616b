"""Error logs in nginx's framing, as OpenResty and Kong write them, too.

The frame is `YYYY/MM/DD HH:MM:SS [level] pid#tid: *connection …: message, client: …, server: …, request: "…",
host: "…", request_id: "…"`.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

from engine.captures.logs.record import Record
from engine.captures.messages import split_request_line
from engine.models.exchange import Remark
from knowledge.patterns import lazy_regex

FRAME = lazy_regex(
    r"(?P<time>\d{4}/\d\d/\d\d \d\d:\d\d:\d\d)(?:\.\d+)? \[[a-z]+\] \d+#\d+:(?: (?P<connection>\*\d+))?", re.ASCII
)
_CLIENT = lazy_regex(r", client: ([0-9A-Fa-f.:]+)")
_REQUEST = lazy_regex(r', request: "([^"]*)"')
_HOST = lazy_regex(r', host: "([^"]*)"')
_IDENTIFIER = lazy_regex(r', request_id: "([^"]*)"')


def read_error_line(line: str) -> Record | None:
    """A framed line, joined to others by its request id, else by its connection."""
    frame = FRAME.search(line)
    if frame is None:
        return None
    identifier, client = _IDENTIFIER.search(line), _CLIENT.search(line)
    method, url, version = _request(line)
    at, remark = _time(frame["time"])
    return Record(
        id=identifier[1] if identifier else frame["connection"] or "", method=method, url=url, version=version,
        client=client[1] if client else None, at=at, remarks=(remark,),
    )  # fmt: skip


def _request(line: str) -> tuple[str | None, str | None, str | None]:
    written = _REQUEST.search(line)
    parts = split_request_line(written[1]) if written else None
    if parts is None:
        return None, None, None
    host = _HOST.search(line)
    method, target, version = parts
    return method, f"//{host[1]}{target}" if host and host[1] and target.startswith("/") else target, version


def _time(written: str) -> tuple[datetime | None, Remark]:
    try:
        at = datetime.strptime(written, "%Y/%m/%d %H:%M:%S").replace(tzinfo=UTC)
    except ValueError:
        return None, Remark(text=f"the log's time `{written}` is no time", kind="unused")
    return at, Remark(text="the log's time names no zone: read as UTC")
