"""Codes and refresh tokens of which the same capture shows how they were issued and used: told to later requests."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import parse_qsl

from msgspec.structs import replace

from engine.issuing.history import hash_of
from engine.json_objects import json_members
from engine.models.exchange import Capture, Exchange
from engine.models.history import HistoryEvent
from engine.urls import parse_url

TOLD_BY = "the capture"
GRANT = re.compile(r"(^|&)grant_type=(authorization_code|refresh_token)(&|$)")
LOGIN = ("client_id", "redirect_uri", "code_challenge", "code_challenge_method")
"""Parameters of a login that the token request is compared with."""
Values = Mapping[str, str]


def witness_grants(capture: Capture) -> Capture:
    """The capture in which every token request knows what the exchanges before it tell of its code or refresh token.

    Only exchanges with a time count. Events hold hashes, never what is exchanged.
    """
    logins: dict[str, Values] = {}
    seen: dict[str, list[HistoryEvent]] = {}
    told: list[tuple[int, Exchange]] = []
    for index, exchange in capture.exchanges:
        form = _form(exchange)
        known = seen.get(hash_of(form.get("code") or form.get("refresh_token") or "")) if form else None
        told.append((index, replace(exchange, witnessed=tuple(known)) if known else exchange))
        for event in (*_issued(exchange, logins), *_answered(exchange, form)):
            seen.setdefault(event.subject, []).append(event)
    return replace(capture, exchanges=tuple(told))


def _form(exchange: Exchange) -> Values:
    body = exchange.request.body if exchange.request is not None else None
    return dict(parse_qsl(body)) if body and GRANT.search(body) else {}


def _event(exchange: Exchange, type_: str, secret: str, **detail: str) -> Iterator[HistoryEvent]:
    if exchange.at is not None:
        yield HistoryEvent(at=exchange.at, type=type_, subject=hash_of(secret), detail={**detail, "told_by": TOLD_BY})


def _issued(exchange: Exchange, logins: dict[str, Values]) -> Iterator[HistoryEvent]:
    """A login is remembered by its `state`; the code that comes back with it was issued for that login."""
    asked = {**_query(exchange.request.url if exchange.request is not None else None), **dict(exchange.pushed)}
    if {"response_type", "client_id", "state"} <= asked.keys():
        logins[asked["state"]] = asked
    back = _query(exchange.response.header("location") if exchange.response is not None else None)
    login = logins.get(back.get("state", ""))
    if login is None or not back.get("code"):
        return
    detail = {name: login.get(name, "") for name in LOGIN}
    detail["client"] = detail.pop("client_id")
    detail["code_challenge_method"] = detail["code_challenge_method"] or "plain"
    yield from _event(exchange, "code_issued", back["code"], **detail)


def _query(url: str | None) -> Values:
    if not url or "=" not in url:
        return {}
    parsed = parse_url(url)
    return dict(parsed.parameters if parsed is not None else parse_qsl(url.partition("?")[2].partition("#")[0]))


def _answered(exchange: Exchange, form: Values) -> Iterator[HistoryEvent]:
    """What a token request that was granted used up, and what it gave."""
    answer = exchange.response
    if not form or answer is None or answer.status != 200:
        return
    members = json_members(answer.body or "")
    if "access_token" not in members:
        return
    if "code" in form:
        yield from _event(exchange, "code_used", form["code"])
    if "refresh_token" in form:
        yield from _event(exchange, "refresh_token_used", form["refresh_token"])
    given, client = members.get("refresh_token"), form.get("client_id")
    if isinstance(given, str) and given:
        yield from _event(exchange, "refresh_token_issued", given, **({"client": client} if client else {}))
