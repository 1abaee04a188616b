"""What PingOne's API returns becomes API services with operations, resources, clients and users."""

from __future__ import annotations

import pytest


def test_an_environment(imported, replies):
    made = imported("pingone", replies("pingone")).environment

    assert made.id == "e0-1"
    assert [(one.name, one.issuer, one.kind) for one in made.issuers] == [
        ("pingone", "https://auth.pingone.eu/e0-1/as", "managed"), ("external", "https://login.example.com", "external"),
    ]  # fmt: skip
    orders, external = made.api_services
    assert (orders.name, orders.id, orders.base_urls, orders.issuer) == (
        "Orders",
        "as1",
        ("https://api.test/orders",),
        "pingone",
    )
    assert (made.audiences_of(orders), orders.custom_policies, orders.deployment) == (("orders",), True, "deployed")
    assert (external.issuer, external.operations) == ("external", ())
    assert [one.name for one in orders.operations] == ["Read"]
    assert made.authorization_servers[0].token_endpoint == "https://auth.pingone.eu/e0-1/as/token"


def test_what_is_not_understood_is_named_by_its_path(imported, replies):
    assert imported("pingone", replies("pingone")).unsaid == [
        "$[0]._embedded.apiServers[0].policy: its policy tree is not imported: a request that the rules permit may be denied by it",
        "$[1]._embedded.operations[0].accessControl.permission: a permission rule cannot be said, and is not judged",
        "$[4]._embedded.applications[0].grantTypes: `X` is not known; left out",
        "$[4]._embedded.applications[0]: every user may sign on through it: those that were given are named, add the others",
        "$[0]._embedded.apiServers[0]: whose tokens an external service takes is not in it: write the issuer",
        "$[1]._embedded.operations[0].accessControl.maxAge: not understood, left out",
    ]


def test_each_reply_in_a_file_of_its_own(imported, replies):
    whole = replies("pingone")

    assert imported("pingone", *whole).environment == imported("pingone", whole).environment


def test_no_secret_is_written(imported, replies):
    made = imported("pingone", replies("pingone"))

    assert "SUPERSECRET" not in made.text + str(made.unsaid)
    assert made.environment.clients[0].secret_check == "d3c9"


@pytest.mark.parametrize(
    ("status", "updated", "deployment"),
    [
        ("DEPLOYMENT_SUCCESSFUL", "2025-12-31T00:00:00Z", "deployed"),
        ("DEPLOYMENT_SUCCESSFUL", "2026-01-02T00:00:00Z", "changed"),
        ("DEPLOYMENT_UNINITIALIZED", None, "never"),
        ("DEPLOYMENT_FAILED", None, "changed"),
        ("POLICIES_CREATE_IN_PROGRESS", None, "changed"),
        (None, None, "changed"),
    ],
)
def test_the_last_deployment(imported, replies, status, updated, deployment):
    whole = replies("pingone")
    whole[0]["_embedded"]["apiServers"][0]["updatedAt"] = updated
    whole[-1]["status"] = {"code": status}

    assert imported("pingone", whole).environment.api_services[0].deployment == deployment


def test_without_links_the_issuer_is_to_be_written(imported):
    made = imported(
        "pingone", {"_embedded": {"apiServers": [{"id": "1", "name": "A", "baseUrls": ["https://a.test"]}]}}
    )

    assert "no link names the environment" in made.unsaid[0]
    assert made.environment.api_services[0].name == "A"


@pytest.mark.parametrize("broken", [1, [1], "x", None, {"a": 1}])
def test_a_member_of_another_type_costs_no_other(imported, replies, broken):
    for index, reply in enumerate(replies("pingone")[:-1]):
        [kind] = reply["_embedded"]
        for key in reply["_embedded"][kind][0]:
            whole = replies("pingone")
            whole[index]["_embedded"][kind][0][key] = broken
            assert imported("pingone", whole).environment.name == "pingone", (kind, key)
