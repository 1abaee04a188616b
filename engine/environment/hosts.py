"""Which hosts an environment speaks for, and which API service a URL belongs to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from engine.memo import by_identity
from engine.urls import Url, base_segments, parse_url, same_origin

if TYPE_CHECKING:
    from engine.environment.model import ApiService, Environment, Issuer
    from engine.models.trace import Endpoint

ENDPOINTS: dict[str, Endpoint] = {
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


class BaseUrl(Struct, frozen=True):
    """One base URL of one API service."""

    text: str
    url: Url
    service: ApiService


class Origin(Struct, frozen=True):
    """The base URLs of one scheme, host and port, by their path's segments."""

    url: Url
    below: dict[tuple[str, ...], BaseUrl]
    depths: tuple[int, ...]
    """How many segments its base URLs have, the longest first."""


class Hosts(Struct, frozen=True):
    """The environment's hosts, indexed once."""

    bases: tuple[BaseUrl, ...]
    by_host: dict[str, tuple[Origin, ...]]
    endpoints: dict[str, tuple[Endpoint, str]]
    """URL without query to (endpoint, issuer name)."""
    metadata: frozenset[str]
    names: frozenset[str]


@by_identity
def hosts_of(environment: Environment) -> Hosts:
    """Every host, base URL, endpoint and metadata document that the environment names."""
    bases, by_host = _served(environment.api_services)
    endpoints = dict(_endpoints(environment))
    metadata = frozenset(document for issuer in environment.issuers for document in _metadata(issuer))
    named = [*endpoints, *(issuer.issuer for issuer in environment.issuers)]
    hosts = {url.host for url in map(parse_url, named) if url}
    return Hosts(bases, by_host, endpoints, metadata, frozenset(hosts | set(by_host)))


@by_identity
def _served(services: tuple[ApiService, ...]) -> tuple[tuple[BaseUrl, ...], dict[str, tuple[Origin, ...]]]:
    """Base URLs, and their origins by host. Copies of an environment that share its services share this too."""
    bases = tuple(_bases(services))
    by_host: dict[str, tuple[Origin, ...]] = {}
    for origin in _origins(bases):
        by_host[origin.url.host] = (*by_host.get(origin.url.host, ()), origin)
    return bases, by_host


def _bases(services: tuple[ApiService, ...]) -> Iterator[BaseUrl]:
    for service in services:
        for text in service.base_urls:
            url = parse_url(text)
            if url is not None:
                yield BaseUrl(text, url, service)


def _origins(bases: tuple[BaseUrl, ...]) -> Iterator[Origin]:
    grouped: dict[str, list[BaseUrl]] = {}
    for base in bases:
        grouped.setdefault(base.url.origin, []).append(base)
    for group in grouped.values():
        paths: dict[tuple[str, ...], BaseUrl] = {}
        for base in sorted(group, key=_is_deployed, reverse=True):
            paths.setdefault(base_segments(base.url), base)
        yield Origin(group[0].url, paths, tuple(sorted({len(path) for path in paths}, reverse=True)))


def _endpoints(environment: Environment) -> Iterator[tuple[str, tuple[Endpoint, str]]]:
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


def find_service(hosts: Hosts, url: Url) -> tuple[BaseUrl, tuple[str, ...]] | None:
    """The longest base URL that the URL is under, at a segment boundary, and the URL's segments below it.

    A service that was never deployed is found only where no other is.
    """
    best: tuple[bool, int, BaseUrl] | None = None
    for origin in hosts.by_host.get(url.host, ()):
        if not same_origin(url, origin.url):
            continue
        for depth in origin.depths:
            base = origin.below.get(url.segments[:depth]) if depth <= len(url.segments) else None
            if base is not None:
                found = (_is_deployed(base), depth, base)
                best = found if best is None or found[:2] > best[:2] else best
    if best is None:
        return None
    rest = url.segments[best[1] :]
    return best[2], () if rest == ("",) else rest


def only_place(hosts: Hosts, target: str) -> str | None:
    """The whole URL of a target that shows no host (`/orders?all=1`), where one API service alone can be meant.

    None where several can, where none can, or where it is as well the path of an endpoint.
    """
    path = target.partition("?")[0]
    if not target.startswith("/") or target.startswith("//"):
        return None
    if any(named.partition("://")[2].partition("/")[2] == path[1:] for named in (*hosts.endpoints, *hosts.metadata)):
        return None
    places: dict[str, str] = {}
    for origin in (origin for origins in hosts.by_host.values() for origin in origins):
        url = parse_url(f"{origin.url.origin}{target}")
        found = find_service(hosts, url) if url is not None else None
        if found is not None:
            places.setdefault(found[0].service.name, f"{origin.url.origin}{target}")
    return next(iter(places.values())) if len(places) == 1 else None


def _is_deployed(base: BaseUrl) -> bool:
    return base.service.deployment != "never"


def find_scheme(hosts: Hosts, url: Url) -> str:
    """The scheme of a URL that shows none: that of a base URL or endpoint with its host and port, else https."""
    named = [origin.url for origin in hosts.by_host.get(url.host, ())]
    named += [one for one in map(parse_url, (*hosts.endpoints, *hosts.metadata)) if one is not None]
    schemes = [one.scheme for one in named if one.scheme is not None and same_origin(url, one)]
    return "https" if "https" in schemes or not schemes else schemes[0]


def is_metadata(url: Url) -> bool:
    """Whether a URL looks like published metadata, whoever publishes it."""
    return any(name in url.path for name in WELL_KNOWN)
