"""JSON records of a log one after the other: one a line, over several lines, or as a list, with other lines between."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping

from engine.captures.logs.json_record import read_record
from engine.captures.logs.record import Record
from engine.models.exchange import Problem

WANTED = "a JSON record with method, URL or path, and status"
_JSON = json.JSONDecoder()
_BLANK = re.compile(r"[\s,\x1e]*")
"""What stands between two records: also commas, and the separator of RFC 7464."""

Said = tuple[str, Record | None] | Problem
"""A line or record with what it says, None where it is of no format; or why a record cannot be read."""


def read_records(
    text: str, read_line: Callable[[str], Record | None], fields: Mapping[str, str] | None = None
) -> Iterator[Said]:
    """Each record, and what `read_line` makes of each line between them; a bad record costs only its first line."""
    text = text.strip()
    text = text[1:].removesuffix("]") if text.startswith("[") else text
    at, line, counted = _skip(text, 0), 1, 0
    while at < len(text):
        line, counted = line + text.count("\n", counted, at), at
        value, end = _decoded(text, at)
        if text[at] != "{":
            yield text[at:end], read_line(text[at:end])
        elif value is None:
            yield Problem(where=f"line {line}", seen="no whole JSON record", wanted=WANTED)
        else:
            record = read_record(value, fields)
            no_request = Problem(where=f"line {line}", seen="JSON that tells of no request", wanted=WANTED)
            yield no_request if record is None else (text[at:end], record)
        at = _skip(text, end)


def read_inline(line: str, fields: Mapping[str, str] | None = None) -> Record | None:
    """A record behind what a log shipper puts before it on the line."""
    try:
        return read_record(json.loads(line[line.index("{") :]), fields)
    except (ValueError, RecursionError):
        return None


def _decoded(text: str, at: int) -> tuple[object, int]:
    """The object that begins here and where it ends; None where none does, then the end of the line."""
    try:
        if text[at] == "{":
            return _JSON.raw_decode(text, at)
    except (ValueError, RecursionError):
        pass
    end = text.find("\n", at)
    return None, len(text) if end < 0 else end


def _skip(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return found.end() if found else at
