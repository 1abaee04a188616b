"""Which flow and endpoint an exchange belongs to, and what its URL says before any stage runs."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from engine.environment.hosts import BaseUrl, Hosts, find_scheme, find_service, hosts_of, is_metadata, only_place
from engine.environment.operations import find_operations
from engine.memo import by_identity
from engine.models.exchange import Request, Response
from engine.models.question import Known, Question
from engine.models.reading import NO_ANSWER
from engine.unnamed_endpoints import endpoint_by_answer, endpoint_by_form, is_shared_error
from engine.urls import Url, parse_url
from knowledge.patterns import lazy_regex

if TYPE_CHECKING:
    from engine.environment.model import ApiService, Environment, Issuer
    from engine.models.trace import Endpoint, Flow

SCHEMES = ("http", "https", "ws", "wss")
TOKEN_FLOW = {"token", "introspection", "revocation", "par", "device_authorization", "registration"}
TOKEN_ONLY_ERRORS = lazy_regex(
    r'"(invalid_grant|invalid_client|unauthorized_client|invalid_scope|unsupported_grant_type'
    r"|authorization_pending|slow_down|expired_token|invalid_target|authorization_declined|unsupported_token_type"
    r"|invalid_redirect_uri|invalid_client_metadata|invalid_software_statement|unapproved_software_statement"
    r"|unsupported_pop_key|incompatible_ace_profiles|invalid_authorization_details|invalid_client_attestation"
    r"|use_attestation_challenge|use_fresh_attestation|invalid_trust_chain|invalid_trust_anchor|invalid_metadata"
    r'|insufficient_authorization)"'
)
TOKEN_ERROR = lazy_regex(rf'"error"\s*:\s*{TOKEN_ONLY_ERRORS.pattern}')

AUTHORIZATION_ERRORS = lazy_regex(
    r"\b(login_required|consent_required|interaction_required|account_selection_required|unsupported_response_type"
    r"|redirect_uri_mismatch|access_denied|server_error|temporarily_unavailable|invalid_request_uri"
    r"|invalid_request_object|request_not_supported|request_uri_not_supported|registration_not_supported"
    r"|unsupported_response_mode|session_selection_required|unmet_authentication_requirements|invalid_grant_id)\b"
)
"""Errors that the authorization endpoint answers, alone or in the redirect back (RFC 6749 section 4.1.2.1)."""
AUTHORIZATION_ANSWER = lazy_regex(
    rf"[?&#]error=({AUTHORIZATION_ERRORS.pattern}|invalid_request\b|unauthorized_client\b|invalid_scope\b)"
)

NO_SERVICE: dict[str, Any] = {"service": None, "base_url": None, "operation": None, "path_parameters": {}}
"""A call to a token or authorization endpoint is none to the API whose base URL it happens to lie under."""

NOWHERE = Known(reading=NO_ANSWER)
"""What is known of a request whose URL is not shown, or is none."""
MOST_PLACES = 1024
"""URLs that are remembered for each environment."""


def locate(question: Question) -> Known:
    """The flow, the endpoint, and the API service of a question, as far as the URL and the form say."""
    exchange = question.exchange
    request = exchange.request
    if request is None:
        return _by_answer(Known(service=only_service(question)), exchange.response)
    known = NOWHERE
    url = request.url if "url" in exchange.shows else _assumed_url(question)
    if url is not None:
        known = _places(question.environment)(url, request.method or "GET")
    if known.endpoint != "api" or known.flow != "resource":
        return known
    if request.body and _form_has(request.body, "grant_type"):
        return replace(known, flow="token", endpoint="token", **NO_SERVICE)
    if exchange.pushed or (
        known.url is not None and known.url.may_have("response_type") and _is_authorization(known.url)
    ):
        return replace(known, flow="authorization", endpoint="authorization", **NO_SERVICE)
    if _is_preflight(request):
        return replace(known, preflight=True)
    return known if known.service or exchange.response is None else _by_answer_to(request, known, exchange.response)


def in_flow(known: Known, flow: Flow, request: Request | None) -> Known:
    """What is known of an exchange whose answer tells that it belongs to this flow."""
    endpoints: dict[Flow, Endpoint] = {"resource": "api", "token": "token", "authorization": "authorization"}
    by_form = endpoint_by_form(request) if flow == "token" and request is not None else None
    return replace(known, flow=flow, endpoint=by_form or endpoints[flow], **NO_SERVICE)


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

    A POST to the token endpoint (RFC 6749 section 5.2) or to one beside it, a redirect of the authorization endpoint
    (section 4.1.2.1).
    """
    if response is None or (_sends_token(request) and endpoint_by_form(request) != "registration"):
        return known
    answer = response.body or ""
    if (request.method or "POST").upper() == "POST":
        coded = TOKEN_ERROR.search(answer) or is_shared_error(request, answer)
        return replace(known, flow="token", endpoint=endpoint_by_answer(request, answer)) if coded else known
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


