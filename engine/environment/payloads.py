"""What the payload of a statement looks like, by its code. One in quotation marks is read as JSON, which has a null."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from engine.environment.positions import Path
from engine.environment.problems import MISSING, Fault, quoted, shown
from engine.environment.tables import Tables
from knowledge.patterns import lazy_regex

HEADER_NAME = lazy_regex(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
Check = Callable[[Path, Any], Iterator[Fault]]


class Shape(NamedTuple):
    """What a code takes: in words with an example, and what is asked of it. `optional` may be left out."""

    wanted: str
    check: Check
    optional: bool = False


def payload_faults(path: Path, statement: Tables) -> Iterator[Fault]:
    """What is wrong in the payload of one statement; nothing where its code is none that is known."""
    code = statement.get("code")
    shape = SHAPES.get(code) if isinstance(code, str) else None
    if shape is None:
        return
    place = (*path, "payload")
    if "payload" in statement:
        payload = statement["payload"]
        yield from shape.check(place, _read(payload) if isinstance(payload, str) else payload)
    elif not shape.optional:
        yield Fault(path=place, seen=MISSING, wanted=f"{shape.wanted}, which `{code}` needs")


def _read(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text


def _kind(value: Any) -> str:
    if value == [] or value == {}:
        return "an empty list" if isinstance(value, list) else "an empty table"
    return "a list" if isinstance(value, list) else "a table" if isinstance(value, Mapping) else f"`{shown(value)}`"


def _wrong(path: Path, value: Any, wanted: str) -> Fault:
    return Fault(path=path, seen=f"saw {_kind(value)}", wanted=wanted)


def _table(path: Path, payload: Any) -> Iterator[Fault]:
    if not isinstance(payload, Mapping):
        yield _wrong(path, payload, "a table")


def _denied(path: Path, payload: Any) -> Iterator[Fault]:
    if not isinstance(payload, Mapping):
        yield _wrong(path, payload, SHAPES["denied-reason"].wanted)
        return
    status = payload.get("status", 403)
    if type(status) is not int or not 400 <= status <= 599:
        yield _wrong((*path, "status"), status, "an integer from 400 to 599")
    for key in ("message", "detail"):
        if not isinstance(payload.get(key, ""), str):
            yield _wrong((*path, key), payload[key], "a string")


def _headers(path: Path, payload: Any) -> Iterator[Fault]:
    """Names are tokens, values have no line break (RFC 9110 sections 5.1 and 5.5)."""
    yield from _texts(path, payload, SHAPES["set-headers"].wanted)
    for name, value in payload.items() if isinstance(payload, Mapping) else ():
        if HEADER_NAME.fullmatch(name) is None:
            yield Fault(path=(*path, name), seen=f"saw the name {quoted(name)}", wanted="the name of a header")
        for text in value if isinstance(value, list) else (value,):
            if isinstance(text, str) and re.search(r"[\r\n\0]", text):
                yield Fault(path=(*path, name), seen="saw a line break in the value", wanted="a value on one line")


def _query(path: Path, payload: Any) -> Iterator[Fault]:
    yield from _texts(path, payload, SHAPES["modify-query"].wanted)


def _texts(path: Path, payload: Any, wanted: str) -> Iterator[Fault]:
    """A table from names to a text, to several, or to JSON's null, which removes."""
    if not isinstance(payload, Mapping) or not payload:
        yield _wrong(path, payload, wanted)
        return
    for name, value in payload.items():
        if not isinstance(value, str | list) and value is not None:
            yield _wrong((*path, name), value, "a string or a list of strings")
        for index, text in enumerate(value if isinstance(value, list) else ()):
            if not isinstance(text, str):
                yield _wrong((*path, name, index), text, "a string")


def _set(path: Path, payload: Any) -> Iterator[Fault]:
    if not isinstance(payload, Mapping) or not payload:
        yield _wrong(path, payload, SHAPES["set-attributes"].wanted)


def _names(path: Path, payload: Any) -> Iterator[Fault]:
    if not isinstance(payload, list) or not payload:
        yield _wrong(path, payload, SHAPES["include-attributes"].wanted)
        return
    for index, name in enumerate(payload):
        if not isinstance(name, str) or not name.strip():
            yield _wrong((*path, index), name, "the name of an attribute")


def _replacements(path: Path, payload: Any) -> Iterator[Fault]:
    """One table or a list of them. `replace` may be written `replacement`; without `path` the whole body is meant."""
    rows = payload if isinstance(payload, list) else [payload]
    if not rows:
        yield _wrong(path, payload, SHAPES["regex-replace-attributes"].wanted)
    for index, row in enumerate(rows):
        place = (*path, index) if isinstance(payload, list) else path
        if not isinstance(row, Mapping) or not row:
            yield _wrong(place, row, SHAPES["regex-replace-attributes"].wanted)
            continue
        written = "replace" if "replace" in row else "replacement"
        for key in ("path", "regex", written):
            if key not in row and key != "path":
                yield Fault(path=(*place, key), seen=MISSING, wanted="a string")
            elif not isinstance(row.get(key, ""), str):
                yield _wrong((*place, key), row[key], "a string")


NAMES = Shape('a list of attributes such as `["email", "phone"]`', _names)
SHAPES: Mapping[str, Shape] = {
    "denied-reason": Shape('a table such as `{ status = 403, message = "..." }`', _denied),
    "include-attributes": NAMES,
    "exclude-attributes": NAMES,
    "set-attributes": Shape('a table such as `{ "$.status" = "hidden" }`', _set),
    "regex-replace-attributes": Shape(
        'a table such as `{ path = "$.phone", regex = "[0-9]", replacement = "x" }`', _replacements
    ),
    "set-headers": Shape('a table such as `{ x-tenant = "demo" }`', _headers),
    "modify-query": Shape('a table such as `{ limit = "10" }`', _query),
    "auth-challenge": Shape("a table", _table, optional=True),
}
"""What each code takes."""
