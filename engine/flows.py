"""Which flow and endpoint an exchange belongs to, and what its URL says before any stage runs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from engine.environment.hosts import BaseUrl, find_scheme, find_service, hosts_of, is_metadata
from engine.environment.operations import find_operations
from engine.models.exchange import Exchange, Request, Response
from engine.models.question import Known, Question
from engine.urls import Url, parse_url

if TYPE_CHECKING:
    from engine.environment.model import ApiService, Issuer
    from engine.models.trace import Endpoint, Flow

SCHEMES = ("http", "https", "ws", "wss")
TOKEN_FLOW = {"token", "introspection", "revocation", "par", "device_authorization", "registration"}
TOKEN_ONLY_ERRORS = re.compile(
    r'"(invalid_grant|invalid_client|unauthorized_client|invalid_scope|unsupported_grant_type'
    r'|authorization_pending|slow_down|expired_token)"'
)
TOKEN_ERROR = re.compile(rf'"error"\s*:\s*{TOKEN_ONLY_ERRORS.pattern}')

AUTHORIZATION_ERRORS = re.compile(
    r"\b(login_required|consent_required|interaction_required|account_selection_required|unsupported_response_type"
    r"|redirect_uri_mismatch|access_denied|server_error|temporarily_unavailable)\b"
)
"""Errors that the authorization endpoint answers, alone or in the redirect back (RFC 6749 section 4.1.2.1)."""
AUTHORIZATION_ANSWER = re.compile(
    rf"[?&#]error=({AUTHORIZATION_ERRORS.pattern}|invalid_request\b|unauthorized_client\b|invalid_scope\b)"
)

NO_SERVICE: dict[str, Any] = {"service": None, "base_url": None, "operation": None, "path_parameters": {}}
"""A call to a token or authorization endpoint is none to the API whose base URL it happens to lie under."""


def locate(question: Question) -> Known:
    """The flow, the endpoint, and the API service of a question, as far as the URL and the form say."""
    known = _by_url(question, Known(url=_url(question)))
    request = question.exchange.request
    if known.endpoint != "api" or known.flow != "resource":
        return known
    if request is None:
        return _by_answer(replace(known, service=only_service(question)), question.exchange.response)
    if _form_has(request.body, "grant_type"):
        return replace(known, flow="token", endpoint="token", **NO_SERVICE)
    names = {name for name, _ in known.url.parameters} if known.url else set()
    if {"response_type", "client_id"} <= names:
        return replace(known, flow="authorization", endpoint="authorization", **NO_SERVICE)
    known = replace(known, preflight=_is_preflight(question.exchange))
    return known if known.service or known.preflight else _by_answer_to(request, known, question.exchange.response)


def in_flow(known: Known, flow: Flow) -> Known:
    """What is known of an exchange whose answer tells that it belongs to this flow."""
    endpoints: dict[Flow, Endpoint] = {"resource": "api", "token": "token", "authorization": "authorization"}
    return replace(known, flow=flow, endpoint=endpoints[flow], **NO_SERVICE)


def _by_answer(known: Known, response: Response | None) -> Known:
    """A response alone: its error code says which endpoint answers so."""
    if response is None:
        return known
    if TOKEN_ONLY_ERRORS.search(response.body or ""):
        return replace(known, flow="token", endpoint="token")
    location = response.header("location") or ""
    coded = re.match(r'\s*\{\s*"error"\s*:\s*"(\w+)"', response.body or "")
    if "error=" in location or (coded and AUTHORIZATION_ERRORS.fullmatch(coded[1])):
        return replace(known, flow="authorization", endpoint="authorization")
    return known


def _by_answer_to(request: Request, known: Known, response: Response | None) -> Known:
    """An answer to a URL that is not known: an error which one endpoint alone answers with says that it is this one.

    A POST to the token endpoint (RFC 6749 section 5.2), a redirect of the authorization endpoint (section 4.1.2.1).
    """
    if response is None or _sends_token(request):
        return known
    answer = response.body or ""
    if (request.method or "POST").upper() == "POST":
        coded = TOKEN_ERROR.search(answer)
        return replace(known, flow="token", endpoint="token") if coded else known
    location = response.header("location") or ""
    if AUTHORIZATION_ANSWER.search(location):
        return replace(known, flow="authorization", endpoint="authorization")
    return known


def _sends_token(request: Request) -> bool:
    return (request.header("authorization") or "").lower().startswith(("bearer ", "dpop "))


def only_service(question: Question) -> ApiService | None:
    """The service that a token alone is taken to be for: the environment's only one, where no option says otherwise."""
    exchange, services = question.exchange, question.environment.api_services if question.environment else ()
    if exchange.request is not None or exchange.token is None or question.given.wants:
        return None
    return services[0] if len(services) == 1 else None


def _url(question: Question) -> Url | None:
    exchange = question.exchange
    request = exchange.request
    if request is None or request.url is None or "url" not in exchange.shows:
        return None
    url = parse_url(request.url)
    if url is None or url.scheme in SCHEMES:
        return url
    return parse_url(f"{_scheme(question, url)}:{request.url.strip()}") if url.scheme is None else None


def _scheme(question: Question, url: Url) -> str:
    """The scheme where the capture shows none: of the base URL or endpoint with this host and port, else https."""
    if question.environment is None:
        return "https"
    hosts = hosts_of(question.environment)
    found = find_service(hosts, url)
    return found[0].url.scheme if found and found[0].url.scheme else find_scheme(hosts, url)


def _by_url(question: Question, known: Known) -> Known:
    url, environment = known.url, question.environment
    if url is None:
        return known
    if environment is not None:
        known = replace(known, closed=url.host in hosts_of(environment).names)
        named = _endpoint(question, url)
        if named is not None:
            endpoint, issuer_name = named
            return _at_endpoint(known, endpoint, environment.issuer_by_name.get(issuer_name))
        found = find_service(hosts_of(environment), url)
        if found is not None:
            return _at_service(question.exchange, known, *found)
    return replace(known, endpoint="metadata") if is_metadata(url) else known


def _at_service(exchange: Exchange, known: Known, base: BaseUrl, segments: tuple[str, ...]) -> Known:
    method = (exchange.request.method if exchange.request else None) or "GET"
    matches = find_operations(base.service, method, segments)
    known = replace(known, service=base.service, base_url=base.text, segments=segments, operations=matches)
    if not matches:
        return known
    return replace(known, operation=matches[0].operation, path_parameters=matches[0].parameters)


def _endpoint(question: Question, url: Url) -> tuple[Endpoint, str] | None:
    assert question.environment is not None
    hosts = hosts_of(question.environment)
    if url.without_query in hosts.metadata:
        return "metadata", ""
    return hosts.endpoints.get(url.without_query)


def _at_endpoint(known: Known, endpoint: Endpoint, issuer: Issuer | None) -> Known:
    flow: Flow = "token" if endpoint in TOKEN_FLOW else "authorization" if endpoint == "authorization" else "resource"
    return replace(known, flow=flow, endpoint=endpoint, issuer=issuer)


def _form_has(body: str | None, name: str) -> bool:
    return bool(body) and bool(re.search(rf"(^|&){name}=", body or ""))


def _is_preflight(exchange: Exchange) -> bool:
    """A CORS preflight (Fetch standard, section 3.2.2): it carries no token by design."""
    request = exchange.request
    return (
        request is not None
        and (request.method or "").upper() == "OPTIONS"
        and request.header("origin") is not None
        and request.header("access-control-request-method") is not None
    )
