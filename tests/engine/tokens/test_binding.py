"""Check `token.binding`: which proof each member of `cnf` asks for."""

from __future__ import annotations

from typing import Any

import pytest

from engine.tokens.binding import MEMBERS
from tests.support.world import judge

REQUEST = "GET https://api.shop.test/orders/7"


@pytest.mark.parametrize(
    ("cnf", "outcomes"),
    [
        ({}, ["passed"]), ("text", ["passed"]), ([], ["passed"]), (None, ["passed"]),
        ({"kid": "x"}, ["unknown"]), ({"jkt": 7}, ["unknown"]), ({"jwk": {"kty": "EC"}}, ["unknown"]),
        ({"x5t#S256": "x"}, ["unknown"]), ({"jkt": "x"}, ["failed"]), ({"jkt": "x", "x5t#S256": "x"}, ["failed", "unknown"]),
    ],
)  # fmt: skip
def test_a_bound_token_needs_a_proof(cnf: Any, outcomes: list[str]) -> None:
    trace = judge({"request": REQUEST, "claims": {"cnf": cnf}})
    assert [check.outcome for check in trace.step("token").checks if check.check == "token.binding"] == outcomes


def test_members_are_those_of_the_standards() -> None:
    assert set(MEMBERS) == {"jkt", "x5t#S256"}
