"""Logs of gateways: error lines, access lines and JSON records, one exchange for each request that they tell of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from engine.captures.logs.access_line import read_access_line
from engine.captures.logs.nginx_error import read_error_line
from engine.captures.logs.record import PLAIN, Record, Told
from engine.models.exchange import Capture, CaptureError, Problem
from knowledge.patterns import lazy_regex

if TYPE_CHECKING:
    from engine.captures.logs.json_records import Said

_KITS = lazy_regex(
    r"\[ping-auth\]|Loading plugin: ping-auth|\bby the policy provider, returning status \d"
    r"|\"idpartners-ping-authorize\"|\bHTTP-FULL-REQUEST-AND-RESPONSE\b"
)
"""What only the policy kits and the policy service write, framed or not."""
_IS_JSON = lazy_regex(r"\s*(?:\{|\[\s*\{)")
READERS = (read_error_line, read_access_line)
"""Formats that are lines of text."""


def is_log(text: str) -> bool:
    """Whether a text is a log: its first line or record is one of a format, or a kit's mark is in it."""
    if _KITS.search(text) is not None:
        return True
    if not _IS_JSON.match(text):
        return _line(text.lstrip().partition("\n")[0]) is not None
    from engine.captures.logs.json_records import read_records

    first = next(read_records(text, _line), None)
    return isinstance(first, tuple) and first[1] is not None


def parse_log(text: str, fields: Mapping[str, str] | None = None) -> Capture:
    """One exchange for each request: lines with one request id are one, lines of no format belong to those before.

    `fields` are a site's own names in JSON records (see `read_record`). Raises CaptureError where nothing can be read.
    """
    told: dict[str, Told] = {}
    problems: list[Problem] = []
    key = ""
    for number, one in enumerate(_said(text, fields)):
        if isinstance(one, Problem):
            problems.append(one)
            continue
        line, record = one
        if record is not None:
            key = record.id or (key if record.kind == PLAIN else f"#{number}")
        told.setdefault(key, Told()).add(line, record)
    if not told:
        raise CaptureError(
            problems[0] if problems else Problem(where="line 1", seen="no line", wanted="a line of a log")
        )
    exchanges = tuple(enumerate(one.exchange() for one in told.values()))
    kinds = {exchange.kind for _, exchange in exchanges}
    return Capture(kind=kinds.pop() if len(kinds) == 1 else PLAIN, exchanges=exchanges, problems=tuple(problems))


def _said(text: str, fields: Mapping[str, str] | None) -> Iterator[Said]:
    if _IS_JSON.match(text):
        from engine.captures.logs.json_records import read_records

        yield from read_records(text, _line, fields)
        return
    for line in text.splitlines():
        if line.strip():
            yield line, _line(line) or _inline(line, fields)


def _line(line: str) -> Record | None:
    return next((found for read in READERS if (found := read(line.strip()))), None)


def _inline(line: str, fields: Mapping[str, str] | None) -> Record | None:
    if "{" not in line or not line.rstrip().endswith("}"):
        return None
    from engine.captures.logs.json_records import read_inline

    return read_inline(line, fields)
