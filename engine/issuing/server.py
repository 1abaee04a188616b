"""Which authorization server is asked, and under which addresses it answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from engine.environment.hosts import ENDPOINTS
from engine.models.question import Known
from engine.urls import parse_url

if TYPE_CHECKING:
    from engine.environment.model import AuthorizationServer, Environment
    from engine.models.trace import Endpoint

FIELDS = {endpoint: field for field, endpoint in ENDPOINTS.items()}
"""The field of an authorization server that names an endpoint."""


def endpoint_url(server: AuthorizationServer, endpoint: Endpoint) -> str | None:
    """The URL of an endpoint, where the server names it."""
    url: str | None = getattr(server, FIELDS[endpoint], None) if endpoint in FIELDS else None
    return url


def is_endpoint(server: AuthorizationServer, known: Known, *, without_tls: bool = False) -> bool:
    """Whether the request's URL is this endpoint of the server; `without_tls` also where only http stands for https."""
    named = parse_url(endpoint_url(server, known.endpoint) or "")
    if named is None or known.url is None:
        return False
    if named.without_query == known.url.without_query:
        return True
    downgraded = (named.scheme, known.url.scheme) == ("https", "http")
    return without_tls and downgraded and (named.host, named.path) == (known.url.host, known.url.path)


def find_server(environment: Environment | None, known: Known) -> AuthorizationServer | None:
    """The server with this endpoint, else the only one of the issuer, else the only one of the host, else None."""
    if environment is None:
        return None
    servers = environment.authorization_servers
    called = [server for server in servers if is_endpoint(server, known)]
    issued = [server for server in servers if known.issuer is not None and server.issuer == known.issuer.name]
    there = [server for server in servers if _is_at(environment, server, known)]
    return next((found[0] for found in (called, issued, there) if len(found) == 1), called[0] if called else None)


def _is_at(environment: Environment, server: AuthorizationServer, known: Known) -> bool:
    hosts = {url.host for text in addresses(environment, server) if (url := parse_url(text)) is not None}
    return known.url is not None and known.url.host in hosts


def addresses(environment: Environment, server: AuthorizationServer) -> Iterator[str]:
    """The URLs that a server is known by: its issuer and its endpoints."""
    issuer = environment.issuer_by_name.get(server.issuer)
    if issuer is not None:
        yield issuer.issuer
    for field in ENDPOINTS:
        url = getattr(server, field)
        if url is not None:
            yield url


def audiences_of(environment: Environment | None, known: Known) -> tuple[str, ...]:
    """What an assertion for this server may name as its audience (RFC 7523 section 3): issuer, endpoints, this URL."""
    called = (known.url.without_query,) if known.url is not None else ()
    if environment is None or known.server is None:
        return called
    return tuple(dict.fromkeys((*addresses(environment, known.server), *called)))
