"""What a challenge says of this very token."""

from __future__ import annotations

from typing import Any

import pytest

from engine.tokens.challenged import REFINED
from tests.support.proofs import bound_token, make_proof
from tests.support.world import judge

TOKEN = bound_token()


def nonce_said(proof: str | None, **headers: str) -> str:
    case: dict[str, Any] = {
        "request": "GET https://api.shop.test/orders/7", "authorization": f"DPoP {TOKEN}", "headers": {"DPoP": proof} if proof else {},
        "response": {"status": 401, "headers": {"WWW-Authenticate": 'DPoP error="use_dpop_nonce"'} | headers},
    }  # fmt: skip
    check = judge(case).check("token.proof_nonce_wanted")
    assert check is not None
    return check.summary


@pytest.mark.parametrize(
    ("proof", "headers", "said"),
    [
        (make_proof(TOKEN), {"DPoP-Nonce": "n-1"}, "it has none; the answer gives `n-1`"),
        (make_proof(TOKEN, nonce="n-0"), {"DPoP-Nonce": "n-1"}, "its nonce is `n-0`; the answer gives `n-1`"),
        (make_proof(TOKEN), {}, "it has none; the answer gives none (header DPoP-Nonce)"),
        (None, {"DPoP-Nonce": "n-1"}, "no proof is shown; the answer gives `n-1`"),
        ("no proof", {}, "the server answers `use_dpop_nonce`"),
    ],
)
def test_which_nonce_was_sent_and_which_is_given(proof: str | None, headers: dict[str, str], said: str) -> None:
    assert said in nonce_said(proof, **headers)


def test_an_answer_that_names_something_else_is_left_as_it_is() -> None:
    case = {
        "request": "GET https://api.shop.test/orders/7",
        "response": {"status": 401, "headers": {"WWW-Authenticate": 'Bearer error="invalid_token"'}},
    }
    assert judge(case).reason == "token.refused"
    assert "invalid_token" not in REFINED


def test_a_log_line_counts_before_the_challenge() -> None:
    case = {
        "request": "GET https://api.shop.test/orders/7", "claims": {"acr": "iron"},
        "evidence": ["[ping-auth] Sideband request denied with status code 401: The Gateway Token is invalid"],
        "response": {"status": 401, "headers": {"WWW-Authenticate": 'Bearer error="insufficient_user_authentication", acr_values="g"'}},
    }  # fmt: skip
    assert judge(case).reason == "gateway.credential_refused"
