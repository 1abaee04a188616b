"""The one resource of an authorization server, and how its URI is written (seed 001)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from engine.environment.lint.found import Found, note, warning
from engine.environment.positions import Path
from engine.environment.problems import quoted
from engine.urls import parse_url

if TYPE_CHECKING:
    from engine.environment.model import AuthorizationServer, Environment

ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s#]+")
ONE = "authorization_servers.one_resource"


def check_audiences(environment: Environment) -> Iterator[Found]:
    """Audiences of authorization servers that are no absolute URIs."""
    for at, server in enumerate(environment.authorization_servers):
        if server.audience is not None and not is_absolute(server.audience):
            summary = f"the resource URI {quoted(server.audience)} of {quoted(server.name)} is not absolute"
            fix = f"write it with its scheme, such as {quoted(f'https://{server.audience}')}, here and at the API"
            yield warning(
                "authorization_servers.audience_not_absolute", ("authorization_servers", at, "audience"), summary, fix
            )


def is_absolute(text: str) -> bool:
    """Whether a text is an absolute URI without fragment (RFC 3986 section 4.3); one of http has a host."""
    if ABSOLUTE.fullmatch(text) is None:
        return False
    return not text.lower().startswith(("http:", "https:")) or parse_url(text) is not None


def check_one_resource(environment: Environment) -> Iterator[Found]:
    """Servers that stand for two resources. PingOne's own sign-on does, by scopes: there it is a note."""
    first: dict[str, tuple[AuthorizationServer, Path]] = {}
    for at, server in enumerate(environment.authorization_servers):
        path: Path = ("authorization_servers", at, "audience")
        if server.audience is None:
            continue
        before, there = first.setdefault(server.token_endpoint or server.issuer, (server, path))
        if before.audience != server.audience:
            resources = f"{quoted(before.audience or '')} and {quoted(server.audience)}"
            summary = f"{quoted(before.name)} and {quoted(server.name)} are one server with two resources, {resources}"
            yield _one(environment, server.issuer, path, summary, there)
    yield from _resources(environment)


def _resources(environment: Environment) -> Iterator[Found]:
    """Resources, and audiences of services, that no server of their issuer stands for."""
    for at, resource in enumerate(environment.resources):
        issuers = (resource.issuer,) if resource.issuer else ()
        yield from _unserved(environment, issuers, (resource.audience,), ("resources", at, "audience"))
    for at, service in enumerate(environment.api_services):
        audiences = environment.audiences_of(service) if service.audience is not None else ()
        yield from _unserved(environment, service.issuer_names, audiences, ("api_services", at, "audience"))


def _unserved(
    environment: Environment, issuers: tuple[str, ...], wanted: tuple[str, ...], path: Path
) -> Iterator[Found]:
    served = [server.audience for server in environment.authorization_servers if server.issuer in issuers]
    if served and wanted and None not in served and not set(served) & set(wanted):
        listed = ", ".join(quoted(audience) for audience in served if audience)
        summary = f"{quoted(issuers[0])} issues tokens for {listed} only, not for {quoted(wanted[0])}"
        yield _one(environment, issuers[0], path, summary)


def _one(environment: Environment, name: str | None, path: Path, summary: str, other: Path | None = None) -> Found:
    issuer = environment.issuer_by_name.get(name or "")
    chosen_by_scope = environment.semantics == "pingone" and issuer is not None and issuer.kind == "managed"
    fix = "make an authorization server of its own, with its own issuer, for each resource"
    return (note if chosen_by_scope else warning)(ONE, path, summary, fix, other)
