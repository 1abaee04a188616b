"""Authorization requests that were pushed before in the same capture (RFC 9126): told to those that only name them."""

from __future__ import annotations

from urllib.parse import parse_qsl

from msgspec.structs import replace

from engine.json_objects import json_members
from engine.models.exchange import Capture, Exchange
from engine.urls import parse_url

NAME = "request_uri"
"""The member of the answer to a push, and the parameter by which an authorization request names it (section 2.2)."""
CREDENTIALS = frozenset({"client_secret", "client_assertion", "client_assertion_type"})
"""What proves the client where it pushes, and is no parameter of the authorization request."""
Pairs = tuple[tuple[str, str], ...]


def tell_pushed(capture: Capture) -> Capture:
    """The capture in which every request that names a pushed one knows the parameters that were pushed.

    Only what was pushed before in the order of the capture, and granted, counts.
    """
    pushed: dict[str, Pairs] = {}
    told: list[tuple[int, Exchange]] = []
    for index, exchange in capture.exchanges:
        known = pushed.get(_named(exchange))
        told.append((index, replace(exchange, pushed=known) if known else exchange))
        pushed |= _pushed(exchange)
    return replace(capture, exchanges=tuple(told))


def _named(exchange: Exchange) -> str:
    """The `request_uri` that an authorization request sends in its query, or its form."""
    request = exchange.request
    if request is None:
        return ""
    url = parse_url(request.url or "")
    return dict(url.parameters if url else ()).get(NAME) or _form(exchange).get(NAME, "")


def _form(exchange: Exchange) -> dict[str, str]:
    body = exchange.request.body if exchange.request is not None else None
    return dict(parse_qsl(body)) if body and f"{NAME}=" in body else {}


def _pushed(exchange: Exchange) -> dict[str, Pairs]:
    """What a push sent, by the name that the server gave it."""
    request, answer = exchange.request, exchange.response
    if request is None or not request.body or answer is None or answer.status not in (200, 201):
        return {}
    name = json_members(answer.body or "").get(NAME)
    pairs = tuple((key, value) for key, value in parse_qsl(request.body) if key not in CREDENTIALS)
    return {name: pairs} if isinstance(name, str) and name and pairs else {}
