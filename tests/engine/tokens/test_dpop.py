"""DPoP at an API: every check of RFC 9449 section 4.3, each by itself."""

from __future__ import annotations

from typing import Any

import pytest

from engine.models.trace import Trace
from engine.tokens.dpop import WINDOW_SECONDS, hash_of, scheme_of, sent_token
from tests.support.proofs import base64url, bound_token, key_thumbprint, make_proof
from tests.support.world import AT, exchange_of, good_token, judge

URL = "https://api.shop.test/orders/7"
TOKEN = bound_token()
LEEWAY = 60


def called(token: str = TOKEN, proof: str | list[str] | None = None, scheme: str = "DPoP", **case: Any) -> Trace:
    headers = {"DPoP": proof} if proof else {}
    return judge({"request": f"GET {URL}", "authorization": f"{scheme} {token}", "headers": headers} | case)


def outcomes(trace: Trace) -> dict[str, str]:
    return {
        check.check: check.outcome
        for check in trace.step("token").checks
        if "proof" in check.check or "binding" in check.check
    }


def test_a_good_proof_lets_it_through() -> None:
    trace = called(proof=make_proof(TOKEN))
    assert trace.verdict == "allowed"
    assert outcomes(trace) == {
        "token.proof": "passed", "token.binding": "passed", "token.proof_request": "passed",
        "token.proof_time": "passed", "token.proof_token": "passed",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"htm": "POST"}, "token.proof_for_other_request"),
        ({"htm": "get"}, "token.proof_for_other_request"),
        ({"htu": "https://api.shop.test/orders/8"}, "token.proof_for_other_request"),
        ({"htu": "https://api.shop.test/orders/7/"}, "token.proof_for_other_request"),
        ({"htu": "http://api.shop.test/orders/7"}, "token.proof_for_other_request"),
        ({"htu": "https://api.shop.test:8443/orders/7"}, "token.proof_for_other_request"),
        ({"htu": "https://inner.shop.test/orders/7"}, "token.proof_for_other_request"),
        ({"htu": "/orders/7"}, "token.proof_for_other_request"),
        ({"htu": 7}, "token.proof_for_other_request"),
        ({"iat": AT - WINDOW_SECONDS - LEEWAY - 1}, "token.proof_time_wrong"),
        ({"iat": AT + LEEWAY + 1}, "token.proof_time_wrong"),
        ({"iat": AT * 1000}, "token.proof_time_wrong"),
        ({"iat": "now"}, "token.proof_time_wrong"),
        ({"ath": None}, "token.proof_for_other_token"),
        ({"ath": "x"}, "token.proof_for_other_token"),
        ({"ath": hash_of(f"DPoP {TOKEN}")}, "token.proof_for_other_token"),
        ({"header": {"typ": "JWT"}}, "token.proof_invalid"),
        ({"key": "other"}, "token.proof_key_mismatch"),
    ],
)
def test_each_fault_of_a_proof_is_a_reason_of_its_own(changed: dict[str, Any], reason: str) -> None:
    trace = called(proof=make_proof(TOKEN, **changed))
    assert (trace.reason, trace.also) == (reason, ())
    assert (trace.expected.challenge or "").startswith("DPoP error=")


@pytest.mark.parametrize(
    "changed",
    [
        {"htu": "https://API.shop.test:443/orders/7"}, {"htu": "https://api.shop.test/orders/%37"},
        {"htu": "https://api.shop.test/./orders/7"}, {"iat": AT - WINDOW_SECONDS - LEEWAY}, {"iat": AT + LEEWAY},
    ],
)  # fmt: skip
def test_what_means_the_same_is_the_same(changed: dict[str, Any]) -> None:
    assert called(proof=make_proof(TOKEN, **changed)).verdict == "allowed"


def test_the_query_does_not_count_and_in_the_proof_it_is_said() -> None:
    assert called(proof=make_proof(TOKEN), request=f"GET {URL}?page=2").verdict == "allowed"
    trace = called(proof=make_proof(TOKEN, htu=f"{URL}?page=2"))
    assert trace.verdict == "allowed"
    assert any("has a query or fragment" in one.text for one in trace.assumptions)


def test_the_root_of_a_host_has_one_path() -> None:
    token = bound_token(aud="whatever")
    for htu in ("https://open.shop.test:8443", "https://open.shop.test:8443/"):
        case = {"request": "GET https://open.shop.test:8443/"}
        assert called(token, make_proof(token, htu=htu), **case).verdict == "allowed"


def test_a_scheme_that_the_capture_does_not_show_is_not_held_against_the_proof() -> None:
    trace = called(proof=make_proof(TOKEN, htu="http://cdn.example/x"), request="GET //cdn.example/x")
    assert outcomes(trace)["token.proof_request"] == "passed"


def test_every_fault_appears_at_once() -> None:
    trace = called(proof=make_proof(TOKEN, htm="PUT", iat=AT - 9999, ath="x", key="other"))
    assert (trace.reason, *trace.also) == (
        "token.proof_key_mismatch", "token.proof_for_other_request", "token.proof_time_wrong", "token.proof_for_other_token",
    )  # fmt: skip


