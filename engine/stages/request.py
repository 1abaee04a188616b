"""Stage `request`: can it be read: method, absolute URL, headers, sizes?"""

from __future__ import annotations

import re
from collections.abc import Hashable
from functools import lru_cache
from typing import TYPE_CHECKING

from engine.findings import with_step
from engine.memo import by_identity, keep
from engine.models.exchange import Request, all_headers
from engine.models.question import Answer, Known, Question
from engine.shown import shown, shown_url
from engine.stages.notes import Notes
from engine.words import quoted

if TYPE_CHECKING:
    from engine.environment.model import Environment

METHOD = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""A token (RFC 9110 section 5.6.2): methods and header names are made of nothing else."""
MOST = 1024
"""Answers that are remembered for each environment."""
SECOND_CREDENTIAL = re.compile(r",\s*(?:bearer|dpop|basic)\s", re.I)
"""Where another credential begins in a header into which a library joined two (RFC 9110 section 5.3)."""


def check_request(question: Question, known: Known) -> Answer:
    """Looks at the request line, the host, the headers and where the token stands."""
    exchange = question.exchange
    request = exchange.request
    if request is None or exchange.unexpanded or (request.body and "access_token=" in request.body):
        return _judge(question, known)
    names = tuple([name for name, _ in request.headers])
    values = "".join([value for _, value in request.headers])
    if not values.isascii() or ("," in values and "," in (request.header("authorization") or "")):
        return _judge(question, known)
    asked = (
        request.method, request.url, names, len(values), exchange.shows,
        id(known.url), known.flow, known.closed, id(known.service), known.base_url,
    )  # fmt: skip
    judged = _judged(question.environment)
    held = judged.get(asked)
    if held is None:
        answer = with_step("request", _judge(question, known))
        held = answer, (known.url, known.service)
        if answer.step is not None and answer.step.outcome == "passed":
            keep(judged, asked, held, MOST)
    return held[0]


@by_identity
def _judged(environment: Environment | None) -> dict[Hashable, tuple[Answer, tuple[object, ...]]]:
    """What was said of requests that passed, without a token in the body: of header values only the length counts.

    With each answer the objects are held whose ids stand for them, so that no other object can have one of these.
    """
    return {}


def _judge(question: Question, known: Known) -> Answer:
    notes = Notes("request", question)
    request = question.exchange.request
    if request is None:
        _without_request(notes)
        return notes.answer()
    _check_form(notes, known, request)
    _check_host(notes, known, request)
    _check_size(notes, known, request)
    _check_token_places(notes, known, request)
    return notes.answer()


def _without_request(notes: Notes) -> None:
    exchange = notes.question.exchange
    if exchange.response is None and exchange.token is not None:
        notes.skipped("request.line", "a token alone: no request to look at")
        return
    notes.unknown(
        "request.line", "no request was given",
        fact="the request that was refused", give="paste the request as a curl command, or give its file",
    )  # fmt: skip


def _check_form(notes: Notes, known: Known, request: Request) -> None:
    for name in notes.question.exchange.unexpanded:
        notes.unknown(
            "request.variables", f"the shell variable `{name}` is not expanded",
            fact=f"the value of `{name}`", give=f"paste the request with `{name}` replaced by its value",
        )  # fmt: skip
    bad = [name for name, _ in request.headers if not _is_token(name)]
    if request.method is not None and not _is_token(request.method):
        notes.failed(
            "request.line", "request.malformed", f"the method `{shown(request.method, 40)}` is not a token",
            seen=shown(request.method, 40), wanted="letters such as `GET`", source="request line",
        )  # fmt: skip
    elif bad:
        notes.failed(
            "request.headers", "request.malformed", "a header name holds a character that HTTP does not allow",
            seen=quoted(shown(name, 40) for name in bad), wanted="a name without spaces", source="headers",
        )  # fmt: skip
    else:
        notes.passed("request.line", _line(notes.question, known, request))


def _line(question: Question, known: Known, request: Request) -> str:
    """Method and URL; the path alone where the capture shows no host."""
    if "url" not in question.exchange.shows and request.url:
        return f"{request.method or 'request'} {shown_url(request.url)}, host not shown"
    url = known.url.raw if known.url else request.url or ""
    return f"{request.method or 'request'} {shown_url(url)}".strip()


@lru_cache(maxsize=1024)
def _is_token(text: str) -> bool:
    return METHOD.fullmatch(text) is not None


def _check_host(notes: Notes, known: Known, request: Request) -> None:
    if "url" not in notes.question.exchange.shows:
        _without_host(notes, known, request)
        return
    url = (request.url or "").strip()
    if known.url is not None:
        if url.startswith("//"):
            notes.assume(f"the capture shows no scheme: {_scheme_from(known)}")
        for note in known.url.notes:
            notes.assume(note)
        return
    if url.startswith("/"):
        notes.failed(
            "request.host", "request.host_missing", "the request names no host",
            seen=shown_url(request.url or ""), wanted="a Host header, or an absolute URL", source="headers",
        )  # fmt: skip
        return
    if url.lower().startswith(("http:", "https:")):
        notes.failed(
            "request.host", "request.malformed", "the URL cannot be read",
            seen=shown_url(url), wanted="a URL such as `https://api.example.com/orders`", source="URL",
        )  # fmt: skip
        return
    notes.skipped("request.host", f"`{shown_url(url, 60)}` is no call over HTTP")


def _without_host(notes: Notes, known: Known, request: Request) -> None:
    if known.url is not None and known.service is not None:
        only = f"the only API of the environment whose base URL this path fits, `{known.base_url}`"
        notes.assume(f"the capture shows no host: judged as a call of {known.service.name}, {only}")
        return
    said = _line(notes.question, known, request) if request.url else "the URL is not shown"
    notes.unknown("request.host", said, fact="the URL", give="the request with its whole URL")


def _scheme_from(known: Known) -> str:
    scheme = known.url.scheme if known.url else None
    if known.base_url:
        return f"`{scheme}` is taken from the base URL `{known.base_url}`"
    return f"`{scheme}` is taken" + (" from the environment's URLs on this host" if known.closed else "")


def _check_size(notes: Notes, known: Known, request: Request) -> None:
    environment = notes.question.environment
    if environment is None or known.service is None or "headers" not in notes.question.exchange.shows:
        return
    limited = _limits(environment).get(known.service.name)
    if limited is None:
        return
    limit, gateway_name = limited
    texts = "".join([text for pair in request.headers for text in pair])
    size = _size(texts) + len(": \r\n") * len(request.headers)
    if size > limit:
        notes.failed(
            "request.size", "request.headers_too_large",
            f"the headers take {size} bytes, more than {gateway_name} accepts",
            seen=f"{size} bytes", wanted=f"at most {limit} bytes", source=f"gateway {gateway_name}",
        )  # fmt: skip
    else:
        notes.passed("request.size", f"headers {size} of {limit} bytes", source=f"gateway {gateway_name}")


@by_identity
def _limits(environment: Environment) -> dict[str, tuple[int, str]]:
    """The least that a gateway before each API service takes, in bytes of headers, and which gateway that is."""
    found: dict[str, tuple[int, str]] = {}
    for service in environment.api_services:
        limits = [
            (gateway.max_header_bytes, gateway.name)
            for gateway in environment.gateways
            if gateway.enabled
            and gateway.max_header_bytes
            and (not service.gateways or gateway.name in service.gateways)
        ]
        if limits:
            found.setdefault(service.name, min(limits))
    return found


def _size(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))


def _check_token_places(notes: Notes, known: Known, request: Request) -> None:
    if "authorization" not in notes.question.exchange.shows or known.flow != "resource":
        return
    sent = all_headers(request.headers, "authorization")
    number = len(sent)
    if number == 1 and "," in sent[0]:
        number += len(SECOND_CREDENTIAL.findall(sent[0]))
    if number < 2 and not request.body and (known.url is None or not known.url.query):
        return
    others = []
    if known.url and known.url.may_have("access_token") and "access_token" in dict(known.url.parameters):
        others.append("query access_token")
    if request.body and _form_token(request, request.body):
        others.append("form access_token")
    if number + len(others) > 1:
        headers = [f"header Authorization ({n + 1})" if number > 1 else "header Authorization" for n in range(number)]
        places = headers + others
        notes.failed(
            "request.token", "request.token_twice", f"the token is sent in {len(places)} places",
            seen=", ".join(places), wanted="one place: header Authorization", source="request",
        )  # fmt: skip


def _form_token(request: Request, body: str) -> bool:
    if "access_token=" not in body or "x-www-form-urlencoded" not in (request.header("content-type") or ""):
        return False
    return re.search(r"(^|&)access_token=", body) is not None
