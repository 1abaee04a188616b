"""Changes of the token's claims."""

from __future__ import annotations

import shlex
from typing import Any

import pytest

from engine import pipeline
from engine.fixes.changes import Change
from engine.fixes.claims import change_claims
from engine.models.question import Known
from tests.support.world import AT, question_of


def change_of(values: dict[str, Any], **claims: Any) -> Change:
    question = question_of({"request": "GET https://api.shop.test/orders/7", "claims": claims})
    change = change_claims(question, pipeline.find(question).known, values)
    assert change is not None
    return change


@pytest.mark.parametrize(
    ("values", "claims", "edits", "owner"),
    [
        ({"scope": ["a", "b"]}, {}, [("/scope", "orders.read orders.write", "a b")], "client"),
        ({"scope": ["a"]}, {"scope": ["x"]}, [("/scope", ["x"], ["a"])], "client"),
        ({"scp": ["a"]}, {"scp": ["x"]}, [("/scp", ["x"], ["a"])], "client"),
        ({"region": "eu"}, {}, [("/region", None, "eu")], "token_issuer"),
        ({"https://a.test/x": 1}, {}, [("/https:~1~1a.test~1x", None, 1)], "token_issuer"),
        ({"/deep/role": "boss"}, {"deep": {"rank": 1}}, [("/deep", {"rank": 1}, {"rank": 1, "role": "boss"})], "token_issuer"),
        ({"/deep/role": "boss", "/deep/rank": 2}, {"deep": {"rank": 1}},
         [("/deep", {"rank": 1}, {"rank": 2, "role": "boss"})], "token_issuer"),
        ({"/a/b/c": 1}, {}, [("/a", None, {"b": {"c": 1}})], "token_issuer"),
        ({"sub": "ben"}, {}, [("/sub", "ada", "ben")], "client"),
        ({"aud": "x"}, {}, [("/aud", "orders", "x")], "client"),
        ({"region": "eu"}, {"exp": -60}, [("/region", None, "eu"), ("/exp", AT - 60, AT + 3600)], "token_issuer"),
    ],
)  # fmt: skip
def test_claims_are_edited_at_the_top(
    values: dict[str, Any], claims: dict[str, Any], edits: list[Any], owner: str
) -> None:
    change = change_of(values, **claims)
    assert [(edit.path, edit.from_, edit.to) for edit in change.edits] == edits
    assert change.owner == owner
    assert change.widens == (owner == "token_issuer")


def test_scopes_come_with_the_command_that_asks_for_them() -> None:
    change = change_of({"scope": ["orders.read", "a"]}, sub="shop-web")
    assert change.words == "ask the token endpoint for a new access token with the scope `a`"
    assert change.command is not None
    assert shlex.split(change.command)[-1] == "scope=orders.read a"
    assert change_of({"scope": ["a"]}).command is None


def test_without_a_token_nothing_is_claimed() -> None:
    assert change_claims(question_of({"request": "GET https://a.test/"}), Known(), {"a": "b"}) is None
