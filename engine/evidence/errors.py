"""Error codes wherever servers put them: challenges, redirects, headers, JSON and form bodies, pages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, TypeGuard
from urllib.parse import parse_qsl

from msgspec import Struct

from engine.evidence.challenge import Challenge
from engine.evidence.codes import CODES
from engine.json_objects import json_members
from engine.models.exchange import Response
from knowledge.patterns import lazy_regex

HEADERS = ("x-oauth-error", "x-error-code", "x-ms-error-code", "x-auth-error", "error")
"""Headers of an answer in which servers name an error code."""
_DESCRIBES = ("error_description", "message", "error_message", "errorSummary", "detail", "Error", "title")
_CODE = lazy_regex(r"[A-Za-z0-9_.-]{2,80}")
_PAGE = lazy_regex(r"^\s*<(?:!doctype|html|head|body|\?xml)", re.I)
_PAGE_CODES = "|".join(sorted({code for codes in CODES.values() for code in codes if "_" in code}, key=len)[::-1])
_IN_PAGE = lazy_regex(rf"(?<![\w/.-])({_PAGE_CODES})(?![\w.-])")
_INPUT = lazy_regex(r"<input\b[^>]{0,400}>", re.I)
_ATTRIBUTE = lazy_regex(r"\b(name|value)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.I)
_UNSEEN = (("<script", "</script"), ("<style", "</style"), ("<!--", "-->"))
_NAMES = ("error", "error_code", "errorCode", "errorcode", "ErrorCode", "code", "__type")
_STATES = ("reason", "status")
"""Members that hold a code only where it is written in capitals."""
_LONGEST_PAGE, _LOOKED_AT = 200_000, 20
"""Characters of a page, and codes in it, that are looked at."""


class ErrorCode(Struct, frozen=True):
    """An error code, its description, and where it stood."""

    code: str
    description: str
    place: str


def find_error(response: Response, challenges: tuple[Challenge, ...]) -> ErrorCode | None:
    """The first error code: challenge (RFC 6750 section 3), redirect (RFC 6749 section 4.1.2.1), body (section 5.2).

    A success is asked only where OAuth's own grammar puts an error: a member `error`, a form that posts itself.
    """
    for challenge in challenges:
        code = challenge.get("error")
        if code:
            return ErrorCode(code, challenge.get("error_description") or "", "WWW-Authenticate")
    redirect = _in_redirect(response.header("location") or "")
    if redirect is not None:
        return redirect
    found = _in_body(response)
    if found is None and (response.status or 0) >= 400:
        return _in_other_members(response) or _in_headers(response) or _in_page(response.body or "")
    return found


def query_of(location: str) -> str:
    """The query of a redirect, which may be relative or go to an app's own scheme (RFC 8252 section 7.1)."""
    return location.partition("#")[0].partition("?")[2]


def _in_redirect(location: str) -> ErrorCode | None:
    fragment = location.partition("#")[2]
    fragment = fragment.partition("?")[2] or fragment
    for place, text in (("redirect query", query_of(location)), ("redirect fragment", fragment)):
        found = _in_pairs(parse_qsl(text), place)
        if found is not None:
            return found
    return None


def _in_pairs(pairs: list[tuple[str, str]], place: str) -> ErrorCode | None:
    values = dict(pairs)
    return ErrorCode(values["error"], values.get("error_description", ""), place) if values.get("error") else None


def _in_body(response: Response) -> ErrorCode | None:
    body = response.body or ""
    members = json_members(body)
    code = members.get("error")
    if isinstance(code, str) and code.replace("_", "").isalnum() and " " not in code:
        return ErrorCode(code, str(members.get("error_description") or members.get("message") or ""), "body")
    if "x-www-form-urlencoded" in (response.header("content-type") or ""):
        return _in_pairs(parse_qsl(body), "form body")
    return _in_posted_form(body)


def _in_posted_form(body: str) -> ErrorCode | None:
    """The page of `response_mode=form_post`: hidden fields that a browser posts back (OAuth form post, section 2)."""
    if not _PAGE.match(body) or "error" not in body:
        return None
    from html import unescape  # its table of names is large

    fields: list[tuple[str, str]] = []
    for tag in _INPUT.finditer(body[:_LONGEST_PAGE]):
        values = {one[1].lower(): unescape(one[2] or one[3] or one[4] or "") for one in _ATTRIBUTE.finditer(tag[0])}
        if values.get("name") in ("error", "error_description"):
            fields.append((values["name"], values.get("value", "")))
    return _in_pairs(fields, "form of the page")


def _in_other_members(response: Response) -> ErrorCode | None:
    """Codes that stand elsewhere: in an inner object, under another name, as the type of a problem (RFC 9457)."""
    body = json_members(response.body or "")
    for members in _objects(body):
        said = next((str(members[name]) for name in _DESCRIBES if isinstance(members.get(name), str)), "")
        for name in (*_NAMES, *_STATES):
            code = members.get(name)
            if _is_code(code) and (name in _NAMES or code.isupper()):
                return ErrorCode(code, "" if said == code else said, f"member `{name}` of the body")
    kind = body.get("type")
    code = kind.rstrip("/").rpartition("/")[2] if isinstance(kind, str) and {"title", "status"} & body.keys() else ""
    said = str(body.get("detail") or body.get("title") or "")
    return ErrorCode(code, said, "type of the problem") if _is_code(code) and code != kind else None


def _is_code(value: Any) -> TypeGuard[str]:
    return isinstance(value, str) and not value.isdigit() and _CODE.fullmatch(value) is not None


def _objects(body: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The object of a body, and those in which errors are told more exactly; the inner ones first."""
    for name in ("error", "errors", "fault", "Error", "detail", "details"):
        inner = body.get(name)
        first = inner[0] if isinstance(inner, list) and inner else inner
        if isinstance(first, dict):
            yield from _objects(first)
    yield body


def _in_headers(response: Response) -> ErrorCode | None:
    for name in HEADERS:
        value = (response.header(name) or "").strip()
        if _is_code(value):
            return ErrorCode(value, "", f"header {name}")
    return None


def _in_page(body: str) -> ErrorCode | None:
    """A code in what a page shows; scripts, styles and comments are left out."""
    if not _PAGE.match(body):
        return None
    page = body[:_LONGEST_PAGE].lower()
    for found in islice(_IN_PAGE.finditer(body, 0, _LONGEST_PAGE), _LOOKED_AT):
        if not any(page.rfind(start, 0, found.start()) > page.rfind(end, 0, found.start()) for start, end in _UNSEEN):
            return ErrorCode(found[1], "", "page")
    return None
