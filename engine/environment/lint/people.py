"""Groups that no user has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from engine.environment.lint.found import Found, note, warning
from engine.environment.lint.sources import is_managed
from engine.environment.positions import Path
from engine.environment.problems import nearest, quoted
from engine.memo import by_identity

if TYPE_CHECKING:
    from engine.environment.model import Environment


def members_of(environment: Environment, groups: Iterable[str]) -> frozenset[str]:
    """The ids of the listed users that are in one of these groups."""
    members = _by_group(environment)
    return frozenset().union(*(members.get(group, ()) for group in groups))


@by_identity
def _by_group(environment: Environment) -> dict[str, set[str]]:
    members: dict[str, set[str]] = {}
    for user in environment.users:
        for group in user.groups:
            members.setdefault(group, set()).add(user.id)
    return members


def check_groups(environment: Environment) -> Iterator[Found]:
    """Groups that rules and clients name and no user has: a note where not all users are listed."""
    if not environment.users:
        return
    had = {group for user in environment.users if user.status != "deleted" for group in user.groups}
    say = warning if environment.users_complete else note
    for path, group in _named(environment):
        if group not in had:
            near = nearest(group, had)
            listed = "no user" if environment.users_complete else "no listed user"
            fix = (
                f"write {quoted(near)}, or put a user into the group"
                if near
                else "put a user into the group, or leave it out"
            )
            yield say("groups.no_user", path, f"{listed} is in the group {quoted(group)}", fix)


def _named(environment: Environment) -> Iterator[tuple[Path, str]]:
    for at, service in enumerate(environment.api_services):
        for order, operation in enumerate(service.operations) if is_managed(environment, service) else ():
            for place, group in enumerate(operation.groups):
                yield ("api_services", at, "operations", order, "groups", place), group
    for at, server in enumerate(environment.authorization_servers):
        for which, policy in enumerate(server.policies):
            for order, rule in enumerate(policy.rules):
                for key in ("groups", "exclude_groups"):
                    for place, group in enumerate(getattr(rule, key) or ()):
                        yield ("authorization_servers", at, "policies", which, "rules", order, key, place), group
    for at, client in enumerate(environment.clients):
        for place, group in enumerate(client.groups):
            yield ("clients", at, "groups", place), group
