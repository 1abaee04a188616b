"""What a condition's attribute can be: a value, absent, or not known; and the attributes of one question."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from msgspec import Struct

from engine.models.exchange import Exchange, all_headers
from engine.policy.names import CLIENT_FIELDS, CREDENTIAL_HEADERS
from engine.policy.pointers import MISSING, follow_pointer
from engine.source_address import source_address
from engine.urls import Url, parse_url

if TYPE_CHECKING:
    from engine.environment.model import Client
    from engine.models.question import Known, Question

ANY_CAPTURE = "a curl line, a raw request or a HAR"
ADDED_BY_CURL = frozenset({"accept", "user-agent", "content-length"})
"""Headers that curl sends without being told; their values are its own."""

MAY_BE_UNKNOWN = frozenset({"grant_types", "redirect_uris", "scopes"})
"""Fields of a client that are not known, rather than empty, where the file does not name them."""


class Value(NamedTuple):
    """A value, and where it comes from in words."""

    value: Any
    source: str


class Absent(Struct, frozen=True):
    """The attribute's source is known and lacks it. Never the same as false."""

    source: str = ""


class NotKnown(Struct, frozen=True):
    """The attribute's source is not given: which fact is missing, and the option, key or file that gives it."""

    fact: str
    give: str
    name: str = ""


ABSENT = Absent()
BY = {one: f"time of the request, by the {one}" for one in ("flag", "capture", "response", "clock")}

AttributeValue = Value | Absent | NotKnown


class Attributes(Protocol):
    """Anything that can look an attribute up by its name."""

    def get(self, name: str) -> AttributeValue:
        """The attribute's value, or why there is none. Never raises for an unknown name."""
        ...


BY_FAMILY = {
    "request.query.": "_query", "request.header.": "_request_header", "response.header.": "_response_header",
    "response.body.": "_response_body", "path.": "_path_parameter", "token.": "_claim", "user.": "_user",
    "client.": "_client",
}  # fmt: skip
BY_NAME = {
    "request.method": "_method", "request.url": "_url", "request.path": "_path", "request.source_ip": "_source_ip",
    "request.time": "_time", "response.status": "_status",
}  # fmt: skip
"""The methods that look attributes up, by the beginning of the name and by the whole of it."""


@lru_cache(maxsize=1024)
def _place_of(name: str) -> tuple[str, str]:
    """The method that looks an attribute up, and what of its name that method takes."""
    for family, method in BY_FAMILY.items():
        if name.startswith(family) and name != family:
            return method, name.removeprefix(family)
    return BY_NAME.get(name, "_nothing"), ""


