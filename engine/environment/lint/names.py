"""Names on PingOne: API services and resources share one set of names, and scopes are named after the service."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from engine.environment.lint.found import Found, error, note
from engine.environment.lint.sources import is_managed
from engine.environment.problems import quoted

if TYPE_CHECKING:
    from engine.environment.model import Environment

ENDS = (":", ".", "-", "_", "/")
"""What may follow the service's name in a scope."""


def check_names(environment: Environment) -> Iterator[Found]:
    """A service named like a resource that is not its own, and a managed service without a resource."""
    places = {resource.name: at for at, resource in enumerate(environment.resources)}
    for at, service in enumerate(environment.api_services):
        if service.name in places and service.resource != service.name:
            summary = f"an API service and a resource that is not its own are both named {quoted(service.name)}"
            fix = f'rename one, or write `resource = "{service.name}"` in the API service if the resource is its own'
            here, there = ("api_services", at, "name"), ("resources", places[service.name], "name")
            yield error("api_services.name_taken", here, summary, fix, there)
        elif service.resource is None and is_managed(environment, service):
            summary = f"{quoted(service.name)} names no resource: PingOne makes one of the same name for it"
            fix = f"add the resource as `[[resources]]`, named {quoted(service.name)}, with its audience and scopes"
            yield note("api_services.resource_made", ("api_services", at, "resource"), summary, fix)


def check_scope_names(environment: Environment) -> Iterator[Found]:
    """Scopes that are not named after the service whose resource they belong to: one note a resource."""
    services: dict[str, list[str]] = {}
    for service in environment.api_services:
        if service.resource is not None:
            services.setdefault(service.resource, []).append(slug(service.name))
    for at, resource in enumerate(environment.resources):
        names = services.get(resource.name, [])
        odd = [place for place, scope in enumerate(resource.scopes) if not any(_follows(scope, name) for name in names)]
        if names and odd:
            listed = ", ".join(quoted(resource.scopes[place]) for place in odd[:3])
            more = f" and {len(odd) - 3} more" if len(odd) > 3 else ""
            summary = f"{listed}{more}: not named after the API service, in lower case and with hyphens"
            fix = f"name scopes {quoted(names[0])}, or {quoted(f'{names[0]}:read')} and so on"
            yield note("resources.scope_name", ("resources", at, "scopes", odd[0]), summary, fix)


def slug(name: str) -> str:
    """A service's name as its scope is to be called: lower case, hyphens for spaces."""
    return "-".join(name.lower().split())


def _follows(scope: str, name: str) -> bool:
    return scope == name or scope.startswith(tuple(f"{name}{end}" for end in ENDS))
