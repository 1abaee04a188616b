"""The stage `scope` of the token and authorization flows."""

from __future__ import annotations

from engine.models.question import Answer, Known
from engine.stages.scope import check_scope
from tests.support.world import question_of


def test_nothing_is_predicted_yet() -> None:
    assert check_scope(question_of({"request": "POST https://login.shop.test/token"}), Known()) == Answer()
