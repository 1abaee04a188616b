"""Access rules that an earlier one shadows, and rules that no client or user reaches."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from engine.environment.lint.found import Found, note, warning
from engine.environment.lint.people import members_of
from engine.environment.positions import Path
from engine.environment.problems import quoted

if TYPE_CHECKING:
    from engine.environment.model import AccessPolicy, AccessRule, AuthorizationServer, Client, Environment

ALL = "*"
ALONE = "client_credentials"
"""The grant in which a client acts for itself: there is no user."""


class Asked(NamedTuple):
    """A rule as a server asks it: with its policy and its path."""

    policy: AccessPolicy
    rule: AccessRule
    path: Path


def asked_rules(server: AuthorizationServer, at: int) -> list[Asked]:
    """The active rules of a server in the order in which it asks them; `at` is the server's place in the file."""
    found = []
    for place, policy in enumerate(server.policies):
        for order, rule in enumerate(policy.rules):
            path: Path = ("authorization_servers", at, "policies", place, "rules", order)
            if policy.status == rule.status == "active":
                found.append((policy.priority, place, rule.priority, order, Asked(policy, rule, path)))
    return [asked for *_, asked in sorted(found, key=lambda row: row[:4])]


def names_client(policy: AccessPolicy, client: Client) -> bool:
    """Whether a policy is for a client."""
    return ALL in policy.clients or client.id in policy.clients


def check_shadowed(environment: Environment) -> Iterator[Found]:
    """Rules that never get a request, because an earlier one takes all of theirs."""
    for at, server in enumerate(environment.authorization_servers):
        asked = asked_rules(server, at)
        for order, later in enumerate(asked):
            earlier = next((one for one in asked[:order] if _takes(environment, one, later)), None)
            if earlier is not None:
                where = "" if earlier.policy is later.policy else f" of the policy {quoted(earlier.policy.name)}"
                summary = f"{quoted(later.rule.name)} is never asked: "
                summary += f"{quoted(earlier.rule.name)}{where} matches first whatever it matches"
                fix = "give it a smaller priority number than the other, or take from the other what is meant for it"
                yield warning("access_rules.shadowed", (*later.path, "priority"), summary, fix)


def _takes(environment: Environment, earlier: Asked, later: Asked) -> bool:
    one, other = earlier.rule, later.rule
    if ALL not in earlier.policy.clients and not set(later.policy.clients) <= set(earlier.policy.clients):
        return False
    if not set(other.grant_types) <= set(one.grant_types):
        return False
    if one.scopes is not None and (other.scopes is None or not set(other.scopes) <= set(one.scopes)):
        return False
    return set(other.grant_types) == {ALONE} or _takes_people(environment, one, other)


def _takes_people(environment: Environment, one: AccessRule, other: AccessRule) -> bool:
    if not set(one.exclude_users) <= set(other.exclude_users):
        return False
    if not set(one.exclude_groups) <= set(other.exclude_groups):
        return False
    if is_for_everyone(one):
        return True
    users = {*(one.users or ()), *members_of(environment, one.groups or ())}
    named = set(other.users or ()) <= users and set(other.groups or ()) <= set(one.groups or ())
    return named and not is_for_everyone(other)


def is_for_everyone(rule: AccessRule) -> bool:
    """Whether a rule names neither users nor groups."""
    return rule.users is None and rule.groups is None


def check_reached(environment: Environment) -> Iterator[Found]:
    """Rules whose policy no client is in, whose grants none of its clients may use, or which no user fits."""
    for at, server in enumerate(environment.authorization_servers):
        yield from _unknown_clients(environment, server, ("authorization_servers", at, "policies"))
        for asked in asked_rules(server, at):
            gap = _client_gap(environment, server, asked)
            if gap is not None:
                yield warning("access_rules.nobody", *gap)
            elif (
                environment.users and set(asked.rule.grant_types) != {ALONE} and not _has_user(environment, asked.rule)
            ):
                key, listed = (
                    "groups" if asked.rule.groups else "users",
                    "" if environment.users_complete else "listed ",
                )
                summary = f"no active {listed}user is meant by {quoted(asked.rule.name)}"
                say = warning if environment.users_complete else note
                yield say("access_rules.nobody", (*asked.path, key), summary, "name users or groups that there are")


def _unknown_clients(environment: Environment, server: AuthorizationServer, path: Path) -> Iterator[Found]:
    known = environment.client_by_id
    for at, policy in enumerate(server.policies) if known else ():
        for place, name in enumerate(policy.clients):
            if name != ALL and name not in known:
                summary = f"no client has the id {quoted(name)}, so {quoted(policy.name)} is for nobody by it"
                fix = "write the id of a client as its `[[clients]]` has it, or add the client"
                yield warning("access_policies.client_unknown", (*path, at, "clients", place), summary, fix)


def _client_gap(environment: Environment, server: AuthorizationServer, asked: Asked) -> tuple[Path, str, str] | None:
    policy, rule, path = asked
    name = quoted(rule.name)
    supported = [grant for grant in rule.grant_types if server.grant_types is None or grant in server.grant_types]
    if not supported:
        return (
            (*path, "grant_types"),
            f"{quoted(server.name)} supports no grant of {name}",
            "a grant type of the server",
        )
    clients = [one for one in environment.clients if names_client(policy, one)]
    if not policy.clients or (clients and not any(map(gets_tokens, clients))):
        summary = f"no active client is in {quoted(policy.name)}, so {name} is for nobody"
        return (*path[:-2], "clients"), summary, 'name an active client, or `"*"` for all'
    if clients and not any(may_use(client, supported) for client in clients):
        summary = f"no client of {quoted(policy.name)} may use a grant of {name}"
        return (*path, "grant_types"), summary, "a grant type that one of the clients has, or add it to the client"
    return None


def gets_tokens(client: Client) -> bool:
    """Whether a client is one that an authorization server deals with."""
    return client.status == "active" and client.protocol == "oidc"


def may_use(client: Client, grants: list[str]) -> bool:
    """Whether an active client may use one of these grants; one whose grants are not known may."""
    return gets_tokens(client) and (client.grant_types is None or not set(grants).isdisjoint(client.grant_types))


def _has_user(environment: Environment, rule: AccessRule) -> bool:
    groups, excluded = set(rule.groups or ()), set(rule.exclude_groups)
    return any(
        (is_for_everyone(rule) or user.id in (rule.users or ()) or not groups.isdisjoint(user.groups))
        and user.id not in rule.exclude_users
        and excluded.isdisjoint(user.groups)
        for user in environment.users
        if user.status == "active"
    )
