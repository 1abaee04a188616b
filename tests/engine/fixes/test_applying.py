"""Edits, applied to a question: the copy is changed, the original and what is beside it are not."""

from __future__ import annotations

from typing import Any

import pytest

from engine.fixes.applying import edited, path_of, pointer_of, value_at, with_value
from engine.models.trace import Edit
from tests.support.world import environment, question_of

CASE = {"request": "GET https://api.shop.test/orders/7", "headers": {"X-A": "1", "x-a": "2", "B": "3"}}


@pytest.mark.parametrize(
    ("pointer", "path"),
    [("/users/0/groups", ("users", 0, "groups")), ("/headers/X-A", ("headers", "X-A")), ("/a~1b~0c", ("a/b~c",))],
)
def test_a_pointer_and_its_way(pointer: str, path: tuple[str | int, ...]) -> None:
    assert path_of(pointer) == path
    assert pointer_of(path) == pointer


def test_every_part_of_a_request_can_be_another() -> None:
    edits = [
        Edit(target="request", path="/method", to="PUT"), Edit(target="request", path="/url", to="https://a.test/"),
        Edit(target="request", path="/headers/x-A", to="9"), Edit(target="request", path="/headers/B", to=None),
        Edit(target="request", path="/source_ip", to="192.0.2.7"),
        Edit(target="request", path="/time", to="2026-03-05T00:00:00Z"), Edit(target="token", path="/aud", to="x"),
    ]  # fmt: skip
    question = question_of(CASE)
    changed = edited(question, edits)
    request = changed.exchange.request
    assert request is not None
    assert (request.method, request.url, changed.exchange.source_ip) == ("PUT", "https://a.test/", "192.0.2.7")
    assert [pair for pair in request.headers if pair[0] != "Authorization"] == [("x-A", "9")]
    assert (changed.now.isoformat(), changed.token_edits) == ("2026-03-05T00:00:00+00:00", (edits[-1],))
    assert question == question_of(CASE)


@pytest.mark.parametrize(
    ("pointer", "to"),
    [
        ("/users/0/groups", ["a", "b"]),
        ("/users/0/attributes/level", 9),
        ("/users/0/attributes/tags", ["a"]),
        ("/api_services/0/operations/1/delegated", True),
        ("/policies/0/rules/0/when", {"attribute": "token.sub", "equals": "x"}),
    ],
)
def test_a_value_of_the_environment_is_another_and_its_neighbours_are_shared(pointer: str, to: Any) -> None:
    before, path = environment(), path_of(pointer)
    known = before.policy_by_name, before.client_by_id
    after = with_value(before, path, to)
    held = value_at(after, path)
    assert (list(held) if isinstance(held, tuple) else held) == to
    assert value_at(before, path) != to
    assert all(
        getattr(after, name) is getattr(before, name) for name in type(before).__struct_fields__ if name != path[0]
    )
    assert after.client_by_id is known[1]
    assert (after.policy_by_name is known[0]) == (path[0] != "policies")


def test_one_past_the_end_of_a_list_is_added() -> None:
    before = environment()
    after = with_value(before, ("users", len(before.users)), {"id": "new", "groups": ["a"]})
    assert (after.users[-1].id, after.users[-1].groups, len(before.users)) == ("new", ("a",), len(after.users) - 1)
    after = with_value(before, ("policies", 0, "rules", 1), {"name": "r", "effect": "permit"})
    assert after.policy_by_name["Own only"].rules[1].effect == "permit"
    assert value_at(before, ("users", 99)) is None
