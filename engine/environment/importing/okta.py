"""Okta's API: authorization servers with policies, rules, scopes and claims; apps, users and groups.

Any mixture of its replies, as lists or single objects, also below the name of their collection.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from engine.environment.importing.okta_people import client_of, user_of
from engine.environment.importing.okta_rules import policy_of
from engine.environment.importing.okta_world import NO_USE, World
from engine.environment.importing.reading import Imported, ImportProblem, Node, Notes, kind_of, unique
from engine.environment.values import is_absolute_url, is_scope
from engine.words import quoted

ENDPOINTS = {
    "token_endpoint": "token", "authorization_endpoint": "authorize", "userinfo_endpoint": "userinfo",
    "introspection_endpoint": "introspect", "revocation_endpoint": "revoke",
}  # fmt: skip
"""Fields of an authorization server, and the last segment of each below `<issuer>/v1/`."""
COLLECTIONS = (
    "authorizationServers", "policies", "rules", "scopes", "claims", "apps", "applications", "users", "groups",
    "appUsers", "appGroups",
)  # fmt: skip


def import_okta(documents: Sequence[tuple[str, Any]], existing: Mapping[str, Any]) -> Imported:
    """Everything that the replies hold. Raises ImportProblem where nothing in them is known."""
    notes = Notes()
    world = World()
    for name, document in documents:
        path = "$" if len(documents) == 1 else f"{name}: $"
        for kind, found in _objects(document, path, notes, ""):
            _sort(world, kind, found)
    if not any(world.by_kind.values()):
        raise ImportProblem("saw nothing of Okta's API, wanted what it returns: authorization servers, apps, users …")
    _inner(world)
    tables = _tables(world, existing)
    for node in world.roots:
        node.close()
    return Imported(tables, notes.unsaid, tuple(world.comments), tuple(world.off))


def _objects(document: Any, path: str, notes: Notes, kind: str) -> Iterator[tuple[str, Node]]:
    """The objects of a reply, each with the name of the collection that it stands in, where it stands in one."""
    if isinstance(document, list):
        for index, one in enumerate(document):
            yield from _objects(one, f"{path}[{index}]", notes, kind)
    elif isinstance(document, Mapping) and any(key in COLLECTIONS for key in document) and "id" not in document:
        root = Node(document, path, notes)
        for key, value in document.items():
            if key in COLLECTIONS:
                yield from _objects(value, root.at(key), notes, key)
            elif key not in NO_USE:
                root.say(key, "not understood, left out")
    elif isinstance(document, Mapping):
        yield kind, Node(document, path, notes)
    else:
        notes.say(path, f"saw {kind_of(document)}, wanted an object; left out")


def _sort(world: World, kind: str, node: Node) -> None:
    """Puts an object where it belongs, by its shape; the collection it stands in tells where shapes are alike."""
    world.roots.append(node)
    shape = _shape(node.value, kind)
    if shape is None:
        node.skip(*node.value)
        node.say("", "no object of Okta's API that is known; left out")
        return
    world.by_kind[shape].append(node)


def _shape(value: Mapping[str, Any], kind: str) -> str | None:
    profile, links = (_members(value.get(key)) for key in ("profile", "_links"))
    if "audiences" in value and "issuer" in value:
        return "servers"
    if value.get("type") in ("OAUTH_AUTHORIZATION_POLICY", "RESOURCE_ACCESS"):
        return "policies" if value["type"] == "OAUTH_AUTHORIZATION_POLICY" else "rules"
    if "claimType" in value or "valueType" in value:
        return "claims"
    if "consent" in value and "name" in value:
        return "scopes"
    if "signOnMode" in value:
        return "apps"
    if "login" in profile:
        return "users"
    if "name" in profile and "status" not in value:
        return "groups"
    if "scope" in value and "credentials" in value:
        return "appUsers"
    if "app" in links and "group" in links:
        return "appGroups"
    return kind if kind in ("scopes", "groups") and "name" in value else None


def _members(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _inner(world: World) -> None:
    """What a dump keeps inside its owner: a server's policies and scopes, a policy's rules."""
    for server in world.by_kind["servers"]:
        for kind in ("policies", "scopes", "claims"):
            for node in server.nodes(kind) if kind in server else ():
                world.owner[node.path] = server.text("id") or server.path
                world.by_kind[kind].append(node)
    for policy in world.by_kind["policies"]:
        for node in policy.nodes("rules") if "rules" in policy else ():
            world.owner[node.path] = policy.text("id") or policy.path
            world.by_kind["rules"].append(node)


def _tables(world: World, existing: Mapping[str, Any]) -> dict[str, Any]:
    world.learn()
    issuers: list[dict[str, Any]] = []
    servers: list[dict[str, Any]] = []
    names: set[str] = set()
    for node in world.by_kind["servers"]:
        issuer, server = _server(world, node, names)
        issuers.append(issuer)
        servers.append(server)
    _named_alone(world)
    tables = {
        "name": "okta", "issuers": issuers, "authorization_servers": servers,
        "clients": [one for node in world.by_kind["apps"] if (one := client_of(world, node)) is not None],
        "users": [one for node in world.by_kind["users"] if (one := user_of(world, node)) is not None],
    }  # fmt: skip
    return {key: value for key, value in tables.items() if value}


def _server(world: World, node: Node, names: set[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    node.skip(
        *NO_USE, "description", "issuerMode", "credentials", "default", "accessTokenEncryptedResponseAlgorithm", "jwks"
    )
    url = node.text("issuer") or ""
    audiences = node.texts("audiences") or []
    if len(audiences) > 1:
        node.say("audiences", "Okta's servers have one audience: the first is taken")
    if node.text("status") == "INACTIVE":
        node.say("status", "an inactive server issues nothing; the file cannot say so")
    identity = node.text("id") or node.path
    name = unique(node.text("name") or identity, names)
    issuer: dict[str, Any] = {"name": name, "id": node.text("id"), "issuer": url}
    server: dict[str, Any] = {
        "name": name,
        "id": node.text("id"),
        "issuer": name,
        "audience": next(iter(audiences), None),
    }
    if url.startswith("https://") and is_absolute_url(url):
        issuer["jwks"] = f"{url}/v1/keys"
        server |= {field: f"{url}/v1/{last}" for field, last in ENDPOINTS.items()}
    else:
        node.say("issuer", "no https URL: endpoints and keys are not known")
    issuer["groups_claim"] = _claims(world, identity)
    server |= _scopes(world, identity)
    server["policies"] = [policy_of(world, one) for one in world.of("policies", identity)]
    return issuer, server


def _claims(world: World, server: str) -> str | None:
    """The claim that holds groups, where there is one. What another claim holds is worked out by Okta: it is named."""
    found = None
    for claim in world.of("claims", server):
        name, of_groups = claim.text("name"), claim.text("valueType") == "GROUPS"
        if claim.text("status") == "INACTIVE" or claim.flag("system"):
            claim.drop()
        elif claim.text("claimType") != "RESOURCE":
            claim.say("", f"the claim `{name}` of ID tokens, which are sent to no API; left out")
        elif of_groups:
            found = name
            _filter(claim)
        else:
            claim.say("value", f"the claim `{name}` is worked out by an expression; left out")
        _with_scopes(claim)
        claim.drop()
    return found


def _filter(claim: Node) -> None:
    """Which of the user's groups a groups claim holds; every one for the expression `.*`."""
    how, value = claim.text("group_filter_type"), claim.text("value")
    if how is not None and (how, value) != ("REGEX", ".*"):
        claim.say("group_filter_type", f"the claim holds only groups by {how} `{value}`; taken is every group")


def _with_scopes(claim: Node) -> None:
    conditions = claim.node("conditions")
    scopes = conditions.texts("scopes")
    if scopes:
        conditions.say("scopes", f"the claim is there only with the scopes {quoted(scopes)}; left out")


def _scopes(world: World, server: str) -> dict[str, Any]:
    names: list[str] = []
    default: list[str] = []
    for node in world.of("scopes", server):
        node.skip(
            *NO_USE, "id", "description", "displayName", "consent", "metadataPublish", "optional", "group_filter_type"
        )
        name = node.text("name")
        if name is None or not is_scope(name):
            node.say("name", "no scope that a token can carry; left out")
            continue
        names.append(name)
        if node.flag("default"):
            default.append(name)
    return {"scopes": names or None, "default_scopes": default or None}


def _named_alone(world: World) -> None:
    """Names what belongs to nothing that was given."""
    for kind in ("policies", "scopes", "claims", "rules"):
        for node in world.by_kind[kind]:
            if node.path not in world.used:
                node.skip(*node.value)
                owner = "its policy" if kind == "rules" else "its authorization server"
                node.say("", f"{owner} is not among what was given; left out")
