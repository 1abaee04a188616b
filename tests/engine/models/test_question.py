"""What is asked, and what is known: frozen, with nothing known at first."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from engine.models.question import Answer, Given, Known
from tests.support.world import question_of


def test_at_first_nothing_is_known_and_nothing_is_shared() -> None:
    known = Known()
    assert (known.flow, known.endpoint, known.closed, known.preflight) == ("resource", "api", False, False)
    assert known.service is known.claims is known.scopes is known.groups is None
    with pytest.raises(TypeError):
        known.path_parameters["x"] = "y"  # type: ignore[index]


def test_a_stage_cannot_change_what_is_known() -> None:
    with pytest.raises(AttributeError):
        Known().closed = True  # type: ignore[misc]
    with pytest.raises(TypeError):
        Answer().learnt["x"] = 1  # type: ignore[index]


def test_what_a_stage_may_teach_are_fields_of_what_is_known() -> None:
    names = set(Known.__struct_fields__)
    assert {"claims", "scopes", "client", "user", "groups", "decision", "policy", "issuer", "gateway"} <= names
    assert replace(Known(), subject="ada").subject == "ada"


def test_a_question_gives_nothing_of_its_own() -> None:
    question = question_of({"request": "GET https://api.shop.test/orders", "environment": False})
    assert (question.given, question.history, question.token_edits, dict(question.keys)) == (Given(), (), (), {})
