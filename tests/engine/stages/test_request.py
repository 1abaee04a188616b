"""Stage `request`: can it be read: method, absolute URL, headers, sizes?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from engine.stages.request import METHOD
from tests.support.world import assert_case, cases_beside, judge


@cases_beside(__file__, "cases/request.toml")
def test_what_makes_a_request_readable(case: Mapping[str, Any]) -> None:
    assert_case(case, judge(case))


@given(st.characters())
def test_a_method_is_made_of_the_characters_that_rfc_9110_lists(character: str) -> None:
    allowed = "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    assert bool(METHOD.fullmatch(character)) is (character in allowed)
