"""What a reading says of itself."""

from __future__ import annotations

import pytest

from engine.models.reading import Reading


@pytest.mark.parametrize(
    ("reason", "generic"),
    [
        ("token.refused", True),
        ("policy.denied", True),
        ("token.expired", False),
        ("gateway.no_route", False),
        (None, False),
    ],
)
def test_a_reason_that_only_names_the_stage_is_generic(reason: str | None, generic: bool) -> None:
    assert Reading(kind="refusal", reason=reason).generic is generic


def test_an_answer_of_the_api_itself_got_past_the_gateway_and_nothing_else_is_said() -> None:
    answered = Reading(kind="refusal", answered_by="upstream")
    assert answered.past("gateway")
    assert not answered.past("token")
    assert not Reading(kind="refusal", answered_by="gateway").past("gateway")
