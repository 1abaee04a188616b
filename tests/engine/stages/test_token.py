"""Stage `token`: every axis is a check of its own; none stops the others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.models.question import Known
from engine.stages.token import AXES, check_token
from tests.support.world import assert_case, cases_beside, good_token, judge, question_of

ORDER = (
    "token.presented", "token.kind", "token.form", "token.algorithm", "token.key", "token.signature", "token.issuer",
    "token.lifetime", "token.audience", "token.active", "token.binding",
)  # fmt: skip


@cases_beside(__file__, "cases/token.toml")
def test_what_is_looked_at_in_a_token(case: Mapping[str, Any]) -> None:
    assert_case(case, judge(case))


def test_checks_run_in_the_order_in_which_their_row_lists_them() -> None:
    trace = judge({"request": "GET https://api.shop.test/orders/7"})
    assert tuple(check.check for check in trace.step("token").checks) == ORDER
    assert len(AXES) == len({axis.__name__ for axis in AXES}) == 6


@settings(max_examples=60)
@given(exp=st.integers(-200, 200), nbf=st.integers(-200, 200), leeway=st.integers(0, 120))
def test_a_token_is_good_from_nbf_minus_leeway_up_to_before_exp_plus_leeway(exp: int, nbf: int, leeway: int) -> None:
    case = {
        "request": "GET https://api.shop.test/orders/7", "token": good_token(exp=exp, nbf=nbf),
        "set": {"issuers/0/leeway_seconds": leeway},
    }  # fmt: skip
    good = exp + leeway > 0 and nbf - leeway <= 0
    assert (judge(case).verdict == "allowed") is good


def test_what_the_token_says_is_taught_to_later_stages() -> None:
    question = question_of({"request": "GET https://cdn.example/x", "claims": {"groups": ["a", "b"]}})
    learnt = check_token(question, Known()).learnt
    assert learnt["scopes"] == ("orders.read", "orders.write")
    assert learnt["groups"] == ("buyers",)
    assert (learnt["subject"], learnt["client_id"], learnt["delegated"]) == ("ada", "shop-web", True)
    assert learnt["claims"]["aud"] == "orders"
