"""HTTP archives (HAR 1.1 and 1.2): one exchange for each entry that can be read, and why the others cannot."""

from __future__ import annotations

import json
from typing import Any

from msgspec.structs import replace

from engine.captures.half_characters import without_half_characters
from engine.captures.har_entry import EntryProblem, read_entry
from engine.models.exchange import Capture, CaptureError, Exchange, Problem, Remark
from knowledge.patterns import lazy_regex

_VERSIONS = {"1.1", "1.2"}
_CUT = lazy_regex(r"(?:\\?u?[0-9A-Fa-f]{0,3}|tr?u?|fa?l?s?|nu?l?|-)\s*")
"""What is left of a value where a text was cut off within it."""
_CREDENTIALS = {"authorization", "cookie", "set-cookie"}
_SANITISED = Remark(
    text="no entry of this HAR has Authorization, Cookie or Set-Cookie: the export removed them, so no request in it "
    "is called token-less"
)


def parse_har(text: str) -> Capture:
    """Reads a HAR. A bad entry becomes a Problem and costs nothing else.

    Raises CaptureError where the text is no JSON, has no entries, or none of them can be read.
    """
    entries, remarks = _entries(_loaded(text))
    exchanges: list[tuple[int, Exchange]] = []
    problems: list[Problem] = []
    for index, entry in enumerate(entries):
        try:
            exchanges.append((index, read_entry(entry)))
        except EntryProblem as problem:
            problems.append(Problem(where=f"entry {index}", seen=problem.seen, wanted=problem.wanted))
    if not exchanges:
        where = "`log.entries`" if not problems else problems[0].where
        seen = "no entry" if not problems else f"{problems[0].seen} (and no other of {len(entries)} can be read)"
        raise CaptureError(Problem(where=where, seen=seen, wanted="at least one request that was recorded"))
    if not _has_credentials(entries):
        exchanges = [(index, _without_authorization(exchange)) for index, exchange in exchanges]
    if remarks:
        index, first = exchanges[0]
        exchanges[0] = (index, replace(first, remarks=(*remarks, *first.remarks)))
    return Capture(kind="HAR", exchanges=tuple(exchanges), problems=tuple(problems))


def _loaded(text: str) -> object:
    text = text.lstrip("\ufeff")
    wanted = "a whole HAR, as a browser or proxy exports it"
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        if error.msg.startswith("Unterminated string") or _CUT.fullmatch(text, error.pos):
            size = len(text.encode("utf-8", "surrogatepass"))
            seen = f"the HAR ends after {size:,} bytes, before it is complete"
        else:
            seen = f"no valid JSON there ({error.msg[:1].lower()}{error.msg[1:]})"
        raise CaptureError(Problem(where=where, seen=seen, wanted=wanted)) from None
    except (RecursionError, ValueError):
        seen = "JSON that nests too deep, or a number that is too long"
        raise CaptureError(Problem(where="the HAR", seen=seen, wanted=wanted)) from None


def _entries(document: object) -> tuple[list[Any], list[Remark]]:
    """The entries, and what is odd around them."""
    remarks: list[Remark] = []
    log = document.get("log", document) if isinstance(document, dict) else document
    entries = log.get("entries") if isinstance(log, dict) else None
    if not isinstance(log, dict) or not isinstance(entries, list):
        seen = "JSON without a list `log.entries`"
        raise CaptureError(Problem(where="the HAR", seen=seen, wanted="a HAR: an object `log` with a list `entries`"))
    if log is document:
        remarks.append(Remark(text="the entries stand outside `log`: read all the same"))
    version = log.get("version")
    if version is not None and version not in _VERSIONS:
        remarks.append(Remark(text=f"HAR version `{without_half_characters(str(version)[:20])}`: read as 1.2"))
    return entries, remarks


def _has_credentials(entries: list[Any]) -> bool:
    return any(
        isinstance(header, dict) and str(header.get("name")).lower() in _CREDENTIALS
        for entry in entries
        if isinstance(entry, dict)
        for side in (entry.get("request"), entry.get("response"))
        if isinstance(side, dict) and isinstance(side.get("headers"), list)
        for header in side["headers"]
    )


def _without_authorization(exchange: Exchange) -> Exchange:
    return replace(exchange, shows=exchange.shows - {"authorization"}, remarks=(*exchange.remarks, _SANITISED))
