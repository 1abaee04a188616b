"""The file against what is deployed: what was never deployed, what has changed since, and what cannot change."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from engine.environment.lint.found import Found, error, warning
from engine.environment.lint.sources import has_custom_policies, kinds_of, policies_of
from engine.environment.positions import Path
from engine.environment.problems import quoted

if TYPE_CHECKING:
    from engine.environment.model import ApiService, Environment

SERVICE_FIELDS = ("base_urls", "audience", "gateways", "custom_policies", "operations", "policy", "response_policy")
DEPLOY = "deploy the API service: until then calls are judged by what was deployed before"


def state_of(environment: Environment, service: ApiService, deployed: Environment | None) -> str:
    """`deployed`, `changed` or `never`: by the deployed copy where there is one, else as the file says."""
    if deployed is None:
        return service.deployment
    copy = next((one for one in deployed.api_services if one.name == service.name), None)
    if copy is None:
        return "never"
    return "deployed" if content_of(environment, service) == content_of(deployed, copy) else "changed"


def check_deployment(environment: Environment, deployed: Environment | None) -> Iterator[Found]:
    """Services that are not deployed as they stand."""
    for at, service in enumerate(environment.api_services):
        path: Path = ("api_services", at, "deployment")
        state = state_of(environment, service, deployed)
        yield from _state(service, path, state)
        if service.deployment not in ("deployed", state):
            summary = (
                f"`deployment` says {quoted(service.deployment)}, the deployed copy says {quoted(state)}, which counts"
            )
            yield warning("api_services.deployment_contradicted", path, summary, f'leave it out, or write "{state}"')


def _state(service: ApiService, path: Path, state: str) -> Iterator[Found]:
    if state == "never":
        summary = f"{quoted(service.name)} was never deployed, so its base URLs are not known and its calls are refused"
        yield warning("api_services.never_deployed", path, summary, "deploy the API service")
    elif state == "changed":
        summary = f"{quoted(service.name)} has changed since it was deployed"
        yield warning("api_services.changes_not_deployed", path, summary, DEPLOY)


def content_of(environment: Environment, service: ApiService) -> tuple[Any, ...]:
    """Everything that a deployment of this service fixes: the service, its issuers and resource, its policies."""
    issuers = tuple(environment.issuer_by_name.get(name) for name in service.issuer_names)
    resource = environment.resource_by_name.get(service.resource or "")
    policies = _policies(environment, service)
    named = {name for policy in policies for table in (policy, *policy.rules) for name in table.statements}
    statements = [statement for statement in environment.statements if statement.name in named]
    return (*(getattr(service, field) for field in SERVICE_FIELDS), issuers, resource, policies, statements)


def _policies(environment: Environment, service: ApiService) -> list[Any]:
    """The policies of a service with all below them, by name."""
    found: dict[str, Any] = {}
    waiting = list(policies_of(service))
    while waiting:
        name = waiting.pop()
        policy = environment.policy_by_name.get(name)
        if policy is not None and name not in found:
            found[name] = policy
            waiting.extend(policy.children)
    return [found[name] for name in sorted(found)]


FIXED = frozenset({"api_services.source_fixed", "api_services.custom_policies_fixed"})
"""What is wrong with a file that cannot be deployed over its copy."""


def check_fixed(environment: Environment, deployed: Environment | None) -> Iterator[Found]:
    """What PingOne fixes when a service is saved, and what it does not let go of."""
    copies = {service.name: service for service in deployed.api_services} if deployed else {}
    for at, service in enumerate(environment.api_services):
        before = copies.get(service.name)
        if before is not None and deployed is not None:
            yield from _fixed(environment, service, deployed, before, ("api_services", at))


def _fixed(
    environment: Environment, service: ApiService, deployed: Environment, before: ApiService, path: Path
) -> Iterator[Found]:
    name, fix = quoted(service.name), "leave it as it is deployed, or make a new API service"
    kinds, kinds_before = kinds_of(environment, service), kinds_of(deployed, before)
    if kinds and kinds_before and kinds != kinds_before:
        key = "issuer" if service.issuer else "issuers"
        seen = f"{' and '.join(sorted(kinds_before))} to {' and '.join(sorted(kinds))}"
        summary = f"directory and token source of {name} are fixed once it is saved, and go from {seen}"
        yield error("api_services.source_fixed", (*path, key), summary, fix)
    if has_custom_policies(environment, service) is not has_custom_policies(deployed, before):
        was = "on" if has_custom_policies(deployed, before) else "off"
        summary = f"custom policies of {name} are fixed once it is saved, and were {was}"
        yield error("api_services.custom_policies_fixed", (*path, "custom_policies"), summary, fix)
    held = before.resource
    if held in deployed.resource_by_name and held not in environment.resource_by_name:
        summary = (
            f"the resource {quoted(held or '')} is gone, which the deployed {name} holds: PingOne does not delete it"
        )
        fix = "keep the resource, or delete the API service first"
        yield error("resources.deleted_in_use", (*path, "resource"), summary, fix)
