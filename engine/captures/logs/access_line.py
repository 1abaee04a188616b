"""Access logs in lines: `combined` of nginx and Apache, Kong's with its request id, and Envoy's default."""

from __future__ import annotations

import re

from engine.captures.logs.record import Record, has_host, instant_of, said, status_of
from engine.captures.messages import split_request_line
from engine.models.exchange import Remark
from knowledge.patterns import lazy_regex

_COMBINED = lazy_regex(
    r"(?P<client>[0-9A-Fa-f.:]+) \S+ \S+ \[(?P<time>\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4})\] "
    r'"(?P<request>[^"]*)" (?P<status>\d{3}) (?:\d+|-)(?P<rest>.*)', re.ASCII
)  # fmt: skip
_KONG_ID = lazy_regex(r'kong_request_id: "([^"]*)"')
_ENVOY = lazy_regex(
    r'\[(?P<time>\d{4}-\d\d-\d\dT[\d:.]+Z)\] "(?P<request>[^"]*)" (?P<status>\d{1,3}) (?P<flags>[A-Z,]+|-) '
    r'(?P<between>[^"]*)"(?P<client>[^"]*)" "[^"]*" "(?P<id>[^"]*)" "(?P<host>[^"]*)"', re.ASCII
)  # fmt: skip
_NO_HOST = Remark(text="the line names no host: which API service it went to is not shown")


def read_access_line(line: str) -> Record | None:
    """A line of one of these formats; None where it is of none."""
    combined = _COMBINED.match(line)
    if combined is not None:
        return _combined(combined)
    envoy = _ENVOY.match(line)
    return _envoy(envoy) if envoy is not None else None


def _combined(found: re.Match[str]) -> Record:
    method, url, version = split_request_line(found["request"]) or (None, None, None)
    identifier = _KONG_ID.search(found["rest"])
    return Record(
        kind="Kong access log" if identifier else "access log", id=identifier[1] if identifier else "",
        method=method, url=url, version=version, status=status_of(found["status"]), client=found["client"],
        at=instant_of(found["time"]), remarks=() if has_host(url) else (_NO_HOST,),
    )  # fmt: skip


def _envoy(found: re.Match[str]) -> Record:
    method, target, version = split_request_line(found["request"]) or (None, None, None)
    host = said(found["host"])
    url = f"//{host}{target}" if host and target and target.startswith("/") else target
    return Record(
        kind="Envoy access log", id=said(found["id"]) or "", method=method, url=url, version=version,
        status=status_of(found["status"]), client=said(found["client"].partition(",")[0]), at=instant_of(found["time"]),
        remarks=() if has_host(url) else (_NO_HOST,),
    )  # fmt: skip
