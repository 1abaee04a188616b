"""What was read of a PingOne environment, and who belongs to whom in it."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

from engine.environment.importing.reading import Node, unique

NO_USE = ("_links", "_embedded", "environment", "createdAt", "updatedAt", "population")
ENVIRONMENT = re.compile(r"https://api\.pingone\.(?P<tld>[a-z.]{2,6})/v1/environments/(?P<id>[0-9A-Za-z-]+)")
SERVICE = re.compile(r"/apiServers/([^/?#]+)")
APPLICATION = re.compile(r"/applications/([^/?#]+)")


class World:
    """The objects by kind, and the ids that they refer to one another by."""

    def __init__(self) -> None:
        self.by_kind: dict[str, list[Node]] = defaultdict(list)
        self.roots: list[Node] = []
        self.environment: str | None = None
        self.resources: dict[str, str] = {}
        self.scopes: dict[str, str] = {}
        self.scopes_of: dict[str, list[str]] = defaultdict(list)
        self.groups: dict[str, str] = {}
        self.attributes: dict[str, str] = {}
        """Full names of attributes by their ids."""
        self.policies: dict[str, str] = {}
        """Names of the imported policies by the ids of their roots."""
        self.granted: dict[str, list[str]] = defaultdict(list)
        """Scopes by the id of an application."""

    def learn(self) -> None:
        """What resources, scopes and groups are called, and which application is granted which scopes."""
        taken: set[str] = set()
        for resource in self.by_kind["resources"]:
            if resource.text("audience") is not None:
                name = resource.text("name") or resource.text("id") or "resource"
                self.resources[resource.text("id") or name] = unique(name, taken)
        for scope in self.by_kind["scopes"]:
            scope.skip(*NO_USE, "description", "schemaAttributes")
            name = scope.text("name") or ""
            self.scopes[scope.text("id") or name] = name
            self.scopes_of[scope.node("resource").text("id") or self._linked(scope, "resources")].append(name)
        for group in self.by_kind["groups"]:
            group.skip(*group.value)
            self.groups[str(group.value.get("id"))] = str(group.value.get("name") or group.value.get("id"))
        for attribute in self.by_kind["attributes"]:
            attribute.skip(*attribute.value)
            self.attributes[str(attribute.value.get("id"))] = str(attribute.value.get("fullName"))
        for grant in self.by_kind["grants"]:
            grant.skip(*NO_USE, "id", "resource", "application")
            found = APPLICATION.search(self.hrefs(grant))
            named = [one.text("id") or "" for one in grant.nodes("scopes")]
            application = grant.node("application").text("id") or (found[1] if found else "")
            self.granted[application] += [self.scopes[one] for one in named if one in self.scopes]

    def operations_of(self, service: Node) -> list[Node]:
        """Its operations: inside it, by their links, or because there is one service only."""
        inside = service.nodes("operations") if "operations" in service else []
        return [*inside, *(one for one in self.by_kind["operations"] if self._is_of(one, service))]

    def deployment_of(self, service: Node) -> Node | None:
        """The deployment of a service, where it was given."""
        if "deployment" in service:
            return service.node("deployment")
        return next((one for one in self.by_kind["deployments"] if self._is_of(one, service)), None)

    def policy_of(self, node: Node) -> str | None:
        """The imported policy that a service or operation refers to; where it was not imported, that is named."""
        if node.raw("policy") is None:
            return None
        found = self.policies.get(node.node("policy").text("id") or "")
        if found is None:
            node.say("policy", "its policy tree is not imported: a request that the rules permit may be denied by it")
        return found

    def hrefs(self, node: Node) -> str:
        """Every link of an object in one text."""
        found: list[str] = []
        waiting: list[Any] = [node.value.get("_links")]
        while waiting:
            value = waiting.pop()
            waiting.extend(value.values() if isinstance(value, dict) else value if isinstance(value, list) else ())
            found += [value] if isinstance(value, str) else []
        return "\n".join(found)

    def _is_of(self, node: Node, service: Node) -> bool:
        found = SERVICE.search(self.hrefs(node))
        return found[1] == service.text("id") if found else len(self.by_kind["apiServers"]) == 1

    def _linked(self, node: Node, kind: str) -> str:
        found = re.search(rf"/{kind}/([^/?#]+)", self.hrefs(node))
        return found[1] if found else ""
