"""What was read of an Okta organisation, and who belongs to whom in it."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

from engine.environment.importing.reading import Comment, Node

NO_USE = ("_links", "_embedded", "created", "lastUpdated", "system", "orn", "type", "features", "links")
STATUS = {"ACTIVE": "active", "INACTIVE": "inactive", "DELETED": "deleted"}
OWNERS = {
    "policies": re.compile(r"/authorizationServers/([^/?#]+)"),
    "scopes": re.compile(r"/authorizationServers/([^/?#]+)"),
    "claims": re.compile(r"/authorizationServers/([^/?#]+)"),
    "rules": re.compile(r"/policies/([^/?#]+)"),
    "appUsers": re.compile(r"/apps/([^/?#]+)"),
    "appGroups": re.compile(r"/apps/([^/?#]+)"),
}
"""Where the links of a thing name what it belongs to."""


class World:
    """The objects by kind, and the ids that they refer to one another by."""

    def __init__(self) -> None:
        self.by_kind: dict[str, list[Node]] = defaultdict(list)
        self.roots: list[Node] = []
        self.owner: dict[str, str] = {}
        """Of what stands inside its owner: its path, and the owner's id."""
        self.used: set[str] = set()
        self.comments: list[Comment] = []
        self.off: list[tuple[str, dict[str, Any], str]] = []
        """Users whose groups are not known: a user who is listed without groups has none."""
        self.everyone: list[str] = []
        """Names of the groups that every user is in."""
        self.groups_given = False
        """Whether every group says who is in it."""
        self.logins: dict[str, str] = {}
        self.groups: dict[str, str] = {}
        self.members: dict[str, list[str]] = defaultdict(list)
        """Names of groups by the id of a user."""

    def learn(self) -> None:
        """What people and groups are called, and who is in which."""
        for user in self.by_kind["users"]:
            self.logins[user.text("id") or ""] = user.node("profile").text("login") or ""
        for group in self.by_kind["groups"]:
            profile = group.node("profile")
            name = profile.text("name") or group.text("name") or group.text("id") or ""
            self.groups[group.text("id") or name] = name
            if group.value.get("type") == "BUILT_IN" and name == "Everyone":
                self.everyone.append(name)
            group.skip(*NO_USE, "lastMembershipUpdated", "objectClass", "description", "profile", "name", "status")
            for key in ("users", "members"):
                for member in group.nodes(key) if key in group else ():
                    self.members[member.text("id") or ""].append(name)
                    member.skip(*member.value)
        listed = [one for one in self.by_kind["groups"] if one.value.get("type") != "BUILT_IN"]
        self.groups_given = bool(listed) and all("users" in one or "members" in one for one in listed)

    def of(self, kind: str, owner: str) -> list[Node]:
        """Those that belong to an owner: inside it, by their links, or because there is only one owner."""
        found = [node for node in self.by_kind[kind] if self._owner(kind, node) == owner]
        self.used.update(node.path for node in found)
        return found

    def _owner(self, kind: str, node: Node) -> str | None:
        inside = self.owner.get(node.path)
        if inside is not None:
            return inside
        linked = OWNERS[kind].search(_hrefs(node.raw("_links")))
        if linked is not None:
            return linked[1]
        owners = self.by_kind["policies" if kind == "rules" else "servers"]
        return (
            (owners[0].text("id") or owners[0].path)
            if len(owners) == 1 and kind in ("policies", "scopes", "claims", "rules")
            else None
        )

    def user_names(self, ids: list[str]) -> list[str]:
        """What tokens call these users: their logins, where they are known."""
        return [self.logins.get(one) or one for one in ids]

    def group_names(self, ids: list[str]) -> list[str]:
        """What these groups are called, where that is known."""
        return [self.groups.get(one, one) for one in ids]


def _hrefs(links: Any) -> str:
    """Every link in one text."""
    found: list[str] = []
    waiting = [links]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
        elif isinstance(value, str):
            found.append(value)
    return "\n".join(found)


def status_of(node: Node) -> str | None:
    """`status` as the file spells it; None where it is active or absent."""
    found = node.text("status")
    if found is not None and found not in STATUS:
        node.say("status", f"`{found}` is not known, taken as inactive")
    return None if found in (None, "ACTIVE") else STATUS.get(found or "", "inactive")
