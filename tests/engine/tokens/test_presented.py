"""Check `token.presented`: is there one access token, in the Authorization header, with the Bearer scheme?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.models.question import Known
from engine.stages.notes import Notes
from engine.tokens.presented import check_presented
from tests.support.world import assert_case, cases_beside, judge, question_of


@cases_beside(__file__, "cases/presented.toml")
def test_where_the_token_stands(case: Mapping[str, Any]) -> None:
    assert_case(case, judge(case))


@settings(max_examples=40)
@given(st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1), st.sampled_from(["Bearer", "dpop"]))
def test_what_stands_behind_the_scheme_is_the_token(token: str, scheme: str) -> None:
    question = question_of({"request": "GET https://elsewhere.test/", "authorization": f"{scheme}  {token} "})
    assert check_presented(Notes("token", question), Known()) == token
