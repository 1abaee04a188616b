"""What requests are judged by: services of the deployed copy, users of the file, and what deploying would change."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from engine.environment.deployed import compared_tables, contradictions, judged_tables, service_changes
from engine.environment.loader import environment_from_tables

WORLD: dict[str, Any] = {
    "name": "shop",
    "issuers": [{"name": "sso", "issuer": "https://login.test"}],
    "resources": [{"name": "orders", "audience": "orders"}],
    "api_services": [
        {"name": "Orders", "base_urls": ["https://a.test/orders"], "issuer": "sso", "resource": "orders", "policy": "top",
         "operations": [{"name": "List", "paths": ["/"], "policy": "inner"}]},
        {"name": "Stock", "base_urls": ["https://a.test/stock"], "issuers": ["sso"], "deployment": "changed"},
    ],
    "policies": [
        {"name": "top", "combine": "deny-overrides", "children": ["leaf"]},
        {"name": "leaf", "combine": "first-applicable", "rules": [{"name": "r", "effect": "permit", "statements": ["s"]}]},
        {"name": "inner", "combine": "deny-overrides"},
        {"name": "nobody's", "combine": "deny-overrides"},
    ],
    "statements": [{"name": "s", "code": "set-headers", "payload": {"X-A": "1"}}],
    "users": [{"id": "kim"}],
}  # fmt: skip


@pytest.fixture
def draft() -> dict[str, Any]:
    return copy.deepcopy(WORLD)


def judged(draft: dict[str, Any]) -> Any:
    return environment_from_tables(judged_tables(draft, WORLD), file="judged")


def test_a_service_is_judged_as_it_was_deployed(draft):
    draft["api_services"][0]["operations"][0]["paths"] = ["/other"]
    draft["policies"][1]["rules"] = []

    assert judged(draft).api_services[0].operations[0].paths == ("/",)
    assert judged(draft).policy_by_name["leaf"].rules[0].name == "r"


def test_what_the_file_says_of_deployments_does_not_count(draft):
    draft["api_services"][0]["deployment"] = "never"

    assert [one.deployment for one in judged(draft).api_services] == ["deployed", "deployed"]


def test_a_service_that_only_the_draft_has_was_never_deployed(draft):
    draft["issuers"].insert(0, {"name": "new", "issuer": "https://new.test"})
    draft["api_services"].insert(0, {"name": "New", "base_urls": ["https://a.test/new"], "issuer": "new"})

    assert [(one.name, one.deployment) for one in judged(draft).api_services] == [
        ("New", "never"), ("Orders", "deployed"), ("Stock", "deployed"),
    ]  # fmt: skip


def test_a_service_that_the_draft_dropped_is_deployed_still(draft):
    draft["api_services"] = [draft["api_services"][1]]
    draft["policies"] = []

    assert [one.name for one in judged(draft).api_services] == ["Stock", "Orders"]


def test_users_take_effect_at_once(draft):
    draft["users"] = [{"id": "kim", "groups": ["staff"]}, {"id": "lee"}]
    draft["users_complete"] = True
    draft["clients"] = [{"id": "web"}]

    assert [(one.id, one.groups) for one in judged(draft).users] == [("kim", ("staff",)), ("lee", ())]
    assert judged(draft).users_complete
    assert [one.id for one in judged(draft).clients] == ["web"]


def test_how_policies_combine_is_deployed(draft):
    draft["semantics"] = "xacml"

    assert judged(draft).semantics == "pingone"
    assert judged_tables(WORLD, draft)["semantics"] == "xacml"


def test_what_a_deployment_is_compared_with(draft):
    """Users of the draft on both sides; neither what the file says of deployments nor a new service of before."""
    draft["users"] = [{"id": "lee", "issuer": "new"}]
    draft["issuers"].append({"name": "new", "issuer": "https://new.test"})
    draft["api_services"].append({"name": "New", "base_urls": ["https://a.test/new"], "issuer": "new"})
    draft["api_services"][0]["deployment"] = "never"
    before, after = (environment_from_tables(one, file="compared") for one in compared_tables(draft, WORLD))

    assert before.users == after.users == judged(draft).users
    assert [one.name for one in before.api_services] == ["Orders", "Stock"]
    assert [(one.name, one.deployment) for one in after.api_services] == [
        ("Orders", "deployed"),
        ("Stock", "deployed"),
        ("New", "deployed"),
    ]


CHANGES: list[tuple[str, Any, list[tuple[str, str, bool]]]] = [
    ("nothing", lambda draft: None, []),
    ("a user", lambda draft: draft["users"].append({"id": "lee"}), []),
    ("deployment", lambda draft: draft["api_services"][0].update(deployment="never"), []),
    ("a policy of nobody", lambda draft: draft["policies"][3].update(combine="permit-overrides"), []),
    ("itself", lambda draft: draft["api_services"][1].update(audience="x"), [("Stock", "updated", True)]),
    ("an operation", lambda draft: draft["api_services"][0]["operations"].append({"name": "New", "paths": ["/new"]}), [("Orders", "updated", True)]),
    ("its policy", lambda draft: draft["policies"][0].update(combine="permit-overrides"), [("Orders", "updated", False)]),
    ("a policy below", lambda draft: draft["policies"][1]["rules"].clear(), [("Orders", "updated", False)]),
    ("a policy of an operation", lambda draft: draft["policies"][2].update(combine="permit-overrides"), [("Orders", "updated", False)]),
    ("a statement below", lambda draft: draft["statements"][0].update(payload={}), [("Orders", "updated", False)]),
    ("its resource", lambda draft: draft["resources"][0].update(audience="x"), [("Orders", "updated", False)]),
    ("the issuer of both", lambda draft: draft["issuers"][0].update(leeway_seconds=1), [("Orders", "updated", False), ("Stock", "updated", False)]),
    ("how policies combine", lambda draft: draft.update(semantics="xacml"), [("Orders", "updated", False), ("Stock", "updated", False)]),
    ("a name", lambda draft: draft["api_services"][1].update(name="Store"), [("Store", "created", True), ("Stock", "deleted", True)]),
]  # fmt: skip


@pytest.mark.parametrize(("change", "found"), [row[1:] for row in CHANGES], ids=[row[0] for row in CHANGES])
def test_what_a_deployment_would_change(draft, change, found):
    change(draft)

    assert [tuple(one) for one in service_changes(WORLD, draft)] == found


def test_the_first_deployment_creates(draft):
    assert [(one.name, one.kind) for one in service_changes(None, draft)] == [
        ("Orders", "created"),
        ("Stock", "created"),
    ]


@pytest.mark.parametrize(
    ("written", "change", "seen"),
    [
        ("never", None, "saw `never`, but it is as it was deployed (SAID)"),
        ("changed", None, "saw `changed`, but it is as it was deployed (SAID)"),
        ("deployed", None, None),
        (None, None, None),
        ("never", "policy", "saw `never`, but it has changed since it was deployed (SAID)"),
        ("changed", "policy", None),
        ("deployed", "policy", None),
        ("deployed", "name", "saw `deployed`, but the deployed copy does not have it (SAID)"),
        ("never", "name", None),
    ],
)
def test_what_the_file_says_of_a_deployment_and_the_copy_otherwise(draft, written, change, seen):
    service = draft["api_services"][0]
    service |= {"deployment": written} if written else {}
    service |= {"policy": {"policy": "inner"}, "name": {"name": "New"}}.get(change or "", {})
    draft["api_services"] = [service]
    found = list(contradictions(draft, WORLD, "SAID"))

    assert [(one.path, one.seen) for one in found] == ([(("api_services", 0, "deployment"), seen)] if seen else [])
