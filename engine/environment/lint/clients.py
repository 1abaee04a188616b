"""Clients that get no token, or one that opens nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from engine.environment.lint.found import Found, note, warning
from engine.environment.lint.people import members_of
from engine.environment.lint.reach import ALL, ALONE, asked_rules, gets_tokens, is_for_everyone, names_client
from engine.environment.lint.scopes import OPENID, servers_of
from engine.environment.positions import Path
from engine.environment.problems import quoted

if TYPE_CHECKING:
    from engine.environment.model import AccessPolicy, AccessRule, ApiService, AuthorizationServer, Client, Environment


class Offer(NamedTuple):
    """A rule that may give a client a token."""

    server: AuthorizationServer
    policy: AccessPolicy
    rule: AccessRule


def check_tokens(environment: Environment) -> Iterator[Found]:
    """Clients to which no rule of any server gives a token: a note where the rules of a server are not in the file."""
    servers = environment.authorization_servers
    if not any(server.policies for server in servers):
        return
    say = warning if all(server.policies for server in servers) else note
    offers = [
        Offer(server, asked.policy, asked.rule)
        for at, server in enumerate(servers)
        for asked in asked_rules(server, at)
    ]
    for at, client in enumerate(environment.clients):
        key, summary, fix = _obstacle(environment, client, offers) if gets_tokens(client) else ("", "", "")
        if key:
            yield say("clients.no_token", ("clients", at, key), f"{quoted(client.id)} can get no token: {summary}", fix)


def _obstacle(environment: Environment, client: Client, offers: list[Offer]) -> tuple[str, str, str]:
    """The first thing that keeps a client from every rule: the key at fault, what is wrong, what helps."""
    offers = [offer for offer in offers if names_client(offer.policy, client)]
    if not offers:
        return "id", "no active access policy is for it", "add its id to the `clients` of a policy"
    granted = [offer for offer in offers if _grants(client, offer)]
    if not granted:
        return "grant_types", "no rule that is for it has one of its grant types", "a grant type that a rule has"
    manned = [offer for offer in granted if _has_user(environment, client, offer)]
    if not manned:
        key = "groups" if client.groups else "users"
        if not client.users and not client.groups:
            return key, "no user is assigned to it", "name `users` or `groups` that may use it"
        return key, "no rule is for the users that are assigned to it", "assign a user or group that a rule names"
    if not any(_scopes_fit(client, offer) for offer in manned):
        return "scopes", "no rule grants one of the scopes that it may ask for", "a scope that a rule grants"
    return "", "", ""


def _grants(client: Client, offer: Offer) -> frozenset[str]:
    """The grants in which a client can use a rule."""
    grants = frozenset(offer.rule.grant_types)
    for allowed in (client.grant_types, offer.server.grant_types):
        grants = grants if allowed is None else grants.intersection(allowed)
    return grants


def _has_user(environment: Environment, client: Client, offer: Offer) -> bool:
    if ALONE in _grants(client, offer):
        return True
    if not client.users and not client.groups:
        return False
    if is_for_everyone(offer.rule) or not environment.users_complete:
        return True
    assigned = {*client.users, *members_of(environment, client.groups)}
    meant = {*(offer.rule.users or ()), *members_of(environment, offer.rule.groups or ())}
    return not assigned.isdisjoint(meant)


def _scopes_fit(client: Client, offer: Offer) -> bool:
    if client.scopes is None or offer.rule.scopes is None:
        return True
    return not OPENID.union(offer.rule.scopes).isdisjoint(client.scopes)


def check_scopes(environment: Environment) -> Iterator[Found]:
    """Clients who may ask for no scope of a service that an access policy names them for, or of any service at all."""
    wanted = [
        (service.name, scopes, _named_for(environment, service))
        for service in environment.api_services
        if (scopes := wanted_scopes(environment, service))
    ]
    for at, client in enumerate(environment.clients):
        if client.scopes is None or not gets_tokens(client):
            continue
        path: Path = ("clients", at, "scopes")
        lacking = [row for row in wanted if row[1].isdisjoint(client.scopes)]
        meant = [row for row in lacking if client.id in row[2]]
        for service, scopes, _ in meant:
            listed = ", ".join(map(quoted, sorted(scopes)[:3]))
            summary = f"{quoted(client.id)} may ask for no scope of {quoted(service)}, whose scopes are {listed}"
            fix = "add one of them to its `scopes`; asking for it also puts the audience of the service into the token"
            yield warning("clients.scope_missing", path, summary, fix)
        if wanted and len(lacking) == len(wanted) and not meant:
            summary = f"{quoted(client.id)} may ask for no scope of any API service here"
            yield note(
                "clients.scope_missing", path, summary, "add a scope of each service that it calls to its `scopes`"
            )


def wanted_scopes(environment: Environment, service: ApiService) -> frozenset[str]:
    """The scopes of a service: those of its resource, and those that its operations want."""
    resource = environment.resource_by_name.get(service.resource or "")
    rules = [operation.scopes for operation in service.operations if operation.scopes]
    return frozenset(resource.scopes if resource else ()).union(
        *((*(rule.any or ()), *(rule.all or ())) for rule in rules)
    )


def _named_for(environment: Environment, service: ApiService) -> frozenset[str]:
    """The ids of the clients that a server for this very service names; a policy for all names none."""
    servers = [server for server in servers_of(environment, service) if server.audience is not None]
    policies = [policy for server in servers for policy in server.policies if ALL not in policy.clients]
    return frozenset(name for policy in policies for name in policy.clients)
