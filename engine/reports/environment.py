"""An environment in lines of text: what can be called and what it wants, and who may get which token."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from engine.environment.hiding import is_secret_attribute
from engine.redaction import BULLETS, redact_data

if TYPE_CHECKING:
    from engine.environment.model import ApiService, AuthorizationServer, Client, Environment, Issuer, Operation, User

ENDPOINTS = (
    "token_endpoint", "authorization_endpoint", "userinfo_endpoint", "introspection_endpoint", "revocation_endpoint",
    "par_endpoint", "device_authorization_endpoint", "registration_endpoint",
)  # fmt: skip
MOST_USERS = 50
"""Users that are listed; of the rest it is said how many there are."""


def environment_rows(environment: Environment) -> Iterator[str]:
    """The lines, a blank one before each part; values as they are in the file."""
    yield f"{environment.name}  ({environment.semantics})"
    for service in environment.api_services:
        yield ""
        yield from _service(environment, service)
    parts = (
        ("issuers", map(_issuer, environment.issuers)),
        ("gateways", (_row(one.name, one.kind, "" if one.enabled else "disabled") for one in environment.gateways)),
        (
            "resources",
            (_row(one.name, f"audience {one.audience}", _named("scopes", one.scopes)) for one in environment.resources),
        ),
        ("policies", (_row(one.name, one.combine, _named("children", one.children)) for one in environment.policies)),
        ("authorization servers", (row for one in environment.authorization_servers for row in _server(one))),
        ("clients", (row for one in environment.clients for row in _client(one))),
        ("users", _users(environment.users)),
    )
    for title, rows in parts:
        listed = list(rows)
        if listed:
            yield from ("", title, *(f"  {row}" for row in listed))


def _row(*parts: str) -> str:
    return "  ".join(filter(None, parts))


def _named(label: str, values: tuple[str, ...] | None) -> str:
    return f"{label} {', '.join(values)}" if values else ""


def _service(environment: Environment, service: ApiService) -> Iterator[str]:
    state = "" if service.deployment == "deployed" else f"({service.deployment})"
    yield _row(f"API service {service.name}", state)
    yield from (f"  {url}" for url in service.base_urls)
    yield f"  {_row(_named('tokens of', service.issuer_names), _named('audience', environment.audiences_of(service)))}"
    policies = [_named("policy", (service.policy,) if service.policy else None)]
    policies.append(_named("response policy", (service.response_policy,) if service.response_policy else None))
    if any(policies):
        yield f"  {_row(*policies)}"
    for operation in service.operations:
        methods = ", ".join(operation.methods or ("every method",))
        yield f"  {methods} {', '.join(path or '/' for path in operation.paths)}  {operation.name}"
        wants = _wants(operation)
        if wants:
            yield f"    {wants}"


def _wants(operation: Operation) -> str:
    """What a call must have, in the order in which it is judged."""
    rule = operation.scopes
    scopes = ""
    if rule is not None:
        scopes = f"{'all' if rule.all else 'any'} of the scopes {', '.join(rule.all or rule.any or ())}"
    return _row(
        "" if operation.token == "required" else f"token {operation.token}", scopes,
        _named("group", operation.groups), _named("from", operation.networks),
        *(f"user.{name} {' or '.join(_wanted(name, values))}" for name, values in operation.user.items()),
        "delegated by a user" if operation.delegated else "", f"policy {operation.policy}" if operation.policy else "",
        f"response policy {operation.response_policy}" if operation.response_policy else "",
    )  # fmt: skip


def _issuer(issuer: Issuer) -> str:
    keys = "no keys" if issuer.jwks is None else issuer.jwks if isinstance(issuer.jwks, str) else "keys in the file"
    return _row(issuer.name, issuer.kind, issuer.issuer, keys, _named("signed with", issuer.algorithms))


def _server(server: AuthorizationServer) -> Iterator[str]:
    yield _row(
        server.name, f"issuer {server.issuer}", _named("audience", (server.audience,) if server.audience else None)
    )
    grants = _named("grants", server.grant_types)
    scopes = _row(_named("scopes", server.scopes), _named("default scopes", server.default_scopes))
    endpoints = (f"{name.replace('_', ' ')} {url}" for name in ENDPOINTS if (url := getattr(server, name)))
    yield from (f"  {row}" for row in (grants, scopes, *endpoints) if row)
    for policy in sorted(server.policies, key=lambda one: one.priority):
        yield f"  {_row(f'{policy.priority}. {policy.name}', _named('clients', policy.clients), _state(policy.status))}"
        for rule in sorted(policy.rules, key=lambda one: one.priority):
            lifetime = rule.access_token_lifetime_seconds
            yield "    " + _row(
                f"{rule.priority}. {rule.name}", ", ".join(rule.grant_types), _named("users", rule.users),
                _named("groups", rule.groups), _named("scopes", rule.scopes),
                f"for {lifetime} s" if lifetime is not None else "", _state(rule.status),
            )  # fmt: skip


def _client(client: Client) -> Iterator[str]:
    yield _row(
        client.id, client.name or "", client.authentication or "", _named("grants", client.grant_types),
        _named("scopes", client.scopes), _state(client.status), "" if client.protocol == "oidc" else client.protocol,
    )  # fmt: skip
    assigned = _row(_named("groups", client.groups), _named("users", client.users))
    yield from (f"  {row}" for row in (assigned, _named("redirect URIs", client.redirect_uris)) if row)


def _wanted(attribute: str, values: Iterable[object]) -> Iterator[str]:
    return (BULLETS if is_secret_attribute(f"user.{attribute}", value) else str(value) for value in values)


def _users(users: tuple[User, ...]) -> Iterator[str]:
    for user in users[:MOST_USERS]:
        yield _row(user.id, user.name or "", _named("groups", user.groups), _state(user.status))
        if user.attributes:
            yield "  " + _row(*(f"{name} {_shown(value)}" for name, value in redact_data(user.attributes).items()))
    if len(users) > MOST_USERS:
        yield f"and {len(users) - MOST_USERS} more"


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _state(status: str) -> str:
    return "" if status == "active" else f"({status})"
