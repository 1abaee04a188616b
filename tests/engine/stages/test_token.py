"""Stage `token`: every axis is a check of its own; none stops the others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.models.question import Known
from engine.stages.token import FIRST, check_token
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
    assert len({axis.__name__ for axis in FIRST}) == 2


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


LONG_AGO, FAR_AHEAD = 1_000_000_000, 4_102_444_800
DATES = st.sampled_from(
    [LONG_AGO, FAR_AHEAD, str(FAR_AHEAD), True, None, [FAR_AHEAD], {}, "soon", 1e400, FAR_AHEAD + 0.5]
)
CLAIMS = st.fixed_dictionaries(
    {},
    optional={
        "iss": st.sampled_from([7, None, [], "https://elsewhere.example", "https://login.shop.test/"]),
        "aud": st.sampled_from([7, None, [], ["carts"], ["carts", "orders"], [7, "orders"], {}, "Orders"]),
        "sub": st.sampled_from([7, "ada", ["ada"], {"a": 1}]),
        "jti": st.sampled_from([7, "j", []]),
        "nbf": DATES,
        "exp": DATES,
        "iat": st.sampled_from([LONG_AGO, str(LONG_AGO), "then", [], {}]),
    },
)  # fmt: skip
HEADERS = st.fixed_dictionaries(
    {},
    optional={
        "alg": st.sampled_from(["none", "None", "ES256", "HS256", "RS256", 7]),
        "crit": st.sampled_from([["x"], [], "exp", ["b64"], [["x"]], 7]),
        "b64": st.sampled_from([False]),
        "kid": st.sampled_from(["rotated", 7, "../x"]),
    },
)  # fmt: skip


def refused_by_pyjwt(token: str) -> bool:
    import jwt

    from knowledge.scenarios import demo_jwks

    keys = {key.key_id: key for key in jwt.PyJWKSet.from_json(demo_jwks()).keys}
    try:
        key = keys[jwt.get_unverified_header(token)["kid"]]
        jwt.decode(
            token, key, algorithms=["EdDSA", "RS256"], audience="orders", issuer="https://login.shop.test",
            options={"require": ["exp", "iss", "aud"]},
        )  # fmt: skip
    except (jwt.InvalidTokenError, KeyError, TypeError):
        return True
    return False


@settings(max_examples=200)
@given(claims=CLAIMS, header=HEADERS)
def test_what_pyjwt_refuses_is_refused(claims: dict[str, Any], header: dict[str, Any]) -> None:
    from tests.support.world import GOOD_CLAIMS, sign

    full = {"alg": "EdDSA", "kid": "demo-eddsa", "typ": "at+jwt"} | header
    token = sign(GOOD_CLAIMS | {"exp": FAR_AHEAD, "iat": LONG_AGO} | claims, full)
    trace = judge({"request": "GET https://api.shop.test/orders", "token": token})
    assert trace.verdict == "refused" or not refused_by_pyjwt(token)
