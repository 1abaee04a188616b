"""The conditions of access rules in words, and what follows from what is assumed."""

from __future__ import annotations

import pytest

from engine.issuing.access_conditions import (
    Ask,
    Atom,
    Condition,
    World,
    of_client,
    of_grant_type,
    of_scopes,
    of_status,
    of_user,
    said,
)
from tests.support.bakery import bakery

SERVER = bakery().authorization_servers[0]
EVERYONE, SHOP, OLD = SERVER.policies
READERS, (BAKERS, VANS) = EVERYONE.rules[0], SHOP.rules
CARL = Ask(client_id="tablet", grant_type="password", user="carl", groups=("staff",), scopes=("openid", "orders.burn"))
WORLD = World(SERVER, CARL, {})
SAID = [
    (of_status(OLD, "policy"), "it is inactive"),
    (of_client(WORLD, SHOP), "it is for `shop-web`, `van-app`, not for the client `tablet`"),
    (of_grant_type(WORLD, BAKERS), "it is for the grant `authorization_code`, not for `password`"),
    (of_user(WORLD, BAKERS), "it is for `olga`, `bakers`, and `carl` is none of them"),
    (of_scopes(WORLD, BAKERS), "it does not grant the scope `orders.burn`"),
]


@pytest.mark.parametrize(("condition", "wanted"), SAID, ids=[one.test for one, _ in SAID])
def test_a_condition_that_is_not_met_in_words(condition: Condition, wanted: str) -> None:
    assert condition.met is False
    assert said(condition) == wanted


def test_who_is_left_out_is_said() -> None:
    ada = World(SERVER, Ask(client_id="tablet", grant_type="password", user="ada", groups=("apprentices",)), {})
    assert said(of_user(ada, READERS)) == "it leaves out `mallory`, `apprentices`, and so `ada`"


def test_a_condition_as_the_trace_shows_it() -> None:
    assert of_scopes(WORLD, BAKERS).node == {
        "test": "in", "outcome": "false",
        "left": {"attribute": "request.scope", "value": ["orders.burn"], "from": None},
        "right": {"value": ["orders.read", "orders.bake"]},
    }  # fmt: skip
    nobody = World(SERVER, Ask(client_id=None, grant_type="password"), {})
    assert of_client(nobody, SHOP).node["outcome"] is None
    assert of_client(nobody, SHOP).node["left"]["not_known"] is True


FOLLOWS: list[tuple[str, dict[Atom, bool], Atom, bool | None]] = [
    ("nothing is assumed", {}, ("user", "ada"), None),
    ("what is assumed", {("user", "ada"): True}, ("user", "ada"), True),
    ("one user is no other", {("user", "ada"): True}, ("user", "ben"), False),
    ("a user that it is not may be another", {("user", "ada"): False}, ("user", "ben"), None),
    ("groups are apart", {("group", "staff"): True}, ("group", "bakers"), None),
    ("a larger set of scopes", {("scopes", frozenset("a")): True}, ("scopes", frozenset("ab")), True),
    ("a smaller set of scopes", {("scopes", frozenset("ab")): False}, ("scopes", frozenset("a")), False),
    ("another set of scopes", {("scopes", frozenset("a")): True}, ("scopes", frozenset("b")), None),
]


@pytest.mark.parametrize(("assumed", "atom", "wanted"), [row[1:] for row in FOLLOWS], ids=[row[0] for row in FOLLOWS])
def test_what_follows_from_an_assumption(assumed: dict[Atom, bool], atom: Atom, wanted: bool | None) -> None:
    world = World(SERVER, Ask(client_id=None, grant_type=None, scopes=None), assumed)
    assert world.holds(*atom) is wanted
    assert world.open == ([atom] if wanted is None else [])
