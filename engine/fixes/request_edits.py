"""Fixes that are another request: the URL that was meant, the token where and as it belongs, another time."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qsl, quote, urlencode

from engine.fixes.sent import change_time
from engine.models.exchange import Request, all_headers
from engine.models.question import Known, Question
from engine.models.trace import Edit, Fix, NearMiss
from engine.shown import redacted_url
from engine.tokens.claims import numeric_date
from engine.tokens.jose import looks_like_jwt
from engine.tokens.recovery import recover
from engine.urls import parse_url
from engine.words import claim_instant

AUTHORIZATION = "Authorization"
PARAMETER = "access_token"


def request_fix(question: Question, known: Known, reason: str, near: tuple[NearMiss, ...]) -> Fix | None:
    """The request as it would have to be sent; None where that is not known."""
    request = question.exchange.request
    if request is None:
        return None
    if reason == "service.no_match":
        return _near_url(request, known, near)
    if reason == "token.not_yet_valid":
        return _later(question, known)
    recovered = _recovered(request, reason)
    if recovered is not None:
        return recovered
    maker = MAKERS.get(reason)
    made = maker(request) if maker is not None else None
    if made is None:
        return None
    edits, change = made
    return Fix(reasons=(reason,), owner="client", edits=edits, change=change) if edits else None


def _near_url(request: Request, known: Known, near: tuple[NearMiss, ...]) -> Fix | None:
    """The URL with the base URL that was nearly matched."""
    miss = next((one for one in near if one.stage == "service" and one.field in ("base_urls", "origin")), None)
    url, stands = known.url, parse_url(miss.seen) if miss is not None else None
    if miss is None or url is None or stands is None:
        return None
    rest = url.path.split("/")[1 + len(stands.segments) :]
    wanted = "/".join([miss.wanted.rstrip("/"), *rest]) + (f"?{url.query}" if url.query else "")
    edit = Edit(target="request", path="/url", from_=request.url, to=wanted)
    return Fix(
        reasons=("service.no_match",), owner="client", edits=(edit,), change=f"call `{redacted_url(wanted)}`",
        assuming=f"{miss.name} is the API that was meant",
    )  # fmt: skip


def _later(question: Question, known: Known) -> Fix | None:
    start = numeric_date((known.claims or {}).get("nbf"))
    try:
        moment = question.now.fromtimestamp(start, question.now.tzinfo) if start is not None else None
    except (OverflowError, ValueError, OSError):
        moment = None
    if moment is None or start is None:
        return None
    return Fix(
        reasons=("token.not_yet_valid",), owner="client", edits=change_time(question, known, moment).edits,
        change=f"wait until {claim_instant(start)}, or ask for a token that is valid now",
        assuming="it can wait until then",
    )  # fmt: skip


def _recovered(request: Request, reason: str) -> Fix | None:
    """The token without what pasting and scripts left on it, where one of these marks is the reason."""
    scheme, _, text = (request.header(AUTHORIZATION) or "").strip().partition(" ")
    token, mistakes = recover(text)
    reasons = tuple(fault.reason for fault in mistakes)
    if reason not in reasons:
        return None
    return Fix(
        reasons=reasons, owner="client", edits=(_header(request, f"{scheme} {token}"),),
        change=f"send the token without {' and '.join(fault.seen for fault in mistakes)}",
    )  # fmt: skip


Made = tuple[tuple[Edit, ...], str]


def _moved(request: Request) -> Made | None:
    """The token from the query or the form in the header."""
    url = parse_url(request.url or "")
    query = dict(url.parameters) if url else {}
    token = query.get(PARAMETER) or dict(parse_qsl(request.body or "")).get(PARAMETER)
    if not token:
        return None
    return (_header(request, f"Bearer {token}"), *_without_copies(request)), (
        f"send the token in the header `{AUTHORIZATION}: Bearer …` and take it out of the URL or form"
    )


def _once(request: Request) -> Made | None:
    """The first token in the header, and no other copy."""
    headers = all_headers(request.headers, AUTHORIZATION)
    if not headers:
        return _moved(request)
    first = (_header(request, headers[0]),) if len(headers) > 1 else ()
    return (*first, *_without_copies(request)), f"send the token once, in the header `{AUTHORIZATION}`"


def _without_copies(request: Request) -> tuple[Edit, ...]:
    """The URL and the body without the token."""
    edits = []
    url = parse_url(request.url or "")
    if url is not None and PARAMETER in dict(url.parameters) and request.url is not None:
        kept = [pair for pair in url.parameters if pair[0] != PARAMETER]
        bare = request.url.partition("?")[0]
        wanted = f"{bare}?{urlencode(kept, quote_via=quote)}" if kept else bare
        edits.append(Edit(target="request", path="/url", from_=request.url, to=wanted))
    if request.body and re.search(rf"(^|&){PARAMETER}=", request.body):
        parts = [part for part in request.body.split("&") if not part.startswith(f"{PARAMETER}=")]
        edits.append(Edit(target="request", path="/body", from_=request.body, to="&".join(parts)))
    return tuple(edits)


def _header(request: Request, value: str) -> Edit:
    return Edit(target="request", path=f"/headers/{AUTHORIZATION}", from_=request.header(AUTHORIZATION), to=value)


def _with_scheme(request: Request) -> Made | None:
    """The token behind `Bearer`, where one stands in the header at all."""
    words = (request.header(AUTHORIZATION) or "").split()
    if not words or not looks_like_jwt(words[-1]) or words[:-1] == ["Bearer"]:
        return None
    return (_header(request, f"Bearer {words[-1]}"),), "write `Bearer` and one space before the token"


MAKERS: dict[str, Callable[[Request], Made | None]] = {
    "token.misplaced": _moved,
    "request.token_twice": _once,
    "token.scheme_wrong": _with_scheme,
}
