"""Successes that say error: answers whose status is 2xx, and whose body or gRPC status refuses.

The whole body must be the words of an error. One that holds anything else speaks of errors, and is a success.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import unquote

from engine.json_objects import json_members
from engine.models.exchange import Request, Response

LONGEST, MOST = 32_000, 50
"""Characters of a body, and errors of one list, that are looked at."""
SHORT = 4_000
"""Characters of a body that is nothing but an error; only GraphQL puts errors beside data."""
_FIRST = re.compile(r'\{\s*"([^"\\]{1,40})"')
"""The name of the first member: by it nearly every answer that says no error is known, without being read."""
CODES = frozenset((
    "code", "error", "errorcode", "errcode", "errno", "errortype", "status", "statuscode", "httpstatus", "httpcode",
    "httpstatuscode", "type", "name", "reason", "faultcode", "exception", "exceptiontype", "classification",
    "result", "state",
))  # fmt: skip
TEXTS = frozenset((
    "message", "msg", "errormessage", "errormsg", "errmsg", "errordescription", "errorsummary", "description",
    "detail", "title", "text", "faultstring", "usermessage", "developermessage", "hint", "errors",
))  # fmt: skip
_SPOKEN = frozenset((
    "message", "msg", "errormessage", "errormsg", "errmsg", "errordescription", "errorsummary", "detail",
    "faultstring",
))  # fmt: skip
"""Texts that only somebody who answers has."""
_CALLED = frozenset((
    "name", "title", "description", "url", "type", "state",
))  # fmt: skip
_FAULTY = re.compile(r"err(?!oruri|orlink|orid)|fault|exception|odataerror")
_INNER = frozenset((
    "error", "errors", "fault", "odataerror",
))  # fmt: skip
_WORDLESS = frozenset((
    "success", "ok", "succeeded", "issuccess", "successful",
))  # fmt: skip
_EMPTY = frozenset((
    "data", "result", "results", "payload", "response", "content", "body",
))  # fmt: skip
"""Members that an error leaves empty."""
_BESIDE = frozenset((
    "requestid", "traceid", "correlationid", "transactionid", "timestamp", "time", "date", "path", "instance",
    "method", "url", "uri", "moreinfo", "errorlink", "errorid", "erroruri", "errorcauses", "helpurl",
    "documentationurl", "docs", "meta", "metadata", "version", "apiversion", "jsonrpc", "host", "level", "severity",
    "retryable", "errorsubcode", "fbtraceid", "needed", "provided", "scope", "scopes", "warning",
    "responsemetadata", "target", "domain", "innererror", "details", "extensions", "locations", "stack",
    "stacktrace", "lang", "value", "hostid", "resource",
))  # fmt: skip
NAMES = CODES | TEXTS | _INNER | _WORDLESS | _EMPTY | _BESIDE
"""Every name that an error has, in small letters and without signs. One of another name is no error's."""
NAMED = NAMES | {"id"}
NO_ERROR = frozenset((
    "", "0", "none", "null", "no", "ok", "false", "success", "no error", "noerror", "no_error",
))  # fmt: skip
_FAILED = frozenset((
    "error", "err", "fail", "failed", "failure", "ko", "nok",
))  # fmt: skip
_REFUSES = re.compile(
    r"access[ _-]?(is |was )?(denied|failed)|permission[ _-]?denied|forbidden|unauthori[sz]ed|unauthenticated"
    r"|((user|you)( is| are)? )?not[ _-]?(authenticated|authori[sz]ed)( to .{1,200})?"
    r"|(invalid|expired|missing|bad)[ _-]?((access|auth|authentication|bearer|id)[ _-]?)?(token|auth|credentials?"
    r"|session(id)?|jwt|api[ _-]?key)|(token|jwt)[ _-]?(has |is )?(been )?(expired|revoked|invalid)"
    r"|insufficient[ _-]?(scope|permissions?|privileges?)|login[ _-]?required",
    re.I,
)
_FAILS = re.compile(r"error|exception|fail|fault", re.I)
_ABOUT = re.compile(r"(?<=[^/:])/[^/]*(error|fault|exception|status|health|log|event|incident|job|code)", re.I)
_SIGNS = re.compile(r"[^a-z0-9]")
_FAULT = re.compile(r"<(?:[\w-]+:)?Body\b[^>]{0,400}>\s*<(?:[\w-]+:)?Fault\b(.{0,20000})", re.S)
_ROOT = re.compile(
    r"(?:<\?xml[^>]{0,200}\?>\s*)?<(?:Error|ErrorResponse|errors?|[Ff]ault|[Ee]xception)\b[^>]{0,400}>(.*)", re.S
)
_ELEMENT = re.compile(r"<(?:[\w-]+:)?([A-Za-z][\w.-]{0,60})\b[^>]{0,400}>([^<]{0,2000})(?=</)")
_ANY_ELEMENT = re.compile(r"<(?:[\w-]+:)?([A-Za-z][\w.-]{0,60})")
GRPC = (
    "OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS",
    "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED",
    "INTERNAL", "UNAVAILABLE", "DATA_LOSS", "UNAUTHENTICATED",
)  # fmt: skip
"""Names of gRPC's statuses by number (grpc.io, core concepts: status codes)."""


