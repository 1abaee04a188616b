"""Log lines: which counts, and what the others say."""

from __future__ import annotations

from engine.evidence.lines import codes_in, codes_named
from tests.support.world import catalog, judge


def test_a_proof_counts_before_a_hint_wherever_it_stands() -> None:
    hint = '{"eventType":"app.oauth2.as.key.rollover","outcome":{"result":"SUCCESS"}}'
    proof = '{"eventType":"app.oauth2.invalid_client_credentials","outcome":{"result":"FAILURE"}}'
    assert judge({"evidence": [hint, proof]}).reason == "client.authentication_failed"
    assert judge({"evidence": [hint]}).reason == "token.key_unknown"


def test_a_code_of_a_log_line_tells_the_flow() -> None:
    trace = judge({"evidence": ['{"eventType":"app.oauth2.as.token.detect_reuse","outcome":{"result":"FAILURE"}}']})
    assert (trace.flow, trace.reason) == ("token", "grant.used")


def test_codes_that_refuse_nothing_are_told() -> None:
    trace = judge({"evidence": ['{"eventType":"user.authentication.sso","outcome":{"result":"SUCCESS"}}']})
    assert any("the user signed in to an app" in remark for remark in trace.remarks)
    assert trace.verdict == "undetermined"


def test_codes_in_a_line_and_by_name() -> None:
    assert [one.code.id for one in codes_in("AADSTS50057: The user account is disabled.", catalog())] == ["AADSTS50057"]
    assert [one.code.id for one in codes_named("aadsts50057", catalog())] == ["AADSTS50057"]
    assert codes_in("nothing of note", catalog()) == ()
