"""PingOne's API: API services with operations and deployment, resources, scopes, applications, users and groups.

The members of API services, operations and deployments are those of the platform's own API description; those of
resources, scopes, applications and users are read tolerantly: what is not known in them is named.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from engine.environment.importing.pingone_operations import operation_of
from engine.environment.importing.pingone_people import client_of, user_of
from engine.environment.importing.pingone_policies import policies_of
from engine.environment.importing.pingone_world import ENVIRONMENT, NO_USE, World
from engine.environment.importing.reading import Imported, ImportProblem, Node, Notes, kind_of
from engine.environment.values import is_absolute_url

COLLECTIONS = (
    "apiServers", "operations", "resources", "scopes", "applications", "users", "groups", "deployments", "grants",
    "policies", "attributes", "gateways", "environments",
)  # fmt: skip
EXTERNAL = {"name": "external", "kind": "external", "issuer": "https://login.example.com", "validated_by": "gateway"}
ENDPOINTS = {
    "token_endpoint": "token", "authorization_endpoint": "authorize", "userinfo_endpoint": "userinfo",
    "introspection_endpoint": "introspect", "revocation_endpoint": "revoke", "par_endpoint": "par",
}  # fmt: skip
DEPLOYMENTS = {"DEPLOYMENT_SUCCESSFUL": None, "DEPLOYMENT_UNINITIALIZED": "never"}
"""Codes of a deployment and what they are in the file; every other one is `changed`."""


def import_pingone(documents: Sequence[tuple[str, Any]], existing: Mapping[str, Any]) -> Imported:
    """Everything that the replies hold. Raises ImportProblem where nothing in them is known."""
    notes = Notes()
    world = World()
    for name, document in documents:
        for kind, node in _objects(document, "$" if len(documents) == 1 else f"{name}: $", notes, ""):
            _sort(world, kind, node)
    if not any(world.by_kind.values()):
        raise ImportProblem("saw nothing of PingOne's API, wanted what it returns: apiServers, operations, resources …")
    world.learn()
    tables = _tables(world, existing)
    for node in world.roots:
        node.close()
    return Imported(tables, notes.unsaid)


def _objects(document: Any, path: str, notes: Notes, kind: str) -> Iterator[tuple[str, Node]]:
    """The objects of a reply, each with the collection that it stands in."""
    if isinstance(document, list):
        for index, one in enumerate(document):
            yield from _objects(one, f"{path}[{index}]", notes, kind)
        return
    if not isinstance(document, Mapping):
        notes.say(path, f"saw {kind_of(document)}, wanted an object; left out")
        return
    inner = document.get("_embedded") if "id" not in document else None
    for holder, at in ((inner, f"{path}._embedded"), (document if "id" not in document else None, path)):
        for key in COLLECTIONS:
            if isinstance(holder, Mapping) and isinstance(holder.get(key), list):
                yield from _objects(holder[key], f"{at}.{key}", notes, key)
    if "id" in document or "status" in document:
        yield kind, Node(document, path, notes)


def _sort(world: World, kind: str, node: Node) -> None:
    world.roots.append(node)
    shape = kind or _shape(node.value)
    if shape is None or shape in ("gateways", "environments"):
        node.skip(*node.value)
        node.say("", "no object of PingOne's API that is known; left out")
        return
    world.by_kind[shape].append(node)


def _shape(value: Mapping[str, Any]) -> str | None:
    """What an object is that stands in no collection."""
    for key, shape in (
        ("baseUrls", "apiServers"), ("combiningAlgorithm", "policies"), ("fullName", "attributes"),
        ("paths", "operations"), ("deployedAt", "deployments"), ("audience", "resources"),
        ("protocol", "applications"), ("username", "users"), ("decisionEndpoint", "deployments"),
    ):  # fmt: skip
        if key in value:
            return shape
    return None


def _tables(world: World, existing: Mapping[str, Any]) -> dict[str, Any]:
    issuer = _issuer(world)
    trees = dict(policies_of(world))
    world.policies = {root: str(tree["policies"][0]["name"]) for root, tree in trees.items()}
    services = [_service(world, node) for node in world.by_kind["apiServers"]]
    resources = [_resource(world, node, issuer["name"]) for node in world.by_kind["resources"]]
    lists: dict[str, list[Any]] = {
        "resources": [one for one in resources if one],
        "api_services": services,
        "policies": [row for tree in trees.values() for row in tree["policies"]],
        "statements": [row for tree in trees.values() for row in tree["statements"]],
        "clients": [one for node in world.by_kind["applications"] if (one := client_of(world, node)) is not None],
        "users": [one for node in world.by_kind["users"] if (one := user_of(world, node)) is not None],
    }
    issuers = _external(world, services, existing)
    if len(issuers) < len(services) or any(lists[key] for key in ("resources", "clients", "users")):
        issuers.insert(0, issuer)
        server = {"name": issuer["name"], "issuer": issuer["name"]}
        server |= {field: f"{issuer['issuer']}/{last}" for field, last in ENDPOINTS.items()}
        lists["authorization_servers"] = [server]
    lists = {"issuers": issuers, **lists}
    return {"name": "pingone", "id": world.environment, **{key: rows for key, rows in lists.items() if rows}}


def _external(world: World, services: list[dict[str, Any]], existing: Mapping[str, Any]) -> list[dict[str, Any]]:
    """An issuer that stands for the external ones, which are in no API service; none where the file has it."""
    if all(one["issuer"] != EXTERNAL["name"] for one in services):
        return []
    known = {one.get("name") for one in existing.get("issuers", []) if isinstance(one, Mapping)}
    if EXTERNAL["name"] in known:
        return []
    world.by_kind["apiServers"][0].say("", "whose tokens an external service takes is not in it: write the issuer")
    return [dict(EXTERNAL)]


def _issuer(world: World) -> dict[str, Any]:
    """PingOne's own: `https://auth.pingone.<tld>/<environment id>/as`, by the links of what was read."""
    for node in world.roots:
        found = ENVIRONMENT.search(world.hrefs(node))
        if found is not None:
            world.environment = found["id"]
            url = f"https://auth.pingone.{found['tld']}/{found['id']}/as"
            return {"name": "pingone", "issuer": url, "jwks": f"{url}/jwks"}
    place = world.roots[0]
    place.say("", "no link names the environment: write its id and region into the issuer")
    url = "https://auth.pingone.eu/ENVIRONMENT-ID/as"
    return {"name": "pingone", "issuer": url, "jwks": f"{url}/jwks"}


