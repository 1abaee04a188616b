"""Where a request goes: its place, its path below a base URL, the operation (design, section 4, *URLs*)."""

from __future__ import annotations

from ipaddress import ip_address, ip_network
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.oracle.evaluator.sent import Sent, Tables

DEFAULT_PORTS = {"http": 80, "https": 443}


class Place(NamedTuple):
    """Scheme, host and port of a URL, normalised."""

    scheme: str
    host: str
    port: int


class Matched(NamedTuple):
    """The operation that a path matches, and what stands at its `{names}`."""

    operation: Tables
    parameters: dict[str, str]


def place_of(url: str) -> Place:
    """The place of an absolute URL."""
    parts = urlsplit(url)
    return Place(
        parts.scheme.lower(), (parts.hostname or "").lower(), parts.port or DEFAULT_PORTS[parts.scheme.lower()]
    )


def place_sent(sent: Sent, environment: Tables) -> Place:
    """The place of a request; where no scheme is shown, that of the base URL with its host and port, else https."""
    if sent.scheme is not None:
        return place_of(f"{sent.scheme}://{sent.authority}")
    parts = urlsplit(f"//{sent.authority}")
    for base in base_urls(environment):
        there = place_of(base)
        if there.host == (parts.hostname or "").lower() and there.port == (parts.port or DEFAULT_PORTS[there.scheme]):
            return there
    return place_of(f"https://{sent.authority}")


def base_urls(environment: Tables) -> list[str]:
    return [base for service in environment.get("api_services", []) for base in service["base_urls"]]


def known_hosts(environment: Tables) -> set[str]:
    """The hosts that the environment speaks for."""
    urls = [*base_urls(environment), *(issuer["issuer"] for issuer in environment.get("issuers", []))]
    for server in environment.get("authorization_servers", []):
        urls += [value for key, value in server.items() if key.endswith("_endpoint")]
    return {place_of(url).host for url in urls}


def path_segments(path: str) -> list[str]:
    """The decoded segments of a path, its dot segments resolved."""
    return [unquote(segment) for segment in resolved(path)]


def resolved(path: str) -> list[str]:
    """The segments of a path as written, its dot segments resolved (RFC 3986, section 5.2.4)."""
    kept: list[str] = []
    raw = path.split("/")[1:]
    for number, segment in enumerate(raw, 1):
        plain = segment.lower().replace("%2e", ".")
        if plain == "..":
            kept = kept[:-1]
        if plain not in (".", ".."):
            kept.append(segment)
        elif number == len(raw):
            kept.append("")
    return kept


def below(base: str, place: Place, segments: list[str]) -> list[str] | None:
    """The segments below a base URL; None where the URL is not under it. The base itself is the empty list."""
    if place_of(base) != place:
        return None
    start = [segment for segment in path_segments(urlsplit(base).path) if segment]
    if segments[: len(start)] != start:
        return None
    rest = segments[len(start) :]
    return [] if rest == [""] else rest


def find_service(
    environment: Tables, place: Place, segments: list[str], *, deployed: bool = True
) -> tuple[Tables, list[str]] | None:
    """The API service with the longest base URL that fits, and the segments below it; of those deployed, or not."""
    found: list[tuple[int, Tables, list[str]]] = []
    for service in environment.get("api_services", []):
        if (service.get("deployment") != "never") != deployed:
            continue
        for base in service["base_urls"]:
            rest = below(base, place, segments)
            if rest is not None:
                found.append((len(path_segments(urlsplit(base).path)), service, rest))
    if not found:
        return None
    _, service, rest = max(found, key=lambda one: one[0])
    return service, rest


def find_operation(service: Tables, method: str, rest: list[str]) -> Matched | None:
    """The operation of a path below the base URL: exact before parameter, then the longest literal beginning."""
    found: list[tuple[bool, int, Matched]] = []
    for operation in service.get("operations", []):
        if method not in operation.get("methods", [method]):
            continue
        for pattern in operation["paths"]:
            wanted = pattern_segments(pattern)
            parameters = fit(wanted, rest)
            if parameters is not None:
                literal = next((at for at, one in enumerate(wanted) if is_wild(one)), None)
                found.append((literal is not None, -(literal or 0), Matched(operation, parameters)))
    return min(found, key=lambda one: one[:2])[2] if found else None


def pattern_segments(pattern: str) -> list[str]:
    return [] if pattern in ("", "/") else pattern.split("/")[1:]


def is_wild(segment: str) -> bool:
    return segment in ("*", "**") or segment.startswith("{")


def fit(wanted: list[str], rest: list[str]) -> dict[str, str] | None:
    """What the path has at the pattern's names; None where it does not fit."""
    if wanted and wanted[-1] == "**":
        wanted, rest = wanted[:-1], rest[: len(wanted) - 1]
    if len(wanted) != len(rest):
        return None
    parameters: dict[str, str] = {}
    for pattern, segment in zip(wanted, rest, strict=True):
        if not is_wild(pattern):
            if pattern != segment:
                return None
        elif not segment:
            return None
        elif pattern.startswith("{"):
            parameters[pattern[1:-1]] = segment
    return parameters


def parameters_of(target: str) -> list[tuple[str, str]]:
    """Names and values of a query, in order."""
    return parse_qsl(urlsplit(target).query, keep_blank_values=True)


def gateways_of(environment: Tables, service: Tables) -> list[Tables]:
    """The gateways in use before an API service: those that it names, else all."""
    names = service.get("gateways")
    gateways = [one for one in environment.get("gateways", []) if one.get("enabled", True)]
    return [one for one in gateways if not names or one["name"] in names]


def source_address(sent: Sent, environment: Tables, service: Tables) -> str | None:
    """The address that a request counts as coming from: the last hop that no trusted proxy is."""
    trusted = [network for one in gateways_of(environment, service) for network in one.get("trusted_proxies", [])]
    hops = [hop.strip() for value in sent.values("x-forwarded-for") for hop in value.split(",")]
    address = sent.source_ip
    while address is not None and hops and any(ip_address(address) in ip_network(one) for one in trusted):
        address = hops.pop()
    return address


def named(tables: list[Any], name: str | None) -> Tables | None:
    """The table of this name."""
    return next((table for table in tables if table["name"] == name), None)
