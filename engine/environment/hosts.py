"""Which hosts an environment speaks for, and which API service a URL belongs to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.memo import by_identity
from engine.urls import Url, base_segments, below, parse_url, same_origin

if TYPE_CHECKING:
    from engine.environment.model import ApiService, Environment, Issuer

ENDPOINTS = {
    "token_endpoint": "token",
    "authorization_endpoint": "authorization",
    "userinfo_endpoint": "userinfo",
    "introspection_endpoint": "introspection",
    "revocation_endpoint": "revocation",
    "par_endpoint": "par",
    "device_authorization_endpoint": "device_authorization",
    "registration_endpoint": "registration",
}
"""Fields of an authorization server and the endpoint each names."""

WELL_KNOWN = ("/.well-known/openid-configuration", "/.well-known/oauth-authorization-server", "/.well-known/jwks.json")


@dataclass(frozen=True, slots=True)
class BaseUrl:
    """One base URL of one API service."""

    text: str
    url: Url
    service: ApiService


@dataclass(frozen=True, slots=True)
class Hosts:
    """The environment's hosts, indexed once."""

    bases: tuple[BaseUrl, ...]
    by_host: dict[str, tuple[BaseUrl, ...]]
    endpoints: dict[str, tuple[str, str]]
    """URL without query to (endpoint, issuer name)."""
    metadata: frozenset[str]
    names: frozenset[str]


@by_identity
def hosts_of(environment: Environment) -> Hosts:
    """Every host, base URL, endpoint and metadata document that the environment names."""
    bases = tuple(_bases(environment))
    by_host: dict[str, tuple[BaseUrl, ...]] = {}
    for base in sorted(bases, key=lambda base: -len(base_segments(base.url))):
        by_host[base.url.host] = (*by_host.get(base.url.host, ()), base)
    endpoints = dict(_endpoints(environment))
    metadata = frozenset(document for issuer in environment.issuers for document in _metadata(issuer))
    named = [*endpoints, *(issuer.issuer for issuer in environment.issuers)]
    hosts = {url.host for url in map(parse_url, named) if url}
    return Hosts(bases, by_host, endpoints, metadata, frozenset(hosts | set(by_host)))


def _bases(environment: Environment) -> Iterator[BaseUrl]:
    for service in environment.api_services:
        for text in service.base_urls:
            url = parse_url(text)
            if url is not None:
                yield BaseUrl(text, url, service)


def _endpoints(environment: Environment) -> Iterator[tuple[str, tuple[str, str]]]:
    for server in environment.authorization_servers:
        for field, endpoint in ENDPOINTS.items():
            url = parse_url(getattr(server, field) or "")
            if url is not None:
                yield url.without_query, (endpoint, server.issuer)
    for issuer in environment.issuers:
        url = parse_url(issuer.introspection_url or "")
        if url is not None:
            yield url.without_query, ("introspection", issuer.name)


def _metadata(issuer: Issuer) -> Iterator[str]:
    """Where the issuer's metadata stands (OpenID Connect Discovery 1.0 section 4, RFC 8414 section 3)."""
    url = parse_url(issuer.issuer)
    if url is None:
        return
    path = url.path.rstrip("/")
    for name in WELL_KNOWN:
        yield f"{url.origin}{path}{name}"
        yield f"{url.origin}{name}{path}"
    keys = parse_url(issuer.jwks) if isinstance(issuer.jwks, str) else None
    if keys is not None:
        yield keys.without_query


def find_service(hosts: Hosts, url: Url) -> BaseUrl | None:
    """The longest base URL that the URL is under, at a segment boundary; one never deployed only where no other is."""
    bases = hosts.by_host.get(url.host, ())
    found = [base for base in bases if same_origin(url, base.url) and below(url, base.url) is not None]
    return next((base for base in found if base.service.deployment != "never"), found[0] if found else None)


def find_scheme(hosts: Hosts, url: Url) -> str:
    """The scheme of a URL that shows none: that of a base URL or endpoint with its host and port, else https."""
    named = [base.url for base in hosts.by_host.get(url.host, ())]
    named += [one for one in map(parse_url, (*hosts.endpoints, *hosts.metadata)) if one is not None]
    schemes = [one.scheme for one in named if one.scheme is not None and same_origin(url, one)]
    return "https" if "https" in schemes or not schemes else schemes[0]


def is_metadata(url: Url) -> bool:
    """Whether a URL looks like published metadata, whoever publishes it."""
    return any(name in url.path for name in WELL_KNOWN)
