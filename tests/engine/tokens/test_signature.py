"""Checks `token.algorithm`, `token.key` and `token.signature`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jwt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.scenarios import demo_key
from tests.support.world import ALGORITHMS, assert_case, cases_beside, good_claims, good_token, judge


@cases_beside(__file__, "cases/signature.toml")
def test_which_signatures_count(case: Mapping[str, Any]) -> None:
    assert_case(case, judge(case))


@pytest.mark.parametrize("algorithm", ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"])
def test_tokens_that_pyjwt_signs_are_verified(algorithm: str) -> None:
    """A key that names its algorithm makes only that one; without `alg` it makes every one of its type."""
    import json

    from knowledge.scenarios import demo_jwks

    row = {name: value for name, value in json.loads(demo_jwks())["keys"][0].items() if name != "alg"}
    token = jwt.encode(good_claims(), demo_key("demo-rs256"), algorithm=algorithm, headers={"kid": row["kid"]})
    case = {
        "request": "GET https://api.shop.test/orders", "token": token, "keys": {"login": {"keys": [row]}},
        "set": {"issuers/0/algorithms": [algorithm]},
    }  # fmt: skip
    trace = judge(case)
    assert (trace.verdict, trace.reason) == ("allowed", None)
    assert judge(case | {"keys": True}).reason == (None if algorithm == "RS256" else "token.key_mismatch")


@settings(max_examples=60)
@given(place=st.integers(0, 10_000), bit=st.integers(0, 5))
def test_any_changed_character_of_a_token_is_noticed(place: int, bit: int) -> None:
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    token = good_token()
    place %= len(token) - 1  # the last character holds bits that nobody reads
    changed = (
        token[:place] + alphabet[alphabet.index(token[place]) ^ 1 << bit] + token[place + 1 :]
        if token[place] != "."
        else ""
    )
    trace = judge({"request": "GET https://api.shop.test/orders", "token": changed})
    assert trace.verdict == "refused"


def test_the_signature_itself_is_nowhere_in_the_trace() -> None:
    token = good_token()
    for key in ALGORITHMS:
        trace = judge({"request": "GET https://api.shop.test/orders", "key": key, "claims": {"jti": key}})
        assert trace.step("token").checks
    assert token.rpartition(".")[2][:20] not in str(
        judge({"request": "GET https://api.shop.test/orders", "token": token})
    )


@pytest.mark.parametrize("cut", [2, 3, 6, 7, 20])
def test_where_it_was_cut_off_nothing_is_said_of_its_last_character(cut: int) -> None:
    trace = judge({"request": "GET https://api.shop.test/orders", "token": good_token()[:-cut]})
    reasons = {check.reason for check in trace.step("token").checks if check.outcome == "failed"}
    assert reasons == {"token.truncated"}
