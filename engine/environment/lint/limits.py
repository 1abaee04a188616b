"""How much PingOne takes of everything (seeds 001 to 004, and the descriptions of its API)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from engine.environment.lint.found import Found, error
from engine.environment.positions import Path
from engine.environment.problems import quoted

if TYPE_CHECKING:
    from engine.environment.model import ApiService, Environment, Operation

MOST_SERVICES = 25
MOST_ISSUERS = 25
MOST_OPERATIONS = 25
MOST_LEVELS = 20
LONGEST_BASE_URL = 256
LONGEST_PATTERN = 2048
MOST_OF_OPERATION = (("paths", 10), ("methods", 10), ("groups", 25))
"""Lists of one operation, and how many each may hold."""


def check_counts(environment: Environment) -> Iterator[Found]:
    """Too many API services, external issuers, or operations of one service."""
    services = environment.api_services
    if len(services) > MOST_SERVICES:
        summary = f"{len(services)} API services, PingOne takes {MOST_SERVICES} in one environment"
        fix = "put services of one team or token source together, or move some to another environment"
        yield error("api_services.too_many", ("api_services", MOST_SERVICES), summary, fix)
    external = [at for at, issuer in enumerate(environment.issuers) if issuer.kind == "external"]
    if len(external) > MOST_ISSUERS:
        summary = f"{len(external)} external issuers, PingOne takes {MOST_ISSUERS} external OAuth servers"
        fix = "leave out issuers that no API service takes tokens of, or move services to another environment"
        yield error("issuers.too_many", ("issuers", external[MOST_ISSUERS]), summary, fix)
    for at, service in enumerate(services):
        count = len(service.operations)
        if count > MOST_OPERATIONS:
            summary = (
                f"{quoted(service.name)} has {count} operations, PingOne takes {MOST_OPERATIONS} in one API service"
            )
            fix = "put operations with the same rules into one, with several paths, or make two API services"
            yield error("operations.too_many", ("api_services", at, "operations", MOST_OPERATIONS), summary, fix)


def check_operations(environment: Environment) -> Iterator[Found]:
    """Operations with more paths, methods or groups than one may have, and patterns that are too long."""
    for at, service in enumerate(environment.api_services):
        yield from _operations_of(service, ("api_services", at, "operations"))


def _operations_of(service: ApiService, path: Path) -> Iterator[Found]:
    for at, operation in enumerate(service.operations):
        yield from _too_large((*path, at), operation)


def _too_large(path: Path, operation: Operation) -> Iterator[Found]:
    finding = "operations.over_limit"
    for key, most in MOST_OF_OPERATION:
        count = len(getattr(operation, key) or ())
        if count > most:
            summary = f"{quoted(operation.name)} has {count} {key}, PingOne takes {most} in one operation"
            yield error(finding, (*path, key), summary, "make two operations of it with the same rules")
    for at, pattern in enumerate(operation.paths):
        if len(pattern) > LONGEST_PATTERN:
            summary = f"a pattern of {len(pattern)} characters, PingOne takes {LONGEST_PATTERN}"
            yield error(finding, (*path, "paths", at), summary, "a shorter pattern, with `*` or `**` for a part of it")


def check_base_urls(environment: Environment) -> Iterator[Found]:
    """Base URLs that PingOne does not take: too long, or with a slash at the end."""
    for at, service in enumerate(environment.api_services):
        for place, text in enumerate(service.base_urls):
            path: Path = ("api_services", at, "base_urls", place)
            if len(text) > LONGEST_BASE_URL:
                summary = f"a base URL of {len(text)} characters, PingOne takes {LONGEST_BASE_URL}"
                yield error("base_urls.too_long", path, summary, "a base URL that ends earlier in the path")
            if text.endswith("/"):
                summary = f"the base URL {quoted(text)} ends in a slash, which PingOne does not take"
                yield error("base_urls.trailing_slash", path, summary, f"write {quoted(text.rstrip('/'))}")


def check_depth(environment: Environment) -> Iterator[Found]:
    """Policy trees with too many levels: the smallest of them, since what contains them is too deep because of them."""
    levels: dict[str, int] = {}
    policies = environment.policy_by_name
    for _ in range(MOST_LEVELS + 1):
        levels = {
            name: 1 + max((levels.get(child, 0) for child in policy.children), default=0)
            for name, policy in policies.items()
        }
    for at, policy in enumerate(environment.policies):
        inner = max((levels.get(child, 0) for child in policy.children), default=0)
        if levels.get(policy.name, 0) > MOST_LEVELS and inner <= MOST_LEVELS:
            summary = (
                f"more than {MOST_LEVELS} levels of policies below {quoted(policy.name)}, PingOne takes {MOST_LEVELS}"
            )
            yield error(
                "policies.too_deep", ("policies", at, "children"), summary, "put policies of one child each together"
            )
