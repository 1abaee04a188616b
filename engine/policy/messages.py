"""A request or an answer while statements change it: a copy of what is known of its headers, query and body."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct

from engine.policy.pointers import MISSING

if TYPE_CHECKING:
    from engine.models.exchange import Exchange
    from engine.urls import Url

Pairs = list[tuple[str, str]]
BodyIs = Literal["json", "other", "empty", "not known"]


class Message(Struct):
    """What is known of a request or an answer. `headers` and `query` are None where they are not known.

    `body` is the parsed JSON where `body_is` says so; `query` has no meaning for an answer.
    """

    what: Literal["request", "answer"]
    headers: Pairs | None = None
    query: Pairs | None = None
    body: Any = MISSING
    body_is: BodyIs = "not known"


def request_message(exchange: Exchange, url: Url | None) -> Message:
    """The request as it was captured."""
    request, shows = exchange.request, exchange.shows
    if request is None:
        return Message("request")
    body, body_is = _body(request.body, known="body" in shows)
    return Message(
        "request",
        headers=list(request.headers) if "headers" in shows else None,
        query=list(url.parameters) if url is not None else None,
        body=body,
        body_is=body_is,
    )


def answer_message(exchange: Exchange) -> Message:
    """The answer as it was captured; nothing of it is known where none was."""
    response = exchange.response
    if response is None or response.status is None:
        return Message("answer")
    body, body_is = _body(response.body, known=response.body is not None)
    return Message("answer", headers=list(response.headers), body=body, body_is=body_is)


def _body(text: str | None, *, known: bool) -> tuple[Any, BodyIs]:
    if not known:
        return MISSING, "not known"
    if not text:
        return MISSING, "empty"
    try:
        return json.loads(text), "json"
    except (ValueError, RecursionError):
        return MISSING, "other"
