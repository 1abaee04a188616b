"""From pasted text to a capture: the kind is detected, its parser is loaded, its errors name the source."""

from __future__ import annotations

import importlib
from collections.abc import Callable

from msgspec.structs import replace

from engine.captures.detect import UNKNOWN, detect_kind
from engine.captures.half_characters import without_half_characters
from engine.captures.repeated_proofs import mark_repeated_proofs
from engine.models.exchange import Capture, CaptureError, Problem, Remark

WANTED = "a curl command, a raw request or response, a HAR, a token or a log line"
_PARSERS = {
    "curl": ("curl", "parse_curl"),
    "curl -v": ("transcript", "parse_transcript"),
    "raw request": ("raw_http", "parse_raw_http"),
    "response": ("raw_http", "parse_raw_http"),
    "HAR": ("har", "parse_har"),
    "token": ("token", "parse_token"),
    "log": ("log", "parse_log"),
    "url": ("url", "parse_url_alone"),
}
_FENCES = ("```", "~~~")
_BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def read_capture(text: str | bytes, *, name: str | None = None) -> Capture:
    """Recognises what a text is and reads it.

    Bytes are UTF-8 (UTF-16 with its mark), else Latin-1, which is said. `name` is put before the place of a problem.
    Raises CaptureError, and nothing else, where nothing in it can be read.
    """
    remarks: list[Remark] = []
    decoded = (
        _decoded(text, remarks) if isinstance(text, bytes) else without_half_characters(text.removeprefix("\ufeff"))
    )
    if "\n" not in decoded:
        decoded = decoded.replace("\r", "\n")  # terminals paste line ends so
    decoded = _without_fence(decoded)
    try:
        capture = _parser(decoded)(decoded)
    except CaptureError as error:
        raise CaptureError(_named(error.problem, name)) from None
    if remarks:
        index, first = capture.exchanges[0]
        first = replace(first, remarks=(*remarks, *first.remarks))
        capture = replace(capture, exchanges=((index, first), *capture.exchanges[1:]))
    capture = mark_repeated_proofs(capture, decoded)
    if len(capture.exchanges) > 1 and "request_uri" in decoded:
        from engine.captures.pushed_requests import tell_pushed

        capture = tell_pushed(capture)
    if len(capture.exchanges) > 1 and "grant_type" in decoded:
        from engine.captures.witnessed_grants import witness_grants

        capture = witness_grants(capture)
    if name is not None and capture.problems:
        capture = replace(capture, problems=tuple(_named(problem, name) for problem in capture.problems))
    return capture


def _without_fence(text: str) -> str:
    """The text inside a Markdown code block; any other text as it is."""
    if not text.lstrip().startswith(_FENCES):
        return text
    first, _, inside = text.strip().partition("\n")
    language = first[3:].strip()
    return inside.removesuffix(first[:3]) if not language or language.isalnum() else text


def _named(problem: Problem, name: str | None) -> Problem:
    return problem if name is None else replace(problem, where=f"{name}, {problem.where}")


def _decoded(raw: bytes, remarks: list[Remark]) -> str:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if raw.startswith(mark):
            return raw.decode(encoding, "replace").removeprefix("\ufeff")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        remarks.append(Remark(text="the text is not UTF-8: read as Latin-1"))
        return raw.decode("latin-1")


def _parser(text: str) -> Callable[[str], Capture]:
    kind = detect_kind(text)
    if kind == UNKNOWN:
        raise CaptureError(_unread(text))
    module, function = _PARSERS[kind]
    if kind == "response" and not text.lstrip().startswith("HTTP/"):
        module, function = _without_status_line(text)
    parser: Callable[[str], Capture] = getattr(importlib.import_module(f"engine.captures.{module}"), function)
    return parser


def _without_status_line(text: str) -> tuple[str, str]:
    from engine.captures.client_errors import is_client_error

    return ("client_errors", "parse_client_error") if is_client_error(text) else ("answer_parts", "parse_answer_part")


def _unread(text: str) -> Problem:
    """What a text is that nobody can read, without quoting what may be a secret."""
    from engine.captures.answer_parts import is_header_lines

    words = text.split()
    wanted = WANTED
    if not words:
        seen = "only blanks" if text else "an empty text"
    elif text.lstrip()[0] in "{[":
        seen = "JSON that is no HAR: it has no `log.entries`"
    elif len(words) == 1:
        seen = f"one word of {len(words[0])} letters"
    elif is_header_lines(text):
        seen = "header lines without the line above them"
        wanted = "that line too, such as `GET /orders HTTP/1.1` or `HTTP/1.1 401 Unauthorized`"
    else:
        seen = f"{len(words)} words that are no request, response, HAR, token or log line"
        wanted = "a paste that begins such as `curl https://…`, `HTTP/1.1 401 …` or `eyJ…`"
    return Problem(where="line 1", seen=seen, wanted=wanted)
