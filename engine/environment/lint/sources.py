"""Where tokens come from, and what follows: PingOne's own sign-on, or an external OAuth server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from engine.environment.lint.found import Found, error, note, warning
from engine.environment.positions import Path
from engine.environment.problems import quoted

if TYPE_CHECKING:
    from engine.environment.model import ApiService, Environment, Operation

RULES = ("scopes", "groups", "networks", "user", "delegated")
"""Keys of an operation that are built-in access rules."""


def kinds_of(environment: Environment, service: ApiService) -> frozenset[str]:
    """`managed`, `external` or both, as the service's issuers are; empty where none of them is there."""
    known = environment.issuer_by_name
    return frozenset(known[name].kind for name in service.issuer_names if name in known)


def is_managed(environment: Environment, service: ApiService) -> bool:
    """Whether all of its tokens come from PingOne's own sign-on."""
    return kinds_of(environment, service) == {"managed"}


def has_custom_policies(environment: Environment, service: ApiService) -> bool:
    """What `custom_policies` is: as written, else true for an external issuer or where a policy is named."""
    if service.custom_policies is not None:
        return service.custom_policies
    return "external" in kinds_of(environment, service) or bool(policies_of(service))


def policies_of(service: ApiService) -> tuple[str, ...]:
    """Names of all policies that the service and its operations name."""
    tables: tuple[ApiService | Operation, ...] = (service, *service.operations)
    return tuple(name for table in tables for name in (table.policy, table.response_policy) if name)


def check_external(environment: Environment) -> Iterator[Found]:
    """What PingOne does not have for tokens of an external OAuth server: built-in rules, a resource, no policies."""
    for at, service in enumerate(environment.api_services):
        kinds = kinds_of(environment, service)
        if "external" not in kinds:
            continue
        path: Path = ("api_services", at)
        yield from _rules(service, path)
        if service.resource is not None and "managed" not in kinds:
            summary = f"{quoted(service.name)} has a resource, which PingOne attaches only where it issues the tokens"
            fix = "write the `audience` that the external issuer puts into its tokens, and leave `resource` out"
            yield error("api_services.resource_of_external", (*path, "resource"), summary, fix)
        if service.custom_policies is False:
            summary = (
                f"{quoted(service.name)} takes tokens of an external issuer, for which PingOne has custom policies only"
            )
            fix = "leave `custom_policies` out, and name the `policy` that decides"
            yield error("api_services.custom_policies_needed", (*path, "custom_policies"), summary, fix)
        elif service.policy is None and not any(operation.policy for operation in service.operations):
            summary = f"{quoted(service.name)} has an external issuer and no policy: any valid token may call it"
            fix = "name a `policy` for the service, or for each of its operations"
            yield warning("api_services.policy_missing", (*path, "policy"), summary, fix)


def _rules(service: ApiService, path: Path) -> Iterator[Found]:
    for at, operation in enumerate(service.operations):
        for key in RULES:
            if getattr(operation, key):
                summary = f"{quoted(operation.name)} has the built-in rule `{key}`, which external issuers do not have"
                fix = "say it as a condition of a policy, on the claims of the token"
                yield error("operations.rules_of_external", (*path, "operations", at, key), summary, fix)


def check_policies_judged(environment: Environment) -> Iterator[Found]:
    """Policies beside `custom_policies = false`, under which nobody judges them."""
    for at, service in enumerate(environment.api_services):
        if service.custom_policies is False and policies_of(service):
            named = ", ".join(map(quoted, dict.fromkeys(policies_of(service))))
            summary = f"`custom_policies` is false, so what is named here is not judged: {named}"
            fix = "leave `custom_policies` out, or the policies"
            yield error("api_services.policy_not_judged", ("api_services", at, "custom_policies"), summary, fix)


def check_gateways(environment: Environment) -> Iterator[Found]:
    """Gateways for which there is no integration kit."""
    for at, gateway in enumerate(environment.gateways):
        if gateway.kind not in ("kong", "konnect", "apigee", "aws"):
            summary = (
                f"Ping Identity has no integration kit for `{gateway.kind}`, only for Kong, Konnect, Apigee and AWS"
            )
            fix = "make sure that something asks the policy service before this gateway lets a call through"
            yield note("gateways.no_kit", ("gateways", at, "kind"), summary, fix)
