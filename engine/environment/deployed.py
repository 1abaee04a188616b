"""The deployed copy of an environment file: what requests are judged by, while the file is the draft of the next one.

API services take effect when they are deployed, with the policies, statements, issuers, resources and gateways that
they refer to. Users, clients, authorization servers and history take effect at once: as the file has them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from engine.environment.problems import Fault, quoted
from engine.environment.tables import Tables, select_tables

DEPLOYED = ("api_services", "policies", "statements", "issuers", "resources", "gateways")
"""Tables that take effect with a deployment; so does `semantics`."""
REFERENCES = {
    "policy": "policies", "response_policy": "policies", "children": "policies", "statements": "statements",
    "issuer": "issuers", "issuers": "issuers", "resource": "resources", "gateways": "gateways",
}  # fmt: skip
"""Keys of what is deployed that hold names, and of what."""


class ServiceChange(NamedTuple):
    """What a deployment does to one API service. `own` is false where only what it refers to changed."""

    name: str
    kind: str
    own: bool = True


def judged_tables(draft: Tables, copy: Tables) -> dict[str, Any]:
    """The tables that requests are judged by: those of the copy, users and all that takes effect at once of the draft.

    An API service that only the draft has was never deployed. Rows stand in the order of the draft.
    """
    tables = dict(draft)
    tables.pop("semantics", None)
    if "semantics" in copy:
        tables["semantics"] = copy["semantics"]
    for kind in DEPLOYED:
        copied = by_name(copy, kind)
        rows = [copied.pop(str(row.get("name")), row) for _, row in select_tables(draft, f"{kind}.*")]
        tables[kind] = [*rows, *copied.values()]
    names = by_name(copy, "api_services")
    tables["api_services"] = [
        _own(row) if row.get("name") in names else {**row, "deployment": "never"} for row in tables["api_services"]
    ]
    return {key: value for key, value in tables.items() if value != []}


def compared_tables(draft: Tables, copy: Tables) -> tuple[dict[str, Any], dict[str, Any]]:
    """The tables before and after a deployment of the draft; what takes effect at once is the draft's in both."""
    names = by_name(copy, "api_services")
    before, after = judged_tables(draft, copy), once_deployed(draft)
    before["api_services"] = [row for row in before.get("api_services", ()) if row.get("name") in names]
    return before, after


def once_deployed(draft: Tables) -> dict[str, Any]:
    """The tables as they count once they are deployed: what the file says of its own deployment counts no more."""
    return {**draft, "api_services": [_own(row) for row in by_name(draft, "api_services").values()]}


def by_name(tables: Tables, kind: str) -> dict[str, Mapping[str, Any]]:
    """The rows of a list of tables by their names."""
    return {str(row.get("name")): row for _, row in select_tables(tables, f"{kind}.*")}


def service_changes(before: Tables | None, after: Tables) -> list[ServiceChange]:
    """What deploying `after` does to each API service, in the order of the file, removed ones last."""
    old = by_name(before or {}, "api_services")
    found: list[ServiceChange] = []
    for name, service in by_name(after, "api_services").items():
        known = old.pop(name, None)
        if known is None:
            found.append(ServiceChange(name, "created"))
        elif _own(known) != _own(service):
            found.append(ServiceChange(name, "updated"))
        elif _reached(before or {}, known) != _reached(after, service):
            found.append(ServiceChange(name, "updated", own=False))
    return [*found, *(ServiceChange(name, "deleted") for name in old)]


def _own(service: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in service.items() if key != "deployment"}


def _reached(tables: Tables, service: Mapping[str, Any]) -> dict[tuple[str, str], Any]:
    """Everything that a service refers to, and what that refers to, by kind and name."""
    rows = {kind: by_name(tables, kind) for kind in DEPLOYED}
    found: dict[tuple[str, str], Any] = {("", "semantics"): tables.get("semantics", "pingone")}
    waiting: list[Any] = [service]
    while waiting:
        for kind, name in _references(waiting.pop()):
            if (kind, name) not in found and name in rows[kind]:
                found[kind, name] = rows[kind][name]
                waiting.append(rows[kind][name])
    return found


def _references(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in row.items():
        kind = REFERENCES.get(key)
        if kind is not None:
            yield from (
                (kind, name) for name in ([value] if isinstance(value, str) else value) if isinstance(name, str)
            )
        elif key in ("operations", "rules") and isinstance(value, list):
            for inner in value:
                yield from _references(inner)


def contradictions(draft: Tables, copy: Tables, said: str) -> Iterator[Fault]:
    """Every `deployment` in the file that the deployed copy says otherwise: it does not count.

    Not `deployed` of what has changed since: it was, and that it changed is said of the whole file.
    """
    changed = {one.name for one in service_changes(copy, draft)}
    deployed = by_name(copy, "api_services")
    for path, service in select_tables(draft, "api_services.*"):
        written, name = service.get("deployment"), str(service.get("name"))
        real = "never" if name not in deployed else "changed" if name in changed else "deployed"
        if written is not None and written != real and (written, real) != ("deployed", "changed"):
            seen = f"saw {quoted(str(written))}, but {WORDS[real]} ({said})"
            yield Fault(path=(*path, "deployment"), seen=seen, wanted="no `deployment`: what was recorded counts")


WORDS = {
    "never": "the deployed copy does not have it",
    "changed": "it has changed since it was deployed",
    "deployed": "it is as it was deployed",
}
