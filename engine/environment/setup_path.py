"""The way from nothing to a protected API service on PingOne, and how far each service of a file has come (seed 002).

The steps differ by who issues the access tokens. What an environment file cannot show, such as whether the kit in the
gateway works, is not visible here: never done, never missing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from msgspec import Struct

from engine.environment.lint.deployment import state_of
from engine.environment.lint.found import shown
from engine.environment.lint.sources import is_managed, policies_of
from engine.environment.problems import quoted
from knowledge.patterns import lazy_regex

if TYPE_CHECKING:
    from engine.environment.model import ApiService, Environment

ELSEWHERE = lazy_regex(
    r"https://([^/]+\.(okta|oktapreview|okta-emea|auth0)\.com(/|$)|[^/]+/oauth2/[^/]+$|accounts\.google\.com$"
    r"|login\.microsoftonline\.com/|sts\.windows\.net/|[^/]+/(.+/)?realms/)"
)
"""Issuers of Okta, Auth0, Google, Entra ID and Keycloak."""
State = Literal["done", "not_done", "not_visible"]


class Seen(NamedTuple):
    """What there is to judge a step by; `deployed` is the copy that was deployed, where one is known."""

    environment: Environment
    service: ApiService
    deployed: Environment | None


Judge = Callable[[Seen], tuple[State, str]]


class SetupStep(Struct, frozen=True):
    """One step: what is to be done, how far it is, and by what one sees that."""

    step: str
    state: State
    summary: str


class SetupPath(Struct, frozen=True):
    """The steps of one API service in order. `leads` is the first that is not done; None where none is missing."""

    api_service: str
    source: Literal["managed", "external"]
    steps: tuple[SetupStep, ...]

    @property
    def leads(self) -> SetupStep | None:
        return next((step for step in self.steps if step.state == "not_done"), None)

    def to_dict(self) -> dict[str, Any]:
        """The path as JSON data."""
        steps = [{"step": one.step, "state": one.state, "summary": one.summary} for one in self.steps]
        return {
            "api_service": self.api_service,
            "source": self.source,
            "leads": self.leads.step if self.leads else None,
            "steps": steps,
        }


def setup_paths(environment: Environment, deployed: Environment | None = None) -> tuple[SetupPath, ...]:
    """The path of each API service; none where the environment is not one of PingOne."""
    services = environment.api_services if environment.semantics == "pingone" else ()
    return tuple(_path(Seen(environment, service, deployed)) for service in services)


def is_elsewhere(environment: Environment, service: str) -> bool:
    """Whether every issuer of an API service is plainly another vendor's, so that nothing of it is made on PingOne."""
    found = next(one for one in environment.api_services if one.name == service)
    issuers = [environment.issuer_by_name[name] for name in found.issuer_names if name in environment.issuer_by_name]
    return bool(issuers) and all(ELSEWHERE.match(one.issuer) for one in issuers)


def _path(seen: Seen) -> SetupPath:
    managed = is_managed(seen.environment, seen.service)
    steps = MANAGED if managed else EXTERNAL
    found = []
    for step, judge in steps:
        state, summary = judge(seen)
        found.append(SetupStep(step, state, shown(summary)))
    return SetupPath(seen.service.name, "managed" if managed else "external", tuple(found))


def _defined(seen: Seen) -> tuple[State, str]:
    service = seen.service
    count = len(service.base_urls)
    return "done", f"{quoted(service.base_urls[0])}" + (f" and {count - 1} more" if count > 1 else "")


def _resource(seen: Seen) -> tuple[State, str]:
    environment, service = seen.environment, seen.service
    resource = environment.resource_by_name.get(service.resource or "")
    if resource is None:
        return "not_visible", f"PingOne makes one named {quoted(service.name)}; its scopes are not in the file"
    if not resource.scopes:
        return "not_done", f"add a scope to the resource {quoted(resource.name)}"
    return "done", f"{quoted(resource.name)} with {', '.join(map(quoted, resource.scopes[:3]))}"


def _gateway(seen: Seen) -> tuple[State, str]:
    environment, service = seen.environment, seen.service
    known = {gateway.name: gateway for gateway in environment.gateways}
    named = [known[name] for name in service.gateways if name in known]
    enabled = [gateway.name for gateway in named if gateway.enabled]
    if enabled:
        return "done", ", ".join(map(quoted, enabled))
    if named:
        return "not_done", f"enable {quoted(named[0].name)}, or name another gateway"
    if known:
        return "not_done", f"name one of the `gateways`, such as {quoted(next(iter(known)))}"
    return "not_done", "add a `[[gateways]]` and name it in the service's `gateways`"


