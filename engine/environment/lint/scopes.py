"""Scopes that nobody knows, that nobody grants, or that two have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from engine.environment.lint.found import Found, warning
from engine.environment.lint.sources import is_managed
from engine.environment.positions import Path
from engine.environment.problems import nearest, quoted

if TYPE_CHECKING:
    from engine.environment.model import ApiService, AuthorizationServer, Environment

OPENID = frozenset({"openid", "profile", "email", "address", "phone", "offline_access"})
"""Granted by default, so that nobody has to define them (OpenID Connect Core 1.0 sections 5.4 and 11)."""
VENDORS = ("p1:", "okta.")
"""How scopes of the identity products' own APIs begin; no environment file lists them."""
Place = tuple[Path, str]


def servers_of(environment: Environment, service: ApiService) -> tuple[AuthorizationServer, ...]:
    """The authorization servers that issue tokens for a service, as far as issuer and audience say."""
    audiences = environment.audiences_of(service)
    return tuple(
        server
        for server in environment.authorization_servers
        if server.issuer in service.issuer_names
        and (server.audience is None or not audiences or server.audience in audiences)
    )


def known_scopes(environment: Environment, service: ApiService) -> frozenset[str] | None:
    """Every scope that a token for this service can have; None where the file does not say."""
    resource = environment.resource_by_name.get(service.resource or "")
    servers = servers_of(environment, service)
    own = frozenset(resource.scopes) if resource else frozenset()
    listed = [server.scopes for server in servers if server.scopes is not None]
    if not own and (not listed or len(listed) < len(servers)):
        return None
    return own.union(OPENID, *listed)


def all_scopes(environment: Environment) -> frozenset[str] | None:
    """Every scope of every resource and server; None where one does not say, or where there is none."""
    servers = environment.authorization_servers
    lists = [server.scopes for server in servers] + [one.scopes or None for one in environment.resources]
    if not lists or None in lists:
        return None
    return OPENID.union(*(scopes for scopes in lists if scopes))


def granted_scopes(servers: Iterable[AuthorizationServer]) -> frozenset[str] | None:
    """What the access rules of servers grant; None where they grant any scope, or a server has no policies."""
    granted: set[str] = set(OPENID)
    for server in servers:
        if not server.policies:
            return None
        for policy in server.policies:
            for rule in policy.rules if policy.status == "active" else ():
                if rule.status == "active" and rule.scopes is None:
                    return None
                granted.update(rule.scopes or () if rule.status == "active" else ())
    return frozenset(granted)


def check_required(environment: Environment) -> Iterator[Found]:
    """Scopes that operations want: unknown to the servers of the service, or in none of their access rules."""
    for at, service in enumerate(environment.api_services):
        known = known_scopes(environment, service)
        if known is None and is_managed(environment, service):
            known = all_scopes(environment)
        servers = servers_of(environment, service)
        granted = granted_scopes(servers) if servers else None
        for path, scope in _required(service, ("api_services", at, "operations")):
            if known is not None and scope not in known:
                summary = f"no server and no resource of {quoted(service.name)} has the scope {quoted(scope)}"
                yield warning("scopes.unknown", path, summary, _meant(scope, known - OPENID))
            elif granted is not None and scope not in granted:
                summary = f"no access rule grants the scope {quoted(scope)}, so no token has it"
                fix = f"add {quoted(scope)} to the `scopes` of a rule under {_named(servers)}"
                yield warning("operations.scope_not_granted", path, summary, fix)


def _required(service: ApiService, path: Path) -> Iterator[Place]:
    for at, operation in enumerate(service.operations):
        for key in ("any", "all") if operation.scopes else ():
            for place, scope in enumerate(getattr(operation.scopes, key) or ()):
                yield (*path, at, "scopes", key, place), scope


def _meant(scope: str, known: Iterable[str]) -> str:
    near = nearest(scope, known)
    return (
        f"write {quoted(near)}, or add the scope to the server"
        if near
        else "add the scope to the server, or leave it out"
    )


def _named(servers: Iterable[AuthorizationServer]) -> str:
    return " or ".join(quoted(server.name) for server in servers)


def check_asked(environment: Environment) -> Iterator[Found]:
    """Scopes that clients may ask for and no server has, and scopes of access rules that their server has not."""
    known = all_scopes(environment)
    for at, client in enumerate(environment.clients) if known is not None else ():
        for place, scope in enumerate(client.scopes or ()):
            if known is not None and scope not in known and not scope.startswith(VENDORS):
                summary = f"{quoted(client.id)} may ask for {quoted(scope)}, which no server and no resource has"
                yield warning(
                    "scopes.unknown", ("clients", at, "scopes", place), summary, _meant(scope, known - OPENID)
                )
    for at, server in enumerate(environment.authorization_servers):
        own = OPENID.union(server.scopes or ())
        for path, scope in _of_server(server, ("authorization_servers", at)) if server.scopes is not None else ():
            if scope not in own:
                summary = f"{quoted(server.name)} has no scope {quoted(scope)}"
                yield warning("scopes.unknown", path, summary, _meant(scope, own - OPENID))


def _of_server(server: AuthorizationServer, path: Path) -> Iterator[Place]:
    for place, scope in enumerate(server.default_scopes or ()):
        yield (*path, "default_scopes", place), scope
    for at, policy in enumerate(server.policies):
        for order, rule in enumerate(policy.rules):
            for place, scope in enumerate(rule.scopes or ()):
                yield (*path, "policies", at, "rules", order, "scopes", place), scope


def check_twice(environment: Environment) -> Iterator[Found]:
    """Scopes that one server has twice, in its own list or in two resources of its issuer."""
    for at, server in enumerate(environment.authorization_servers):
        places = (
            ((("authorization_servers", at, "scopes", place)), scope) for place, scope in enumerate(server.scopes or ())
        )
        yield from _twice(places, quoted(server.name))
    by_issuer: dict[str | None, list[Place]] = {}
    for at, resource in enumerate(environment.resources):
        places = ((("resources", at, "scopes", place), scope) for place, scope in enumerate(resource.scopes))
        by_issuer.setdefault(resource.issuer, []).extend(places)
    for issuer, found in by_issuer.items():
        yield from _twice(found, f"issuer {quoted(issuer)}" if issuer else "one issuer")


def _twice(places: Iterable[Place], server: str) -> Iterator[Found]:
    first: dict[str, Path] = {}
    for path, scope in places:
        earlier = first.setdefault(scope, path)
        if earlier != path:
            summary = f"the scope {quoted(scope)} stands twice among those of {server}, where each is unique"
            fix = "leave one out, or name scopes of different resources differently"
            yield warning("scopes.twice", path, summary, fix, earlier)
