"""Access policies by the seed's words: priorities, first match, all scopes or none, both outcomes of what is open."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from itertools import combinations, product
from typing import Any

import pytest

from engine.environment.loader import environment_from_tables
from engine.environment.model import AuthorizationServer
from engine.issuing.access_conditions import Ask
from engine.issuing.access_policies import Evaluation, find_rule
from tests.support.bakery import bakery
from tests.support.world import cases_beside

OIDC = {"openid", "profile", "email", "address", "phone", "offline_access"}


def ask_of(table: Mapping[str, Any]) -> Ask:
    values = {name: tuple(value) if isinstance(value, list) else value for name, value in table.items()}
    if values.get("scopes") == "not known":
        values["scopes"] = None
    return Ask(**{"client_id": None, **values})


def server_of(case: Mapping[str, Any]) -> AuthorizationServer:
    return bakery(case.get("set"), tuple(case.get("unset", ()))).authorization_servers[0]


@cases_beside(__file__, "access_policy_cases.toml")
def test_which_rule_gives_the_token(case: Mapping[str, Any]) -> None:
    found = find_rule(server_of(case), ask_of(case["ask"]))
    by = f"{found.policy.name} › {found.rule.name}" if found.policy and found.rule else ""
    nearest = found.nearest[0] if found.nearest else None
    told: dict[str, Any] = {
        "outcome": found.outcome, "by": by, "granted": list(found.granted or ()), "stopped_at": found.stopped_at,
        "missing": list(found.missing), "facts": [fact for fact, _ in found.facts],
        "nearest": f"{nearest.policy.name} › {nearest.rule.name}" if nearest else "",
    }  # fmt: skip
    assert {name: told[name] for name in case["want"]} == case["want"], case["says"]


def plain(server: AuthorizationServer, ask: Ask) -> str | None:
    """The oracle, written from the seed's sentences alone: the name of the rule, for facts that are all known."""
    wanted = set(ask.scopes or server.default_scopes) - OIDC
    for policy in sorted(server.policies, key=lambda policy: policy.priority):
        if policy.status != "active" or not ({"*", ask.client_id} & set(policy.clients)):
            continue
        for rule in sorted(policy.rules, key=lambda rule: rule.priority):
            people = {("user", ask.user)} | {("group", group) for group in ask.groups or ()}
            listed = {("user", one) for one in rule.users or ()} | {("group", one) for one in rule.groups or ()}
            out = {("user", one) for one in rule.exclude_users} | {("group", one) for one in rule.exclude_groups}
            anyone = rule.users is None and rule.groups is None
            fits = ask.grant_type == "client_credentials" or ((anyone or listed & people) and not out & people)
            scopes = rule.scopes is None or wanted <= set(rule.scopes)
            if rule.status == "active" and ask.grant_type in rule.grant_types and fits and scopes:
                return f"{policy.name} › {rule.name}"
    return None


def random_server(chance: random.Random) -> AuthorizationServer:
    def some(names: str) -> list[str]:
        return chance.sample(list(names), chance.randint(1, 2))

    def rule(number: int) -> dict[str, Any]:
        made = {
            "name": f"r{number}",
            "priority": chance.randint(1, 3),
            "grant_types": [chance.choice(("authorization_code", "password"))],
        }
        optional = {"users": "uv", "groups": "gh", "exclude_users": "uv", "exclude_groups": "gh", "scopes": "st"}
        return made | {name: some(names) for name, names in optional.items() if chance.random() < 0.4}

    policies = [
        {"name": f"p{number}", "priority": chance.randint(1, 3), "clients": some("cd*"), "rules": [rule(n) for n in range(3)]}
        for number in range(2)
    ]  # fmt: skip
    tables = {
        "name": "random", "issuers": [{"name": "i", "issuer": "https://i.test"}],
        "authorization_servers": [{"name": "a", "issuer": "i", "policies": policies}],
    }  # fmt: skip
    return environment_from_tables(tables, file="random").authorization_servers[0]


def worlds(hidden: set[str], ask: Ask) -> Iterator[Ask]:
    """Every world that the known facts allow."""
    groups = [tuple(group) for size in range(3) for group in combinations("gh", size)]
    scopes = [tuple(some) for size in range(1, 4) for some in combinations("stx", size)]
    options = {"user": ("u", "v", "w"), "groups": groups, "client_id": ("c", "d", "e"), "scopes": scopes}
    names = sorted(hidden)
    for values in product(*(options[name] for name in names)):
        known = {name: getattr(ask, name) for name in Ask.__struct_fields__}
        yield Ask(**{**known, **dict(zip(names, values, strict=True))})


@pytest.mark.parametrize("seed", range(60))
def test_what_is_open_is_open_only_where_it_matters(seed: int) -> None:
    chance = random.Random(seed)
    server = random_server(chance)
    for _ in range(12):
        full = Ask(
            client_id=chance.choice("cde"), grant_type=chance.choice(("authorization_code", "password")),
            user=chance.choice("uvw"), groups=tuple(chance.sample("gh", chance.randint(0, 2))),
            scopes=tuple(chance.sample("stx", chance.randint(1, 2))),
        )  # fmt: skip
        hidden = set(chance.sample(("user", "groups", "client_id", "scopes"), chance.randint(0, 3)))
        shown = {name: getattr(full, name) for name in Ask.__struct_fields__}
        found = find_rule(server, Ask(**{**shown, **dict.fromkeys(hidden)}))
        results = {plain(server, world) for world in worlds(hidden, full)}
        wanted = "denied" if results == {None} else "unknown" if None in results else "granted"
        assert found.outcome == wanted, (seed, full, hidden)
        by = f"{found.policy.name} › {found.rule.name}" if found.policy and found.rule else None
        assert by == (next(iter(results)) if len(results) == 1 else None)
        assert bool(found.facts) == (len(results) > 1)
        check_tree(found, by)


def check_tree(found: Evaluation, by: str | None) -> None:
    """What decides in the tree is the rule that was found; nothing after it is reached."""
    policies = found.tree["children"]
    deciding = [f"{p['name']} › {r['name']}" for p in policies for r in p["children"] if p["decides"] and r["decides"]]
    assert deciding == ([by] if by else [])
    assert found.tree["decision"] == {"granted": "PERMIT", "denied": "DENY", "unknown": None}[found.outcome]
    if found.outcome == "denied":
        assert all(node["decision"] == "NOT_APPLICABLE" and "reached" not in node for node in policies)
        assert all(rule["condition"] for policy in policies for rule in policy["children"])


def test_the_tree_has_every_rule_with_the_first_condition_that_is_not_met() -> None:
    ask = Ask(client_id="shop-web", grant_type="authorization_code", user="carl", groups=(), scopes=("orders.read",))
    tree = find_rule(bakery().authorization_servers[0], ask).tree
    shop, old, everyone = tree["children"]
    assert [node["name"] for node in tree["children"]] == ["Shop", "Old", "Everyone"]
    assert [node["decision"] for node in tree["children"]] == ["NOT_APPLICABLE", "NOT_APPLICABLE", "PERMIT"]
    assert [(rule["name"], rule["condition"]["left"]["attribute"]) for rule in shop["children"]] == [
        ("vans", "request.grant_type"), ("bakers", "user.id and groups"),
    ]  # fmt: skip
    assert (old["children"], old["condition"]["left"]["value"]) == ([], "inactive")
    assert [(rule["name"], rule["decides"], rule["condition"]) for rule in everyone["children"]] == [
        ("readers", True, None)
    ]