class QuestionAttributes:
    """Looks attributes up for one question and what is known of it so far, each once. Not to be shared by threads."""

    def __init__(self, question: Question, known: Known) -> None:
        self._found: dict[str, AttributeValue] = {}
        self.question = question
        self.known = known
        self.exchange: Exchange = question.exchange

    def get(self, name: str) -> AttributeValue:
        """The attribute's value, or why there is none."""
        found = self._found.get(name)
        if found is None:
            method, rest = _place_of(name)
            look_up = getattr(self, method)
            found = self._found[name] = look_up(rest) if rest else look_up()
        return found

    def _time(self) -> AttributeValue:
        return Value(self.question.now, BY[self.question.at_from])

    def _nothing(self) -> AttributeValue:
        return Absent("no such attribute")

    def _shows(self, fact: str) -> bool:
        return self.exchange.request is not None and fact in self.exchange.shows

    def _method(self) -> AttributeValue:
        method = self.exchange.request.method if self.exchange.request and self._shows("method") else None
        return Value(method.upper(), "request") if method else NotKnown("the request's method", ANY_CAPTURE)

    @cached_property
    def _parsed(self) -> Url | None:
        if self.known.url is not None:
            return self.known.url
        url = self.exchange.request.url if self.exchange.request and self._shows("url") else None
        return parse_url(url) if url else None

    def _url(self) -> AttributeValue:
        url = self._parsed
        if url is None or self._is_unexpanded(url.raw):
            return NotKnown("the request's URL", ANY_CAPTURE)
        scheme = "" if url.scheme else f"{(self.known.base_url or 'https:').partition(':')[0]}:"
        return Value(f"{scheme}{url.without_query}" + (f"?{url.query}" if url.query else ""), "request")

    def _path(self) -> AttributeValue:
        url = self._parsed
        if url is None or self._is_unexpanded(url.path):
            return NotKnown("the request's URL", ANY_CAPTURE)
        return Value(url.path or "/", "request")

    def _query(self, name: str) -> AttributeValue:
        if self._parsed is None:
            return NotKnown("the request's URL", ANY_CAPTURE)
        values = [value for key, value in self._parsed.parameters if key == name]
        return self._captured(values, f"query {name}")

    def _request_header(self, name: str) -> AttributeValue:
        lowered = name.lower()
        fact = "authorization" if lowered in CREDENTIAL_HEADERS else "headers"
        if not self._shows("headers") or not self._shows(fact) or self.exchange.request is None:
            return NotKnown(f"the header `{name}`", "a capture that shows it")
        values = all_headers(self.exchange.request.headers, name)
        if not values and lowered == "host" and self._parsed is not None:
            return Value(self._parsed.origin.partition("//")[2], "URL")
        if not values and lowered in ADDED_BY_CURL and self.exchange.kind == "curl":
            return NotKnown(f"the header `{name}` that curl adds", "the output of curl -v")
        return self._captured(values, f"header {name}")

    def _captured(self, values: Iterable[str], source: str) -> AttributeValue:
        found = list(values)
        if any(map(self._is_unexpanded, found)):
            return NotKnown(f"the {source}, a shell variable", "the command with its variables expanded")
        return _one_or_list(found, source, "request")

    def _is_unexpanded(self, text: str) -> bool:
        return any(
            form in text
            for name in self.exchange.unexpanded
            for form in ((f"${name}", f"${{{name}") if name.isidentifier() else (name,))
        )

    def _source_ip(self) -> AttributeValue:
        address, source = source_address(self.question, self.known)
        return Value(address, source) if address else NotKnown("the source address", "--source-ip")

    def _path_parameter(self, name: str) -> AttributeValue:
        value = self.known.path_parameters.get(name)
        if value is not None:
            return Value(value, f"path {name}")
        if self.known.operation is None and self.known.service is None:
            return NotKnown("the operation that matches", "--environment")
        return Absent("path")

    @property
    def _has_no_token(self) -> bool:
        """Whether the request plainly carries no token: its Authorization header is shown, and there is none."""
        if self.known.claims is not None or self.exchange.token is not None or not self._shows("authorization"):
            return False
        return self.exchange.request is not None and self.exchange.request.header("authorization") is None

    def _claim(self, name: str) -> AttributeValue:
        if self.known.claims is None:
            if self._has_no_token:
                return Absent("no token")
            return NotKnown("the token's claims", "--token")
        claims = self.known.claims
        value = follow_pointer(claims, name) if name.startswith("/") else claims.get(name, MISSING)
        if value is MISSING:
            return Absent("token")
        if name in ("scope", "scp") and isinstance(value, str):
            value = value.split()
        return Value(value, f"claim {name}")

    def _user(self, name: str) -> AttributeValue:
        user = self.known.user
        if self.known.user_absent:
            return Absent("no such user")
        if name == "groups" and self.known.groups is not None:
            return Value(list(self.known.groups), _directory(user.id) if user else self._groups_claim)
        if user is None:
            no_user = self.known.delegated is False or self._has_no_token
            return Absent("no user") if no_user else NotKnown("the user", "[[users]]")
        source = _directory(user.id)
        if name in ("id", "status", "groups"):
            value = getattr(user, name)
            return Value(list(value) if name == "groups" else value, source)
        if name in user.attributes:
            return Value(user.attributes[name], source)
        return Value(user.name, source) if name == "name" and user.name else Absent(source)

    @property
    def _groups_claim(self) -> str:
        issuer = self.known.issuer
        return f"claim {issuer.groups_claim}" if issuer else "token"

    def _client(self, name: str) -> AttributeValue:
        client = self.known.client
        if name == "id" and self.known.client_id is not None:
            return Value(self.known.client_id, "token")
        if client is None:
            listed = self.question.environment is not None and bool(self.question.environment.clients)
            is_absent = (listed and self.known.client_id is not None) or self._has_no_token
            return Absent("no such client") if is_absent else NotKnown("the client", "[[clients]]")
        return _client_field(client, name)

    def _status(self) -> AttributeValue:
        response = self.exchange.response
        if response is None or response.status is None:
            return NotKnown("the response", "--response")
        return Value(response.status, "response")

    def _response_header(self, name: str) -> AttributeValue:
        response = self.exchange.response
        is_hidden = name.lower() in CREDENTIAL_HEADERS and "authorization" not in self.exchange.shows
        if response is None or response.status is None or is_hidden:
            return NotKnown(f"the response's header `{name}`", "--response")
        return _one_or_list(list(all_headers(response.headers, name)), f"response header {name}", "response")

    @cached_property
    def _body(self) -> Any:
        response = self.exchange.response
        try:
            return json.loads(response.body or "") if response else MISSING
        except (ValueError, RecursionError):
            return MISSING

    def _response_body(self, pointer: str) -> AttributeValue:
        response = self.exchange.response
        if response is None or response.body is None:
            return NotKnown("the response's body", "--response")
        value = follow_pointer(self._body, pointer) if self._body is not MISSING else MISSING
        return Absent("response body") if value is MISSING else Value(value, f"response body {pointer}")


def _directory(user: str) -> str:
    return f"directory, user {user}"


def _one_or_list(values: list[str], source: str, where: str) -> AttributeValue:
    if not values:
        return Absent(where)
    return Value(values[0] if len(values) == 1 else values, source)


def _client_field(client: Client, name: str) -> AttributeValue:
    source = f"client {client.id}"
    value = getattr(client, name) if name in CLIENT_FIELDS else None
    if value is None:
        return NotKnown(f"{name} of {source}", f"[[clients]] {name}") if name in MAY_BE_UNKNOWN else Absent(source)
    return Value(list(value) if isinstance(value, tuple) else value, source)
