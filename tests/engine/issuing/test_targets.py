"""Resources, and scopes that choose one."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from engine.environment.model import Environment
from engine.issuing.targets import check_target
from engine.models.question import Known
from engine.stages.notes import Notes
from tests.support.issuing import issuing_question, issuing_world

ORDERS = "https://api.shop.test/orders"


def outcomes(
    world: Environment | None, scopes: tuple[str, ...] = (), resources: tuple[str, ...] = ()
) -> list[tuple[str, str | None]]:
    question = replace(issuing_question({"base": "job"}), environment=world)
    notes = Notes("scope", question)
    server = world.authorization_servers[0] if world else None
    check_target(notes, Known(closed=True, server=server), scopes, resources)
    return [(check.outcome, check.reason) for check in notes.checks]


@pytest.mark.parametrize(
    ("scopes", "resources", "wanted"),
    [
        ((), (), []),
        (("orders.read", "orders.write", "openid"), (), []),
        ((), (ORDERS,), [("passed", None)]),
        ((), (ORDERS, f"{ORDERS}/"), [("failed", "scope.resource_unknown")]),
        (("orders.read", "reports.read"), (), [("failed", "scope.several_resources")]),
    ],
)
def test_in_the_world(
    scopes: tuple[str, ...], resources: tuple[str, ...], wanted: list[tuple[str, str | None]]
) -> None:
    assert outcomes(issuing_world(), scopes, resources) == wanted


def test_without_an_environment_or_resources_nobody_knows() -> None:
    assert outcomes(None, (), (ORDERS,)) == [("unknown", None)]
    server = replace(issuing_world().authorization_servers[0], audience=None)
    bare = replace(issuing_world(), resources=(), authorization_servers=(server,))
    assert outcomes(bare, (), (ORDERS,)) == [("unknown", None)]


def test_a_scope_that_two_resources_have_belongs_to_either() -> None:
    both = tuple(replace(one, scopes=(*one.scopes, "shared")) for one in issuing_world().resources)
    world = replace(issuing_world(), resources=both)
    assert outcomes(world, ("shared", "reports.read")) == []
