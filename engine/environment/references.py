"""What names in an environment file point to: names that nothing has, names that two have, policies in a circle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from engine.environment.model import Environment
from engine.environment.positions import Path
from engine.environment.problems import Fault, nearest, one_of, path_text, quoted
from engine.environment.tables import Tables, select, select_tables, select_texts

REFERENCES = (
    ("resources.*.issuer", "issuers"),
    ("api_services.*.issuer", "issuers"),
    ("api_services.*.issuers.*", "issuers"),
    ("api_services.*.resource", "resources"),
    ("api_services.*.gateways.*", "gateways"),
    ("api_services.*.policy", "policies"),
    ("api_services.*.response_policy", "policies"),
    ("api_services.*.operations.*.policy", "policies"),
    ("api_services.*.operations.*.response_policy", "policies"),
    ("policies.*.children.*", "policies"),
    ("policies.*.statements.*", "statements"),
    ("policies.*.rules.*.statements.*", "statements"),
    ("authorization_servers.*.issuer", "issuers"),
    ("users.*.issuer", "issuers"),
)
"""Where a name stands, and the tables that may have it."""

UNIQUE = (
    ("issuers", "name"),
    ("gateways", "name"),
    ("resources", "name"),
    ("api_services", "name"),
    ("api_services.*.operations", "name"),
    ("policies", "name"),
    ("policies.*.rules", "name"),
    ("statements", "name"),
    ("authorization_servers", "name"),
    ("authorization_servers.*.policies", "name"),
    ("authorization_servers.*.policies.*.rules", "name"),
    ("clients", "id"),
    ("users", "id"),
)
"""Lists of tables, and the key in which no two of a list may agree."""

LISTED = 6
DEEPEST = 50
MOST_POLICIES = 10_000
KINDS = {
    "issuers": "issuer",
    "resources": "resource",
    "gateways": "gateway",
    "policies": "policy",
    "statements": "statement",
}


def reference_faults(tables: Tables) -> Iterator[Fault]:
    """Names that nothing has, with the nearest one that something has.

    A kind whose tables stand under a misspelt key is passed over: that key is the problem.
    """
    names = {kind: [name for _, name in select_texts(tables, f"{kind}.*.name")] for kind in KINDS}
    sets = {kind: frozenset(known) for kind, known in names.items()}
    misspelt = {nearest(key, KINDS) for key in tables if key not in Environment.__struct_encode_fields__} - set(tables)
    for pattern, kind in REFERENCES:
        if kind in misspelt:
            continue
        for path, name in select_texts(tables, pattern):
            if name not in sets[kind]:
                yield _unknown(path, name, kind, names[kind])


def _unknown(path: Path, name: str, kind: str, known: list[str]) -> Fault:
    seen = f"no {KINDS[kind]} is named {quoted(name)}"
    near = nearest(name, known)
    if near is not None:
        return Fault(path=path, seen=seen, nearest=near)
    wanted = one_of(dict.fromkeys(known)) if 0 < len(known) <= LISTED else f"a table `[[{kind}]]` with this name"
    return Fault(path=path, seen=seen, wanted=wanted)


def duplicate_faults(tables: Tables) -> Iterator[Fault]:
    """Names and ids that an earlier table of the same list has. Users of different issuers may share an id."""
    for pattern, key in UNIQUE:
        for place, rows in select(tables, pattern):
            first: dict[tuple[str, Any], Path] = {}
            for path, row in select_tables({"rows": rows}, "rows.*"):
                name = row.get(key)
                if not isinstance(name, str):
                    continue
                here = (*place, *path[1:])
                earlier = first.setdefault((name, _scope(pattern, row)), here)
                if earlier != here:
                    seen = f"{quoted(name)} is the {key} of {path_text(earlier)} already"
                    yield Fault(path=(*here, key), seen=seen, wanted=f"a different {key}", earlier=(*earlier, key))


def _scope(pattern: str, row: Mapping[str, Any]) -> str:
    return str(row.get("issuer")) if pattern == "users" else ""


def circle_faults(tables: Tables) -> Iterator[Fault]:
    """Policies that are their own descendants, and trees too deep or too wide to be judged in reasonable time."""
    children = _children(tables)
    done: dict[str, tuple[int, int]] = {}
    for start in children:
        trail: dict[str, None] = {}
        waiting = [(start, False)]
        while waiting:
            name, left = waiting.pop()
            if left:
                trail.popitem()
                done[name] = _size(name, children, done)
                continue
            if name in done or name in trail:
                continue
            trail[name] = None
            waiting.append((name, True))
            for path, child in children[name]:
                if child in trail:
                    yield _circle(path, list(trail), child)
                elif child in children and child not in done:
                    waiting.append((child, False))
    yield from _too_large(tables, done)


def _children(tables: Tables) -> dict[str, list[tuple[Path, str]]]:
    found: dict[str, list[tuple[Path, str]]] = {}
    for path, policy in select_tables(tables, "policies.*"):
        name = policy.get("name")
        if isinstance(name, str):
            found.setdefault(name, [((*path, *inner), text) for inner, text in select_texts(policy, "children.*")])
    return found


def _circle(path: Path, trail: list[str], child: str) -> Fault:
    names = [*trail[trail.index(child) :], child]
    return Fault(path=path, seen=f"policies in a circle: {' > '.join(map(quoted, names))}", wanted="a tree that ends")


def _size(name: str, children: dict[str, list[tuple[Path, str]]], done: dict[str, tuple[int, int]]) -> tuple[int, int]:
    """Levels and policies of a tree, each policy counted as often as it is reached."""
    sizes = [done.get(child, (0, 0)) for _, child in children[name]]
    levels = 1 + max((depth for depth, _ in sizes), default=0)
    return levels, min(1 + sum(count for _, count in sizes), MOST_POLICIES + 1)


def _too_large(tables: Tables, sizes: dict[str, tuple[int, int]]) -> Iterator[Fault]:
    """The smallest trees that are too large: what contains them is too large because of them."""
    for path, policy in select_tables(tables, "policies.*"):
        levels, count = sizes.get(str(policy.get("name")), (0, 0))
        inner = [sizes.get(child, (0, 0)) for _, child in select_texts(policy, "children.*")]
        if levels == DEEPEST + 1:
            yield Fault(path=path, seen=f"{levels} levels of policies", wanted=f"{DEEPEST} levels at most")
        if count > MOST_POLICIES >= max((size for _, size in inner), default=0):
            seen = f"more than {MOST_POLICIES} policies in this tree, each counted as often as it is reached"
            yield Fault(path=path, seen=seen, wanted=f"{MOST_POLICIES} at most")