def _resource(world: World, node: Node, issuer: str) -> dict[str, Any]:
    node.skip(
        *NO_USE,
        "description",
        "type",
        "accessTokenValiditySeconds",
        "introspectEndpointAuthMethod",
        "applicationPermissionsSettings",
    )
    audience = node.text("audience")
    if audience is None:
        node.say("audience", "a resource without an audience; left out")
        return {}
    name = world.resources.get(node.text("id") or "", audience)
    scopes = world.scopes_of.get(node.text("id") or "", [])
    return {"name": name, "id": node.text("id"), "audience": audience, "scopes": scopes or None, "issuer": issuer}


def _service(world: World, node: Node) -> dict[str, Any]:
    node.skip(*NO_USE, "directory", "description")
    server = node.node("authorizationServer")
    external = server.text("type") == "EXTERNAL"
    resource = server.node("resource").text("id")
    control = node.node("accessControl")
    service: dict[str, Any] = {
        "name": node.text("name") or node.text("id") or "API service", "id": node.text("id"),
        "base_urls": _base_urls(node), "issuer": EXTERNAL["name"] if external else "pingone",
        "resource": world.resources.get(resource or ""),
        "custom_policies": control.node("custom").flag("enabled") or None,
    }  # fmt: skip
    if resource and service["resource"] is None:
        server.node("resource").say("id", "this resource is not among what was given: its audience is not checked")
    service["policy"] = world.policy_of(node)
    service |= _deployment(world, node)
    names: set[str] = set()
    made = [operation_of(world, one, names) for one in world.operations_of(node)]
    service["operations"] = [one for one in made if one is not None] or None
    return service


def _base_urls(node: Node) -> list[str]:
    found = node.texts("baseUrls") or []
    kept = [url for url in found if is_absolute_url(url) and "?" not in url and "#" not in url]
    if not kept:
        node.say("baseUrls", "no base URL: an example stands for it")
    return kept or ["https://api.example.com"]


def _deployment(world: World, node: Node) -> dict[str, Any]:
    """`deployment` by the status of its last one; where that is not given, what the file takes by default."""
    found = world.deployment_of(node)
    if found is None:
        return {}
    found.skip(*NO_USE, "deployedAt", "authorizationVersion", "decisionEndpoint", "policy")
    status = found.node("status")
    status.skip("error")
    code = status.text("code")
    deployment = DEPLOYMENTS.get(code or "", "changed")
    changed, deployed = node.value.get("updatedAt"), found.value.get("deployedAt")
    if deployment is None and isinstance(changed, str) and isinstance(deployed, str) and changed > deployed:
        deployment = "changed"
    return {"deployment": deployment}
