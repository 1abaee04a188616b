"""Who belongs to whom in a PingOne environment."""

from __future__ import annotations

import pytest

from engine.environment.importing.pingone_world import ENVIRONMENT, World
from engine.environment.importing.reading import Node, Notes


def service(identity: str) -> Node:
    return Node({"id": identity}, identity, Notes())


def linked(href: str) -> Node:
    return Node({"_links": {"self": {"href": href}}}, href, Notes())


def test_operations_belong_by_their_link():
    world = World()
    one, other = service("1"), service("2")
    world.by_kind["apiServers"] = [one, other]
    world.by_kind["operations"] = [linked("https://x/apiServers/2/operations/a"), linked("")]

    assert [len(world.operations_of(found)) for found in (one, other)] == [0, 1]


def test_of_one_service_is_everything():
    world = World()
    world.by_kind["apiServers"] = [service("1")]
    world.by_kind["deployments"] = [linked("")]

    assert world.deployment_of(world.by_kind["apiServers"][0]) is world.by_kind["deployments"][0]


@pytest.mark.parametrize("region", ["com", "eu", "ca", "com.au", "asia", "sg"])
def test_the_environment_by_a_link_of_each_region(region):
    found = ENVIRONMENT.search(f"https://api.pingone.{region}/v1/environments/abc-1/apiServers/2")

    assert found is not None
    assert (found["tld"], found["id"]) == (region, "abc-1")
