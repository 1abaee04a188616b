"""Error codes wherever servers put them: challenges, JSON and form bodies, redirect query and fragment."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl

from engine.evidence.challenge import Challenge
from engine.evidence.signatures import json_members
from engine.models.exchange import Response


@dataclass(frozen=True, slots=True)
class ErrorCode:
    """An OAuth error code, its description, and where it stood."""

    code: str
    description: str
    place: str


def find_error(response: Response, challenges: tuple[Challenge, ...]) -> ErrorCode | None:
    """The first error code: challenge (RFC 6750 section 3), redirect (RFC 6749 section 4.1.2.1), body (section 5.2)."""
    for challenge in challenges:
        code = challenge.get("error")
        if code:
            return ErrorCode(code, challenge.get("error_description") or "", "WWW-Authenticate")
    redirect = _in_redirect(response.header("location") or "")
    if redirect is not None:
        return redirect
    return _in_body(response)


def query_of(location: str) -> str:
    """The query of a redirect, which may be relative or go to an app's own scheme (RFC 8252 section 7.1)."""
    return location.partition("#")[0].partition("?")[2]


def _in_redirect(location: str) -> ErrorCode | None:
    fragment = location.partition("#")[2]
    for place, text in (("redirect query", query_of(location)), ("redirect fragment", fragment)):
        values = dict(parse_qsl(text))
        if values.get("error"):
            return ErrorCode(values["error"], values.get("error_description", ""), place)
    return None


def _in_body(response: Response) -> ErrorCode | None:
    body = response.body or ""
    members = json_members(body)
    code = members.get("error")
    if isinstance(code, str) and code.replace("_", "").isalnum() and " " not in code:
        return ErrorCode(code, str(members.get("error_description") or members.get("message") or ""), "body")
    if "x-www-form-urlencoded" in (response.header("content-type") or ""):
        values = dict(parse_qsl(body))
        if values.get("error"):
            return ErrorCode(values["error"], values.get("error_description", ""), "form body")
    return None
