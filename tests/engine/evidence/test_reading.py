"""Reads the captured answer: was it a refusal, which stage does it name, who answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from msgspec.structs import replace

from engine import pipeline
from engine.evidence.reading import OWN_DOING, read_answer
from engine.flows import locate
from engine.reports.sentences import verdict_sentences
from tests.support.world import assert_case, cases_beside, catalog, judge, question_of


@cases_beside(__file__, "reading_cases.toml")
def test_what_an_answer_says(case: Mapping[str, Any]) -> None:
    assert_case(case, judge(case))


@pytest.mark.parametrize(
    "status", [400, 401, 403, 404, 405, 409, 413, 418, 422, 429, 431, 451, 500, 501, 502, 503, 504]
)
def test_a_bare_status_names_no_stage_and_what_was_predicted_stands(status: int) -> None:
    case = {"request": "GET https://api.shop.test/orders", "token": False, "response": {"status": status}}
    question = question_of(case)
    reading = read_answer(question, locate(question))
    assert (reading.kind, reading.stages, reading.basis) == ("refusal", (), "likely")
    trace = judge(case)
    assert (trace.reason, trace.agreement) == ("token.missing", "same")


@pytest.mark.parametrize("error", OWN_DOING)
def test_what_the_user_did_is_no_refusal(error: str) -> None:
    question = question_of({"request": "GET https://api.shop.test/orders", "response": {"error": error}})
    assert read_answer(question, locate(question)).kind == "aborted"


def test_secrets_of_an_answer_are_redacted_before_they_are_shortened() -> None:
    secret = "Z1l9hQ2kF8sVtR3uYpWmXcNbAoEiD7jG5xLqKzHv0wT"
    body = f'{{"error":"invalid_request","error_description":"no","access_token":"{secret}"}}'
    for response in (
        {"status": 400, "body": "x" * 130 + body}, {"status": 500, "body": body},
        {"status": 302, "headers": {"Location": f"https://a.test/?response_type=code&client_id=x&access_token={secret}"}},
        {"error": f"curl: (7) {'x' * 150} https://a.test/?access_token={secret}"},
    ):  # fmt: skip
        text = str(judge({"request": "GET https://api.shop.test/orders", "response": response}))
        assert not any(secret[place : place + 10] in text for place in range(len(secret) - 9))


def test_what_was_read_although_its_grammar_forbids_it_is_said() -> None:
    challenge = 'Bearer error="invalid_token", error_description="The "aud" claim is not valid"'
    case = {
        "request": "GET https://api.shop.test/orders",
        "response": {"status": 401, "headers": {"WWW-Authenticate": challenge}},
    }
    wanted = (
        "the challenge is not written as RFC 9110 wants: quotes inside the value of `error_description` are not escaped"
    )
    assert wanted in judge(case).remarks


def test_a_line_that_refuses_nothing_is_told() -> None:
    line = "2026/03/04 10:11:12 [debug] 1#0: [lua] plugins.lua:300: Loading plugin: ping-auth"
    assert any("the kit is installed" in remark for remark in judge({"evidence": [line]}).remarks)


def test_a_challenge_beside_a_token_that_is_not_shown_says_both() -> None:
    case = {"request": "GET https://api.shop.test/orders/7", "token": False, "hidden": ["authorization"]}
    trace = judge(case | {"response": {"status": 401, "headers": {"WWW-Authenticate": "Bearer"}}})
    check = trace.check("token.refused")
    assert check is not None
    assert (trace.decided_by, trace.reason, check.basis) == ("token", "token.refused", "likely")
    said = verdict_sentences(trace, catalog())
    assert said.headline == (
        "REFUSED, most likely at token: the API saw no token or did not accept it: its challenge names no error"
    )


@pytest.mark.parametrize(
    ("url", "verdict"), [("https://portal.test/in", "allowed"), ("https://api.shop.test/orders/7", "refused")]
)
def test_a_login_that_succeeds_refuses_nothing_but_a_call_of_an_api(url: str, verdict: str) -> None:
    to_login = {"status": 302, "headers": {"Location": "https://login.shop.test/authorize"}}
    question = question_of({"request": f"GET {url}", "token": False, "response": to_login})
    question = replace(question, exchange=replace(question.exchange, login_follows=True))
    assert pipeline.diagnose(question).verdict == verdict
