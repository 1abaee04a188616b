"""Access policies and rules of authorization servers: lifetimes, and which of them is asked first (seed 001)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from engine.environment.lint.found import Found, error, note, warning
from engine.environment.positions import Path
from engine.environment.problems import quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.environment.model import AccessPolicy, AccessRule, Environment

SHORTEST_ACCESS, LONGEST_ACCESS = 5 * 60, 24 * 60 * 60
SHORTEST_IDLE = 10 * 60
UNLIMITED = 0


def access_rules(environment: Environment) -> Iterator[tuple[Path, AccessRule]]:
    """Every rule of every authorization server, with its path."""
    for at, server in enumerate(environment.authorization_servers):
        for place, policy in enumerate(server.policies):
            for order, rule in enumerate(policy.rules):
                yield ("authorization_servers", at, "policies", place, "rules", order), rule


def check_lifetimes(environment: Environment) -> Iterator[Found]:
    """Lifetimes that an authorization server does not take."""
    for path, rule in access_rules(environment):
        access, refresh = rule.access_token_lifetime_seconds, rule.refresh_token_lifetime_seconds
        idle = rule.refresh_token_idle_seconds
        if access is not None and not SHORTEST_ACCESS <= access <= LONGEST_ACCESS:
            summary = f"access tokens of {quoted(rule.name)} live {access} s, which has to be from 5 minutes to 1 day"
            fix = f"a number from {SHORTEST_ACCESS} to {LONGEST_ACCESS}"
            yield error("access_rules.access_token_lifetime", (*path, "access_token_lifetime_seconds"), summary, fix)
        if access is not None and refresh is not None and UNLIMITED < refresh < access:
            summary = (
                f"refresh tokens of {quoted(rule.name)} live {refresh} s, shorter than its access tokens, {access} s"
            )
            fix = f"{access} or more, or 0 for no limit"
            yield error("access_rules.refresh_token_lifetime", (*path, "refresh_token_lifetime_seconds"), summary, fix)
        if idle is not None and idle < SHORTEST_IDLE:
            summary = f"refresh tokens of {quoted(rule.name)} may stay unused for {idle} s, less than 10 minutes"
            fix = f"{SHORTEST_IDLE} or more"
            yield error("access_rules.refresh_token_idle", (*path, "refresh_token_idle_seconds"), summary, fix)


def check_priorities(environment: Environment) -> Iterator[Found]:
    """Two policies of a server, or two rules of a policy, of one priority."""
    for at, server in enumerate(environment.authorization_servers):
        path: Path = ("authorization_servers", at, "policies")
        yield from _same_priority(server.policies, path, "policies")
        for place, policy in enumerate(server.policies):
            yield from _same_priority(policy.rules, (*path, place, "rules"), "rules")


def _same_priority(tables: Sequence[AccessPolicy | AccessRule], path: Path, kind: str) -> Iterator[Found]:
    first: dict[int, tuple[int, str]] = {}
    for at, table in enumerate(tables):
        place, name = first.setdefault(table.priority, (at, table.name))
        if place != at:
            summary = f"the {kind} {quoted(name)} and {quoted(table.name)} both have priority {table.priority}"
            fix = f"a priority of its own for each; {max(one.priority for one in tables) + 1} is free"
            here, there = (*path, at, "priority"), (*path, place, "priority")
            yield warning("access_policies.priority_twice", here, summary, fix, there)


def check_any_rule(environment: Environment) -> Iterator[Found]:
    """Authorization servers without an active rule: nobody gets a token, where the server asks rules at all."""
    for at, server in enumerate(environment.authorization_servers):
        active = [policy for policy in server.policies if policy.status == "active"]
        path: Path = ("authorization_servers", at, "policies")
        if not server.policies:
            summary = f"{quoted(server.name)} has no access policies here, so who gets its tokens cannot be checked"
            yield note("authorization_servers.no_rule", path, summary, "add the policies, each with its rules")
        elif not any(rule.status == "active" for policy in active for rule in policy.rules):
            summary = f"{quoted(server.name)} has no active policy with an active rule: nobody gets a token"
            fix = "add a rule, or make a policy and a rule active; OpenID scopes need one, too"
            yield warning("authorization_servers.no_rule", path, summary, fix)
