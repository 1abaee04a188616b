"""The stage `access_policy` of the token and authorization flows."""

from __future__ import annotations

from engine.models.question import Answer, Known
from engine.stages.access_policy import check_access_policy
from tests.support.world import question_of


def test_nothing_is_predicted_yet() -> None:
    assert check_access_policy(question_of({"request": "POST https://login.shop.test/token"}), Known()) == Answer()