class SaidError(NamedTuple):
    """What a success says of an error: its codes, the inner first, its words, and the status it should have had."""

    codes: tuple[str, ...]
    said: str
    status: int | None
    place: str

    @property
    def text(self) -> str:
        """Codes and words, each on a line, as signatures of `success` match them."""
        return "\n".join((*self.codes, self.said))


def error_in_success(response: Response, request: Request | None) -> SaidError | None:
    """The error that a 2xx answer says; None where it says none, or anything else beside it.

    An answer to somebody who reads errors, states or logs is what was asked for.
    """
    if not 200 <= (response.status or 0) < 300:
        return None
    called = response.header("grpc-status")
    if called is not None and called.isdecimal() and len(called) < 3 and called != "0":
        name = GRPC[int(called)] if int(called) < len(GRPC) else called
        return SaidError((name,), unquote(response.header("grpc-message") or ""), None, "header grpc-status")
    body = (response.body or "").strip()
    problem = "problem+json" in (response.header("content-type") or "")
    if len(body) > LONGEST or (_reads_errors(request) and not problem):
        return None
    if body.startswith("<"):
        return _in_markup(body)
    first = _FIRST.match(body)
    if first is None or _plain(first[1]) not in NAMED or (len(body) > SHORT and '"errors"' not in body):
        return None
    members = json_members(body)
    return _of_fields(members) or _of_envelope(members, certain=problem)


def _reads_errors(request: Request | None) -> bool:
    if request is None or request.method not in ("GET", "HEAD"):
        return False
    return _ABOUT.search((request.url or "").partition("?")[0]) is not None


def _of_fields(members: Mapping[str, Any]) -> SaidError | None:
    """GraphQL: errors beside the data. Where some data came, only one that refuses access counts."""
    errors = members.get("errors")
    if not isinstance(errors, list) or not errors or not members.keys() <= {"data", "errors", "extensions"}:
        return None
    told = [one for one in errors[:MOST] if isinstance(one, dict) and isinstance(one.get("message"), str)]
    if len(told) != len(errors[:MOST]) or not any({"extensions", "locations", "path"} & one.keys() for one in told):
        return None
    found = []
    for one in told:
        more = one.get("extensions")
        named = [*_values(more if isinstance(more, dict) else {}, CODES), *_values(one, CODES)]
        found.append(SaidError(tuple(named), one["message"], None, "member `errors` of the body"))
    refused = next((one for one in found if _REFUSES.search(one.text)), None)
    return refused or (None if _has_data(members.get("data")) else found[0])


def _has_data(data: Any) -> bool:
    values = data.values() if isinstance(data, dict) else (data,)
    return any(value is not None for value in values)


def _of_envelope(members: Mapping[str, Any], *, certain: bool) -> SaidError | None:
    tables = list(_tables(members))
    if not all(map(_is_error_only, tables)):
        return None
    codes = [code for table in tables for code in _values(table, CODES)]
    said = [text for table in tables for text in _values(table, TEXTS)]
    words = [code for code in codes if not code.lstrip("-").isdecimal() and code.lower() not in _FAILED]
    if not (certain or _is_problem(members) or any(map(_is_certain, tables)) or _is_inner(tables)):
        likely = any(map(_is_likely, tables)) and not any(map(_is_thing, tables))
        if not likely or not any(_values(table, _SPOKEN) for table in tables):
            return None
    if not (codes or said):
        return None
    status = next((int(code) for code in reversed(codes) if _is_status(code)), None)
    return SaidError(tuple(dict.fromkeys((*words, *codes))), said[0] if said else "", status, "the body")