def _rules(seen: Seen) -> tuple[State, str]:
    service = seen.service
    ruled = [operation for operation in service.operations if operation.has_rules]
    named = list(dict.fromkeys(policies_of(service))) if service.custom_policies is not False else []
    if ruled or named:
        parts = [f"rules of {len(ruled)} of {len(service.operations)} operations"] if ruled else []
        return "done", ", ".join([*parts, *map(quoted, named)])
    if not service.operations:
        return "not_done", "define operations with access rules, or name a `policy`"
    return "not_done", "give the operations access rules, such as `scopes`, or name a `policy`"


def _custom(seen: Seen) -> tuple[State, str]:
    service = seen.service
    named = list(dict.fromkeys(policies_of(service)))
    if service.custom_policies is False:
        return "not_done", "leave `custom_policies` out, and name a `policy`"
    if not named:
        return "not_done", "name a `policy` for the service or its operations"
    return "done", ", ".join(map(quoted, named))


def _deployed(seen: Seen) -> tuple[State, str]:
    state = state_of(seen.environment, seen.service, seen.deployed)
    if state == "deployed":
        return "done", "as the file says" if seen.deployed is None else "as it stands in the file"
    return "not_done", "deploy the API service: " + ("it never was" if state == "never" else "it has changed since")


def _application(seen: Seen) -> tuple[State, str]:
    """An application that may ask for a scope of the service's resource."""
    environment, service = seen.environment, seen.service
    resource = environment.resource_by_name.get(service.resource or "")
    clients = [client for client in environment.clients if client.status == "active" and client.protocol == "oidc"]
    if not environment.clients:
        return "not_visible", "the file lists no `[[clients]]`"
    if resource is None or not resource.scopes:
        return "not_visible", "there is no scope to ask for yet"
    fitting = [client.id for client in clients if not set(resource.scopes).isdisjoint(client.scopes or ())]
    if fitting:
        return "done", ", ".join(map(quoted, fitting[:3])) + (
            f" and {len(fitting) - 3} more" if len(fitting) > 3 else ""
        )
    if any(client.scopes is None for client in clients):
        return "not_visible", "the file does not say which scopes its clients may ask for"
    return "not_done", f"let an application ask for {quoted(resource.scopes[0])}"


def _client_there(seen: Seen) -> tuple[State, str]:
    return "not_visible", "it is made at the issuer; look there for the client that calls"


def _server(seen: Seen) -> tuple[State, str]:
    """Issuer, keys and audience: the three facts that PingOne asks for."""
    environment, service = seen.environment, seen.service
    names = [name for name in service.issuer_names if name in environment.issuer_by_name]
    missing = [
        f"the `jwks` of {quoted(name)}"
        for name in names
        if not environment.issuer_by_name[name].jwks and not environment.issuer_by_name[name].introspection_url
    ]
    missing += [] if environment.audiences_of(service) else [f"the `audience` of {quoted(service.name)}"]
    if missing:
        return "not_done", f"add {' and '.join(missing)}"
    return "done", ", ".join(quoted(environment.issuer_by_name[name].issuer) for name in names)


def _unseen(summary: str) -> Judge:
    return lambda seen: ("not_visible", summary)


KIT = _unseen("it stands in the gateway; a 502 and warnings in its error log say that it does not work")
CALL = _unseen("`apiwhy diagnose` says what a captured call met")
VALIDATED = _unseen("look at the recent decisions and at Monitoring > Audit")

MANAGED: tuple[tuple[str, Judge], ...] = (
    ("define the API service", _defined),
    ("give it a resource with a scope", _resource),
    ("add an API gateway", _gateway),
    ("configure the integration kit", KIT),
    ("develop access control rules or policies", _rules),
    ("deploy the API service", _deployed),
    ("add an application that may ask for its scope", _application),
    ("make a request through the gateway", CALL),
    ("examine recent decisions and the audit log", VALIDATED),
)
"""The steps where PingOne issues the tokens (seeds 002 and 004)."""

EXTERNAL: tuple[tuple[str, Judge], ...] = (
    ("create an OAuth client where tokens are issued", _client_there),
    ("add the external OAuth server", _server),
    ("define the API service", _defined),
    ("add an API gateway", _gateway),
    ("configure the integration kit", KIT),
    ("develop custom policies", _custom),
    ("deploy the API service", _deployed),
    ("make a request through the gateway", CALL),
    ("examine recent decisions and the audit log", VALIDATED),
)
"""The steps where an external OAuth server issues them (seed 002)."""
