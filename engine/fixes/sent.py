"""Changes of the request: its method, path, query, headers, where it comes from and when it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

from engine.environment.operations import read_pattern
from engine.fixes.applying import pointer_of
from engine.fixes.changes import Change
from engine.models.exchange import all_headers
from engine.models.question import Known, Question
from engine.models.trace import Edit
from engine.policy.names import CREDENTIAL_HEADERS
from engine.shown import redacted, redacted_url
from engine.tokens.claims import numeric_date
from engine.urls import Url
from engine.words import instant

LIFETIME = 3600
"""Seconds that a new token is taken to live."""


def change_url(question: Question, known: Known, values: Mapping[str, str]) -> Change | None:
    """Other path parameters and query parameters, by the attributes' names."""
    url = known.url
    if url is None or question.exchange.request is None:
        return None
    path, query = _path(known, url, values), _query(url, values)
    if path is None:
        return None
    wanted = f"{url.origin}{path}" + (f"?{query}" if query else "")
    named = {name.rpartition(".")[2]: value for name, value in values.items()}
    if all(name.startswith("path.") for name in values):
        who = " and ".join(f"`{redacted(value)}`" for value in named.values())
        words, assuming = f"call it for {who}: `{redacted_url(wanted)}`", "the caller meant its own"
    else:
        words, assuming = f"call `{redacted_url(wanted)}`", "the call still means the same"
    edit = Edit(target="request", path="/url", from_=question.exchange.request.url, to=wanted)
    return Change(edits=(edit,), owner="client", words=words, cost=2 * len(values), assuming=assuming)


def _path(known: Known, url: Url, values: Mapping[str, str]) -> str | None:
    """The path with other parameters; None where one is no parameter of the operation's path."""
    segments = url.path.split("/")
    names = {name: place for place, name in read_pattern(known.operations[0].pattern).names} if known.operations else {}
    start = len(segments) - len(known.segments)
    for name, value in values.items():
        if not name.startswith("path."):
            continue
        place = names.get(name.removeprefix("path."))
        if place is None or not value or start + place >= len(segments):
            return None
        segments[start + place] = quote(value, safe="")
    return "/".join(segments)


def _query(url: Url, values: Mapping[str, str]) -> str:
    asked = {name.removeprefix("request.query."): value for name, value in values.items() if name[:4] != "path"}
    if not asked:
        return url.query
    kept = [(name, value) for name, value in url.parameters if name not in asked]
    return urlencode([*kept, *asked.items()], quote_via=quote)


def change_method(question: Question, known: Known, value: str) -> Change | None:
    """Another method; the operation that matches may be another one, too."""
    request = question.exchange.request
    if request is None or not value.isalpha() or not value.isupper():
        return None
    edit = Edit(target="request", path="/method", from_=request.method, to=value)
    return Change(
        edits=(edit,), owner="client", words=f"send it as {value}", cost=8, assuming=f"{value} does what was meant"
    )


def change_header(question: Question, name: str, value: str) -> Change | None:
    """A header with another value, in place of those of its name."""
    request = question.exchange.request
    if request is None or name.lower() in CREDENTIAL_HEADERS or not value.isprintable():
        return None
    before = all_headers(request.headers, name)
    edit = Edit(target="request", path=pointer_of(("headers", name)), from_=", ".join(before) or None, to=value)
    return Change(
        edits=(edit,), owner="client", words=f"send the header `{name}: {redacted(value)}`", cost=2,
        assuming="the header may be chosen by the caller",
    )  # fmt: skip


def change_address(question: Question, value: str, networks: str) -> Change:
    """Another source address: one that a network has; headers that name another hop go."""
    exchange = question.exchange
    edits = [Edit(target="request", path="/source_ip", from_=exchange.source_ip, to=value)]
    forwarded = all_headers(exchange.request.headers, "x-forwarded-for") if exchange.request else ()
    if forwarded:
        edits.append(Edit(target="request", path="/headers/X-Forwarded-For", from_=", ".join(forwarded), to=None))
    return Change(
        edits=tuple(edits), owner="client", words=f"call from {networks}, such as from `{value}`", cost=3,
        assuming="the caller can be there",
    )  # fmt: skip


def change_time(question: Question, known: Known, moment: datetime) -> Change:
    """Another time of the request, with a token that is valid then."""
    edits = [Edit(target="request", path="/time", from_=instant(question.now), to=instant(moment))]
    edits += fresh(known.claims or {}, moment.timestamp()) if known.claims is not None else []
    words = f"call it at {instant(moment)}" + (" with a token that is valid then" if len(edits) > 1 else "")
    return Change(edits=tuple(edits), owner="client", words=words, cost=3, assuming="it can wait until then")


def fresh(claims: Mapping[str, Any], at: float) -> list[Edit]:
    """Edits of a token that is not valid at an instant, so that it was issued just then."""
    expiry, start = numeric_date(claims.get("exp")), numeric_date(claims.get("nbf"))
    edits = []
    if expiry is not None and expiry <= at:
        edits.append(Edit(target="token", path="/exp", from_=claims.get("exp"), to=int(at) + LIFETIME))
    if start is not None and start > at:
        edits.append(Edit(target="token", path="/nbf", from_=claims.get("nbf"), to=int(at)))
    return edits