def _assumed_url(question: Question) -> str | None:
    """The URL of a request whose host is not shown: that of the only API service whose base URLs its path fits."""
    request, environment = question.exchange.request, question.environment
    if request is None or request.url is None or environment is None or not environment.api_services:
        return None
    return only_place(hosts_of(environment), request.url)


@by_identity
def _places(environment: Environment | None) -> Callable[[str, str], Known]:
    """What an environment says of a URL and a method, remembered for the last ones that were asked for."""
    return lru_cache(maxsize=MOST_PLACES)(partial(_place, environment))


def _place(environment: Environment | None, text: str, method: str) -> Known:
    url = _url(environment, text)
    if url is None:
        return NOWHERE
    known = Known(url=url, reading=NO_ANSWER)
    if environment is not None:
        hosts = hosts_of(environment)
        known = replace(known, closed=url.host in hosts.names)
        named = _endpoint(hosts, url)
        if named is not None:
            endpoint, issuer_name = named
            return _at_endpoint(known, endpoint, environment.issuer_by_name.get(issuer_name))
        found = find_service(hosts, url)
        if found is not None:
            return _at_service(known, method, *found)
    return replace(known, endpoint="metadata") if is_metadata(url) else known


def _url(environment: Environment | None, text: str) -> Url | None:
    url = parse_url(text)
    if url is None or url.scheme in SCHEMES:
        return url
    return parse_url(f"{_scheme(environment, url)}:{text.strip()}") if url.scheme is None else None


def _scheme(environment: Environment | None, url: Url) -> str:
    """The scheme where the capture shows none: of the base URL or endpoint with this host and port, else https."""
    if environment is None:
        return "https"
    hosts = hosts_of(environment)
    found = find_service(hosts, url)
    return found[0].url.scheme if found and found[0].url.scheme else find_scheme(hosts, url)


def _at_service(known: Known, method: str, base: BaseUrl, segments: tuple[str, ...]) -> Known:
    matches = find_operations(base.service.routes, method, segments)
    known = replace(known, service=base.service, base_url=base.text, segments=segments, operations=matches)
    if not matches:
        return known
    return replace(known, operation=matches[0].operation, path_parameters=matches[0].parameters)


def _endpoint(hosts: Hosts, url: Url) -> tuple[Endpoint, str] | None:
    return ("metadata", "") if url.without_query in hosts.metadata else hosts.endpoints.get(url.without_query)


def _at_endpoint(known: Known, endpoint: Endpoint, issuer: Issuer | None) -> Known:
    flow: Flow = "token" if endpoint in TOKEN_FLOW else "authorization" if endpoint == "authorization" else "resource"
    return replace(known, flow=flow, endpoint=endpoint, issuer=issuer)


def _form_has(body: str, name: str) -> bool:
    return f"{name}=" in body and re.search(rf"(^|&){name}=", body) is not None


def _is_authorization(url: Url) -> bool:
    return {"response_type", "client_id"} <= {name for name, _ in url.parameters}


def _is_preflight(request: Request) -> bool:
    """A CORS preflight (Fetch standard, section 3.2.2): it carries no token by design."""
    return (
        (request.method or "").upper() == "OPTIONS"
        and request.header("origin") is not None
        and request.header("access-control-request-method") is not None
    )
