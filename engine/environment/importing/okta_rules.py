"""Access policies and rules of an Okta authorization server, as its API returns them."""

from __future__ import annotations

from typing import Any

from engine.environment.importing.okta_world import NO_USE, World, status_of
from engine.environment.importing.reading import Node, unique
from engine.environment.values import is_scope

EVERYONE, ALL_CLIENTS, ALL_SCOPES = "EVERYONE", "ALL_CLIENTS", "*"
LIFETIMES = {
    "accessTokenLifetimeMinutes": "access_token_lifetime_seconds",
    "refreshTokenLifetimeMinutes": "refresh_token_lifetime_seconds",
    "refreshTokenWindowMinutes": "refresh_token_idle_seconds",
}


def policy_of(world: World, node: Node) -> dict[str, Any]:
    """One policy with its rules."""
    node.skip(*NO_USE, "description")
    conditions = node.node("conditions")
    clients = conditions.node("clients")
    named = clients.texts("include") or []
    names: set[str] = set()
    rules = [_rule(world, one, names) for one in world.of("rules", node.text("id") or node.path)]
    if not rules:
        node.say("", "a policy without rules: no token is issued by it")
    return {
        "name": node.text("name") or node.text("id") or "policy", "id": node.text("id"),
        "priority": node.number("priority") or 1, "clients": ["*"] if ALL_CLIENTS in named else named,
        "status": status_of(node), "changed_at": _time(node), "rules": rules,
    }  # fmt: skip


def _rule(world: World, node: Node, names: set[str]) -> dict[str, Any]:
    node.skip(*NO_USE)
    conditions = node.node("conditions")
    scopes = conditions.node("scopes").texts("include") or []
    rule: dict[str, Any] = {
        "name": unique(node.text("name") or node.text("id") or "rule", names), "id": node.text("id"),
        "priority": node.number("priority") or 1,
        "grant_types": conditions.node("grantTypes").texts("include") or [],
        **_people(world, conditions.node("people")),
        "scopes": None if ALL_SCOPES in scopes else [scope for scope in scopes if is_scope(scope)],
        "status": status_of(node), "changed_at": _time(node),
    }  # fmt: skip
    token = node.node("actions").node("token")
    for minutes, field in LIFETIMES.items():
        found = token.number(minutes)
        rule[field] = found * 60 if found is not None and found >= 0 else None
    if token.raw("inlineHook"):
        token.say("inlineHook", "a hook may change the token or refuse it; what it does is not known here")
    return rule


def _people(world: World, people: Node) -> dict[str, Any]:
    """Whom a rule is for. In the file neither users nor groups is everyone; empty lists are nobody."""
    users, groups = people.node("users"), people.node("groups")
    named, within = users.texts("include") or [], groups.texts("include") or []
    excluded = {
        "exclude_users": world.user_names(users.texts("exclude") or []) or None,
        "exclude_groups": world.group_names(groups.texts("exclude") or []) or None,
    }
    if EVERYONE in within or not people:
        return excluded
    return {"users": world.user_names(named), "groups": world.group_names(within), **excluded}


def _time(node: Node) -> str | None:
    return node.text("lastUpdated")
