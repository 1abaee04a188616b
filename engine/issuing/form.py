"""What a token or authorization request sends, and where: its form, its query, or JSON where a form was wanted."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl

from msgspec import Struct

from engine.json_objects import json_members
from engine.models.exchange import Exchange, Request
from engine.models.question import Known, Question
from engine.tokens.recovery import is_removed


class Sent(Struct, frozen=True):
    """Parameters in the order in which they were sent, without those that have no value (RFC 6749 section 3.1).

    `shown` says whether all of them are; the values of `hidden` were removed, or are shell variables.
    """

    pairs: tuple[tuple[str, str], ...] = ()
    place: str = "form"
    shown: bool = False
    hidden: frozenset[str] = frozenset()

    @property
    def values(self) -> Mapping[str, str]:
        """The first value of each parameter whose value is known."""
        return {name: value for name, value in reversed(self.pairs) if name not in self.hidden}

    def get(self, name: str) -> str | None:
        """The first value; None where there is none or where it is not known."""
        return self.values.get(name)

    def every(self, name: str) -> tuple[str, ...]:
        """Every value of a parameter."""
        return tuple(value for other, value in self.pairs if other == name)

    def has(self, name: str) -> bool:
        """Whether it is sent, whatever its value."""
        return any(other == name for other, _ in self.pairs)

    def lacks(self, name: str) -> bool:
        """Whether it is certainly not sent."""
        return self.shown and not self.has(name)

    @property
    def pushed(self) -> bool:
        """Whether the request only names another one, whose parameters count (RFC 9126 section 4, RFC 9101)."""
        return self.has("request_uri")


def sent_by(question: Question, known: Known) -> Sent:
    """The parameters of a request to an authorization server."""
    exchange = question.exchange
    request = exchange.request
    if request is None:
        return Sent()
    if exchange.pushed and known.flow == "authorization":
        return _of_push(exchange, known)
    if _in_query(known, request):
        pairs = known.url.parameters if known.url else ()
        return _sent(exchange, pairs, "query", shown="url" in exchange.shows and known.url is not None)
    return _of_body(exchange, request)


def _of_push(exchange: Exchange, known: Known) -> Sent:
    """What was pushed, and the client that names it: other parameters beside it do not count (RFC 9126 section 4)."""
    body = parse_qsl((exchange.request.body if exchange.request else None) or "")
    own = dict((*body, *(known.url.parameters if known.url else ()))).get("client_id")
    named = () if own is None or ("client_id", own) in exchange.pushed else (("client_id", own),)
    return _sent(exchange, (*named, *exchange.pushed), "pushed request", shown=True)


def _in_query(known: Known, request: Request) -> bool:
    """Where the parameters stand: a token request that was made with GET has them in its URL, where none may be."""
    method = (request.method or ("GET" if known.flow == "authorization" else "POST")).upper()
    if known.flow == "authorization":
        return method != "POST"
    return method == "GET" and not request.body and known.url is not None and bool(known.url.query)


def _of_body(exchange: Exchange, request: Request) -> Sent:
    body, shown = request.body or "", "body" in exchange.shows or _only_values_hidden(exchange, request)
    if body.lstrip().startswith("{"):
        members = json_members(body)
        pairs = tuple((name, value) for name, value in members.items() if isinstance(value, str))
        return _sent(exchange, pairs, "JSON body", shown=shown)
    return _sent(exchange, tuple(parse_qsl(body.strip(), keep_blank_values=True)), "form", shown=shown)


def _only_values_hidden(exchange: Exchange, request: Request) -> bool:
    """Whether shell variables hide values of the form and no names: `code=$CODE` still shows that a code is sent."""
    parts = (request.body or "").split("&") if exchange.unexpanded else []
    return bool(parts[0] if parts else "") and all("=" in part and "$" not in part.partition("=")[0] for part in parts)


def _sent(exchange: Exchange, pairs: tuple[tuple[str, str], ...], place: str, *, shown: bool) -> Sent:
    kept = tuple((name, value) for name, value in pairs if value)
    hidden = frozenset(name for name, value in kept if is_removed(value) or _is_unexpanded(exchange, value))
    return Sent(kept, place, shown, hidden)


def _is_unexpanded(exchange: Exchange, value: str) -> bool:
    return any(f"${name}" in value or f"${{{name}" in value or name == value for name in exchange.unexpanded)


def scopes_in(text: str) -> tuple[str, ...]:
    """The scopes of a `scope` parameter, each once, in their order (RFC 6749 section 3.3)."""
    return tuple(dict.fromkeys(text.split()))
