"""Redirects to a login that the same capture shows to the end: the application's own way to sign-on, no refusal."""

from __future__ import annotations

from msgspec.structs import replace

from engine.captures.witnessed_grants import Values, parameters_of
from engine.models.exchange import Capture, Exchange

SAME = ("client_id", "response_type", "state")
"""Parameters by which a login is known again (RFC 6749 section 4.1.1)."""


def mark_followed_logins(capture: Capture) -> Capture:
    """The capture in which a redirect knows that the login it starts follows, and ends with a code."""
    ended: set[str] = set()
    asked: set[tuple[str, ...]] = set()
    marked: list[tuple[int, Exchange]] = []
    for index, exchange in reversed(capture.exchanges):
        back = _answered(exchange)
        login = _login(back)
        follows = login in asked and not _is_credited(exchange)
        marked.append((index, replace(exchange, login_follows=True) if follows else exchange))
        if back.get("code") and back.get("state"):
            ended.add(back["state"])
        request = _login(parameters_of(exchange.request.url if exchange.request is not None else None))
        if request and request[-1] in ended:
            asked.add(request)
    return replace(capture, exchanges=tuple(reversed(marked)))


def _answered(exchange: Exchange) -> Values:
    return parameters_of(exchange.response.header("location") if exchange.response is not None else None)


def _login(values: Values) -> tuple[str, ...]:
    return tuple(values[name] for name in SAME) if values.keys() >= set(SAME) else ()


def _is_credited(exchange: Exchange) -> bool:
    """Whether a credential went with the request: the login is then the answer to it."""
    return exchange.request is not None and exchange.request.header("authorization") is not None
