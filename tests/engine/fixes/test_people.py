"""Changes of people and clients."""

from __future__ import annotations

from typing import Any

import pytest

from engine import pipeline
from engine.fixes.people import change_client, change_user
from engine.models.question import Known, Question
from tests.support.world import question_of

ORDERS = "GET https://api.shop.test/orders/7"
ALONE = {"sub": "shop-web"}


def world(**case: Any) -> tuple[Question, Known]:
    question = question_of({"request": ORDERS, **case})
    return question, pipeline.find(question).known


@pytest.mark.parametrize(
    ("values", "edits", "words", "widens"),
    [
        ({"groups": ["buyers", "a"]}, [("/users/0/groups", ["buyers"], ["buyers", "a"])], "add the user `ada` to the group `a`", True),
        ({"groups": []}, [("/users/0/groups", ["buyers"], [])], "remove the user `ada` from the group `buyers`", False),
        ({"level": 3}, [("/users/0/attributes/level", 2, 3)], "set `level` of the user `ada` to `3`", True),
        ({"tags": ["x"]}, [("/users/0/attributes/tags", None, ["x"])], "add `x` to `tags` of the user `ada`", True),
        ({"status": "inactive"}, [("/users/0/status", "active", "inactive")], "make the user `ada` inactive", True),
    ],
)  # fmt: skip
def test_a_listed_user(values: dict[str, Any], edits: list[Any], words: str, widens: bool) -> None:
    change = change_user(*world(), values)
    assert change is not None
    assert [(edit.path, edit.from_, edit.to) for edit in change.edits] == edits
    assert (change.words, change.owner, change.widens) == (words, "user_administrator", widens)


@pytest.mark.parametrize("values", [{"id": "x"}, {"name": "x"}, {"groups": "x"}, {"status": "asleep"}])
def test_what_a_user_cannot_be_is_not_proposed(values: dict[str, Any]) -> None:
    assert change_user(*world(), values) is None


@pytest.mark.parametrize(
    ("case", "values", "paths"),
    [
        ({"claims": ALONE}, {}, ["/sub"]),
        ({"claims": ALONE | {"gty": "client-credentials", "idtyp": "app"}}, {}, ["/sub", "/gty", "/idtyp"]),
        ({"claims": ALONE, "set": {"issuers/0/user_claim": "username"}}, {}, ["/sub", "/username"]),
        ({"claims": ALONE}, {"level": 2}, ["/sub"]),
        ({"claims": ALONE}, {"level": 7}, ["/sub", "/users/0/attributes/level"]),
        ({"claims": ALONE, "set": {"users": []}}, {"groups": ["a"]}, ["/sub", "/groups"]),
        ({"claims": ALONE, "set": {"users": [], "users_complete": True}}, {"groups": ["a"]}, ["/sub", "/users/0"]),
        ({"claims": {"sub": "zoe"}, "set": {"users_complete": True}}, {"level": 2}, ["/users/3"]),
        ({"claims": {"sub": "zoe", "groups": ["x"]}}, {"groups": ["x", "y"]}, ["/groups"]),
    ],
)
def test_a_user_who_is_not_there(case: dict[str, Any], values: dict[str, Any], paths: list[str]) -> None:
    change = change_user(*world(**case), values)
    assert change is not None
    assert [edit.path for edit in change.edits] == paths


def test_nobody_is_changed_whom_nobody_knows() -> None:
    assert change_user(*world(claims={"sub": "zoe"}), {"level": 2}) is None
    assert change_user(*world(environment=False), {"level": 2}) is None


def test_a_listed_client() -> None:
    change = change_client(*world(), {"require_pkce": True, "groups": ["a"]})
    assert change is not None
    assert [(edit.path, edit.from_, edit.to) for edit in change.edits] == [
        ("/clients/0/require_pkce", False, True),
        ("/clients/0/groups", [], ["a"]),
    ]
    assert (change.owner, change.widens) == ("token_issuer", True)
    assert change_client(*world(), {"id": "x"}) is None
    assert change_client(*world(claims={"client_id": "stranger"}), {"require_pkce": True}) is None