def _tables(members: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The objects in which an error is told, the inner ones first."""
    for name, value in members.items():
        inner = value if isinstance(value, list) else [value]
        if _plain(name) in _INNER and all(isinstance(one, dict) for one in inner):
            for one in inner[:MOST]:
                yield from _tables(one)
    yield members


def _is_error_only(table: Mapping[str, Any]) -> bool:
    for name, value in table.items():
        plain = _plain(name)
        if plain == "id" and not ("jsonrpc" in table or (isinstance(value, str) and "code" in table)):
            return False
        if plain not in NAMES and plain != "id":
            return False
        if plain in _EMPTY and plain not in CODES and not _is_nothing(value):
            return False
    return True


def _is_problem(members: Mapping[str, Any]) -> bool:
    """Whether it is a problem of RFC 9457, whatever its content type."""
    kind = str(members.get("type", ""))
    return {"title", "status", "type"} <= members.keys() and (kind.startswith("http") or kind == "about:blank")


def _is_inner(tables: list[Mapping[str, Any]]) -> bool:
    """Whether an object of its own tells the error."""
    return any(text.lower() not in NO_ERROR for table in tables[:-1] for text in _values(table, CODES | TEXTS))


def _is_certain(table: Mapping[str, Any]) -> bool:
    """Whether a table says by itself that it is an error: a named error, or a word that refuses access."""
    for name, value in table.items():
        plain, text = _plain(name), value if isinstance(value, str) else ""
        if _FAULTY.match(plain) and _is_named(plain, value):
            return True
        if ((plain in CODES and plain not in _CALLED) or len(table) == 1) and _REFUSES.fullmatch(text.rstrip(".!")):
            return True
    return False


def _is_named(name: str, value: Any) -> bool:
    """Whether a value names an error: a word, texts, or the number of a code; a count of errors is none."""
    if isinstance(value, list):
        return bool(value) and all(isinstance(one, str) for one in value)
    number = isinstance(value, int) and not isinstance(value, bool) and name in CODES
    return (number or isinstance(value, str)) and not _is_nothing(value)


def _is_likely(table: Mapping[str, Any]) -> bool:
    """Whether a table says so where words stand beside it: it failed, or a status of an error."""
    for name, value in table.items():
        plain, text = _plain(name), str(value)
        if (plain in _WORDLESS and value is False) or (_FAULTY.match(plain) and value is True):
            return True
        if plain in CODES and (_is_status(text) or text.lower() in _FAILED or _FAILS.search(text)):
            return True
    return False


def _is_thing(table: Mapping[str, Any]) -> bool:
    """Whether it looks like a thing that the API keeps: what it is called is no error."""
    return any(
        _plain(name) in _CALLED and isinstance(value, str) and not (_FAILS.search(value) or _REFUSES.search(value))
        for name, value in table.items()
    )


def _is_nothing(value: Any) -> bool:
    return not value or (isinstance(value, str) and value.strip().lower() in NO_ERROR)


def _is_status(text: str) -> bool:
    return len(text) == 3 and text.isdecimal() and text[0] in "45"


def _values(table: Mapping[str, Any], names: Iterable[str]) -> list[str]:
    """Texts and numbers under these names, in the order of the table; of a list of texts the first."""
    found = []
    for name, value in table.items():
        one = value[0] if isinstance(value, list) and value else value
        one = one.get("value") if isinstance(one, dict) and "value" in one else one
        if _plain(name) in names and isinstance(one, str | int) and not isinstance(one, bool) and str(one).strip():
            found.append(str(one).strip())
    return found


def _plain(name: str) -> str:
    return _SIGNS.sub("", name.lower())


def _in_markup(body: str) -> SaidError | None:
    """A SOAP fault (SOAP 1.1 section 4.4, SOAP 1.2 section 5.4), or an XML document that is an error."""
    fault = _FAULT.search(body) if "Fault" in body else None
    inner = fault or _ROOT.match(body)
    if inner is None:
        return None
    names = {_plain(name) for name in _ANY_ELEMENT.findall(inner[1])}
    if fault is None and not names <= NAMES:
        return None
    told = [(_plain(name), text.strip()) for name, text in _ELEMENT.findall(inner[1]) if text.strip()]
    codes = [text.rpartition(":")[2] for name, text in told if name in CODES | {"value"}]
    said = next((text for name, text in told if name in TEXTS), "")
    if not (codes or said):
        return None
    status = next((int(code) for code in codes if _is_status(code)), None)
    return SaidError(tuple(dict.fromkeys(reversed(codes))), said, status, "SOAP fault" if fault else "the body")