def test_a_bound_token_as_bearer() -> None:
    assert (called(scheme="Bearer").reason, called(scheme="Bearer").also) == ("token.bound_as_bearer", ())
    with_proof = called(scheme="Bearer", proof=make_proof(TOKEN))
    assert (with_proof.reason, with_proof.also) == ("token.bound_as_bearer", ())


def test_no_proof_at_all() -> None:
    trace = called()
    assert (trace.reason, trace.also) == ("token.proof_missing", ())
    assert trace.expected.challenge == 'DPoP error="invalid_dpop_proof"'


def test_two_proofs_are_none() -> None:
    assert called(proof=[make_proof(TOKEN), make_proof(TOKEN, jti="p-2")]).reason == "token.proof_invalid"


def test_an_unbound_token_gains_nothing_from_the_scheme() -> None:
    assert called(good_token(), make_proof(good_token())).reason == "token.not_bound"
    assert called(good_token(), scheme="Bearer").verdict == "allowed"


@pytest.mark.parametrize(
    ("case", "check"),
    [
        ({"proof": None, "hidden": ["headers"]}, "token.proof"),
        ({"proof": "$PROOF", "unexpanded": ["PROOF"]}, "token.proof"),
        ({"proof": make_proof(TOKEN).rpartition(".")[0] + ".•••"}, "token.proof"),
        ({"proof": make_proof(TOKEN), "token": TOKEN.rpartition(".")[0] + ".•••"}, "token.proof_token"),
        ({"proof": make_proof(TOKEN, iat=AT - 9999), "by_clock": True}, "token.proof_time"),
    ],
)
def test_what_is_not_shown_is_not_absent(case: dict[str, Any], check: str) -> None:
    case = dict(case)
    trace = called(case.pop("token", TOKEN), case.pop("proof"), **case)
    assert outcomes(trace)[check] == "unknown"
    assert trace.verdict == "undetermined"
    assert any(need.check == check and need.give for need in trace.needs)


def test_by_the_clock_a_proof_from_the_future_still_is() -> None:
    assert called(proof=make_proof(TOKEN, iat=AT + 999), by_clock=True).reason == "token.proof_time_wrong"


def test_a_token_alone_shows_no_proof() -> None:
    trace = judge({"beside": TOKEN, "keys": True})
    assert outcomes(trace)["token.proof"] == "unknown"


def test_the_history_says_that_a_proof_was_used() -> None:
    event = {"at": "2026-03-04T10:10:00Z", "type": "dpop_proof_used", "subject": "p-1"}
    trace = called(proof=make_proof(TOKEN), set={"history": [event]})
    assert trace.reason == "token.proof_replayed"
    assert called(proof=make_proof(TOKEN, jti="p-2"), set={"history": [event]}).verdict == "allowed"


@pytest.mark.parametrize(
    ("description", "reason"),
    [
        ("DPoP proof has already been used", "token.proof_replayed"), ("htu mismatch", "token.proof_for_other_request"),
        ("ath claim invalid", "token.proof_for_other_token"), ("DPoP proof has expired", "token.proof_time_wrong"),
        ("the proof lacks a nonce", "token.proof_nonce_wanted"), ("The DPoP proof JWT header is missing.", "token.proof_missing"),
        ("", "token.proof_invalid"),
    ],
)  # fmt: skip
def test_what_the_server_says_of_a_good_proof(description: str, reason: str) -> None:
    header = f'DPoP error="invalid_dpop_proof", error_description="{description}"'
    trace = called(proof=make_proof(TOKEN), response={"status": 401, "headers": {"WWW-Authenticate": header}})
    check = trace.check(reason)
    assert (trace.reason, trace.also, check and check.basis) == (reason, (), "observed")


def test_a_bare_refusal_means_what_was_found_here() -> None:
    answer = {"status": 401, "headers": {"WWW-Authenticate": 'DPoP error="invalid_dpop_proof"'}}
    trace = called(proof=make_proof(TOKEN, htm="PUT"), response=answer)
    assert (trace.reason, trace.also, trace.agreement) == ("token.proof_for_other_request", (), "same")
    unexplained = called(proof=make_proof(TOKEN), response=answer)
    assert unexplained.differences == ("token.proof_replayed", "token.proof_for_other_request")


def test_both_helpers_read_what_was_sent() -> None:
    exchange = exchange_of({"request": f"GET {URL}", "authorization": "dPoP  abc "})
    assert (scheme_of(exchange), sent_token(exchange)) == ("dpop", "abc")
    assert (scheme_of(exchange_of({"beside": "abc"})), sent_token(exchange_of({"beside": "abc"}))) == (None, "abc")
    assert sent_token(exchange_of({"request": f"GET {URL}", "token": False})) is None


def test_the_example_of_the_standard() -> None:
    """RFC 9449 section 7.1, figure 12: `ath` of the token in the example."""
    assert hash_of("Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU") == "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo"
    assert base64url(b"\xff\xfe") == "__4"
    assert len(key_thumbprint()) == 43
