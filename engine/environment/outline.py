"""An environment as an outline: every named thing under its kind, with the path of its table in the file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec.structs import FieldInfo, fields

if TYPE_CHECKING:
    from engine.environment.model import AuthorizationServer, Environment, Policy
    from engine.environment.positions import Path

KINDS: Mapping[str, str] = {
    "api_services": "API services",
    "policies": "Policies",
    "authorization_servers": "Authorization servers",
    "issuers": "Issuers",
    "resources": "Resources",
    "gateways": "Gateways",
    "clients": "Clients",
    "users": "Users",
    "statements": "Statements",
}
"""The kinds of the outline, in its order: list of the file, and what people call it."""
SINGULAR: Mapping[str, str] = {
    "api_services": "API service", "operations": "operation", "policies": "policy", "rules": "rule",
    "authorization_servers": "authorization server", "issuers": "issuer", "resources": "resource",
    "gateways": "gateway", "clients": "client", "users": "user", "statements": "statement",
}  # fmt: skip
"""What one of a list is called."""
SEVERAL: Mapping[str, str] = {"policy": "policies"}
"""Kinds whose plural is not made with an `s`."""

INNER = frozenset({"name", "operations", "rules", "policies"})
"""Fields that stand in the outline themselves."""


class Item(NamedTuple):
    """A thing with a table of its own, or a kind (`table` is None). `note` is said beside its name.

    `place` is its way through the outline, `path` that to its table: a policy under two others has two places.
    """

    path: Path
    place: Path
    name: str
    note: str = ""
    table: Any = None
    children: tuple[Item, ...] = ()

    @property
    def kind(self) -> str:
        """What it is, in the singular; empty for a kind itself."""
        return SINGULAR.get(str(self.path[-2]), "") if len(self.path) > 1 else ""


def outline(environment: Environment) -> tuple[Item, ...]:
    """One item for each kind that the environment has something of, what belongs to it below."""
    below = {
        "api_services": _services, "policies": _policies, "authorization_servers": _servers,
    }  # fmt: skip
    kinds = []
    for field, name in KINDS.items():
        tables: Sequence[Any] = getattr(environment, field)
        children = below[field](environment) if field in below else _plain(field, tables)
        found = tuple(children)
        if found:
            kinds.append(Item((field,), (field,), name, str(len(tables)), children=found))
    return tuple(kinds)


def counted(number: int, field: str) -> str:
    """So many of a list in words: `1 API service`, `3 policies`."""
    return f"{number} {SINGULAR[field] if number == 1 else several(SINGULAR[field])}"


def several(kind: str) -> str:
    """The plural of a kind."""
    return SEVERAL.get(kind, f"{kind}s")


def walk(items: Iterable[Item]) -> Iterator[Item]:
    """Every item, the outer before the inner."""
    for item in items:
        yield item
        yield from walk(item.children)


def _plain(field: str, tables: Sequence[Any]) -> Iterator[Item]:
    for index, table in enumerate(tables):
        path: Path = (field, index)
        yield Item(path, path, name_of(table), _active(table, _NOTES[field](table)), table)


_NOTES: Mapping[str, Callable[[Any], str]] = {
    "issuers": lambda one: str(one.issuer),
    "resources": lambda one: str(one.audience),
    "gateways": lambda one: str(one.kind),
    "clients": lambda one: one.name or "",
    "users": lambda one: one.name or ", ".join(one.groups),
    "statements": lambda one: str(one.code),
}


def name_of(table: Any) -> str:
    """What others refer to it by: clients and users by their id."""
    return str(table.id if type(table).__name__ in ("Client", "User") else table.name)


def set_fields(table: Any) -> list[tuple[str, Any]]:
    """The fields of a table that are not as they are without being written, other than its name and inner tables."""
    written = [(one.name, getattr(table, one.name), one) for one in fields(type(table)) if one.name not in INNER]
    return [(name, value) for name, value, one in written if value != default_of(one)]


def default_of(field: FieldInfo) -> Any:
    """What a field is where the file does not say; NODEFAULT where it must."""
    return field.default_factory() if callable(field.default_factory) else field.default


def _services(environment: Environment) -> Iterator[Item]:
    for index, service in enumerate(environment.api_services):
        path: Path = ("api_services", index)
        operations = tuple(
            Item((*path, "operations", number), (*path, number), one.name, _called(one), one)
            for number, one in enumerate(service.operations)
        )
        yield Item(path, path, service.name, service.base_urls[0], service, operations)


def _called(operation: Any) -> str:
    methods = "|".join(operation.methods) if operation.methods else "any method"
    return f"{methods} {' '.join(one or '/' for one in operation.paths)}"


def _policies(environment: Environment) -> Iterator[Item]:
    """Those that no other names, with those that they name below; in a circle each stands by itself."""
    named = {child for policy in environment.policies for child in policy.children}
    index = {policy.name: number for number, policy in enumerate(environment.policies)}
    shown: set[str] = set()

    def item(policy: Policy, place: Path, above: tuple[str, ...]) -> Item:
        shown.add(policy.name)
        path: Path = ("policies", index[policy.name])
        rules = [
            Item((*path, "rules", number), (*place, "rules", number), rule.name, _off(rule, rule.effect), rule)
            for number, rule in enumerate(policy.rules)
        ]
        below = [
            item(environment.policies[index[child]], (*place, number), (*above, policy.name))
            for number, child in enumerate(policy.children)
            if child in index and child not in (*above, policy.name)
        ]
        return Item(path, place, policy.name, _off(policy, policy.combine), policy, (*rules, *below))

    roots = [policy for policy in environment.policies if policy.name not in named]
    yield from (item(policy, ("policies", index[policy.name]), ()) for policy in roots)
    for policy in environment.policies:
        if policy.name not in shown:
            yield item(policy, ("policies", index[policy.name]), ())


def _servers(environment: Environment) -> Iterator[Item]:
    for index, server in enumerate(environment.authorization_servers):
        path: Path = ("authorization_servers", index)
        yield Item(path, path, server.name, server.audience or "", server, tuple(_access_policies(server, path)))


def _access_policies(server: AuthorizationServer, path: Path) -> Iterator[Item]:
    """In the order in which they are asked."""
    for number, policy in _by_priority(server.policies):
        at = (*path, "policies", number)
        rules = tuple(
            Item(
                (*at, "rules", place), (*at, "rules", place), rule.name, _asked(rule, ", ".join(rule.grant_types)), rule
            )
            for place, rule in _by_priority(policy.rules)
        )
        yield Item(at, at, policy.name, _asked(policy, f"clients {', '.join(policy.clients)}"), policy, rules)


def _by_priority(tables: Sequence[Any]) -> list[tuple[int, Any]]:
    return sorted(enumerate(tables), key=lambda pair: pair[1].priority)


def _asked(table: Any, note: str) -> str:
    return _active(table, f"{table.priority}. {note}")


def _active(table: Any, note: str) -> str:
    status = getattr(table, "status", "active")
    return note if status == "active" else ", ".join(part for part in (status, note) if part)


def _off(table: Any, note: str) -> str:
    return note if table.enabled else f"off, {note}"
