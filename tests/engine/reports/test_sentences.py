"""The sentences that a person reads first."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from msgspec.structs import replace

from engine.reports.sentences import (
    OWNERS,
    WHO,
    VerdictSentences,
    agreement_text,
    also_text,
    answerer_text,
    first_need,
    fix_label,
    in_words,
    proof_text,
    verdict_sentences,
)
from knowledge.owners import Owner
from tests.support.world import catalog, judge

ORDERS = "GET https://api.shop.test/orders/7"
NO_ROUTE = {"status": 404, "body": "no Route matched with those values"}


def said(**case: Any) -> VerdictSentences:
    return verdict_sentences(judge({"request": ORDERS} | case), catalog())


@pytest.mark.parametrize(
    ("case", "headline", "who", "step"),
    [
        ({}, "ALLOWED: every stage that was judged lets it through", "", ""),
        ({"response": {"status": 204}}, "ALLOWED: the server answered 204", "", ""),
        ({"claims": {"exp": -3600}}, "REFUSED at token: the access token expired 1 hour ago", "you, the client",
         "ask the token endpoint for a new access token"),
        ({"request": "POST https://api.shop.test/orders/7/payments", "set": {"users/0/groups": []}},
         "REFUSED at rules: the user `ada` is in no group that may call Pay", "the user administrator",
         "add the user `ada` to the group `buyers` (or to `clerks`)"),
        ({"keys": False}, "UNDETERMINED: nothing refuses it so far, and token needs a fact", "",
         "give the keys of `https://login.shop.test`: --jwks FILE (the issuer's JWKS), or `jwks` of the issuer in the environment"),
        ({"environment": False}, "UNDETERMINED: nothing refuses it so far, and five stages need a fact", "",
         "give which API service the URL belongs to, and its rules: --environment FILE, which `apiwhy environment init` makes"),
        ({"response": {"error": "net::ERR_ABORTED"}}, "UNDETERMINED: nothing refuses it so far", "", ""),
    ],
)  # fmt: skip
def test_the_verdict_in_words(case: dict[str, Any], headline: str, who: str, step: str) -> None:
    found = said(**case)
    assert (found.headline, found.who, found.step) == (headline, who, step)


def test_what_the_answer_says_is_told_in_the_guides_words() -> None:
    found = said(response=NO_ROUTE)
    facts = catalog().reason("gateway.no_route")
    assert (found.word, found.sentence, found.step) == ("REFUSED at gateway", facts.headline, facts.next_step)
    assert found.owner == "The gateway operator must act."


def test_a_success_that_should_be_refused_says_where_to_look() -> None:
    found = said(claims={"exp": -3600}, response={"status": 200})
    headline = catalog().reason("token.expired").headline
    assert found.step == f"look at token: here it should be refused, because {headline}"
    assert found.owner == ""


@pytest.mark.parametrize(
    ("case", "text"),
    [
        ({}, "predicted allowed"),
        ({"claims": {"exp": -3600}}, "predicted 401"),
        ({"claims": {"exp": -3600}, "response": {"status": 401}}, "predicted 401, captured 401: same stage"),
        ({"claims": {"exp": -3600}, "response": {"status": 200}}, "predicted 401, captured 200: they differ"),
        ({"response": {"error": "curl: (7) x"}}, "predicted allowed, no answer captured: they differ"),
        ({"keys": False, "response": {"status": 200}}, "captured 200: nothing could be predicted"),
        ({"keys": False}, "nothing could be predicted"),
        ({"response": {"status": 204}}, "predicted allowed, captured 204: they agree"),
        ({"response": {"status": 403}}, "predicted allowed, captured 403: they differ"),
        ({"response": {"status": 500, "body": "{}"}}, "predicted allowed, and the API itself answered 500"),
    ],
)
def test_prediction_and_answer_in_one_sentence(case: dict[str, Any], text: str) -> None:
    assert agreement_text(judge({"request": ORDERS} | case)) == text
    assert said(**case).agreement == text


def test_every_owner_has_words() -> None:
    assert set(OWNERS) == set(WHO) == set(get_args(Owner))


def test_the_need_of_the_earliest_stage_comes_first() -> None:
    need = first_need(judge({"request": ORDERS, "environment": False}))
    assert need is not None
    assert need.stage == "service"
    assert first_need(judge({"request": ORDERS})) is None


def test_codes_are_spelt_out() -> None:
    assert in_words("access_policy") == "access policy"


@pytest.mark.parametrize(
    ("case", "also", "proof"),
    [
        ({}, "nothing else would refuse it", "then nothing refuses it"),
        ({"keys": False}, "not known: 1 stage lacks a fact", "then this no longer refuses it"),
        ({"environment": False}, "not known: 5 stages lack a fact", "then this no longer refuses it"),
    ],
)
def test_what_follows_a_refusal_is_said_only_as_far_as_it_is_known(case: dict[str, Any], also: str, proof: str) -> None:
    trace = judge({"request": ORDERS, "claims": {"exp": -3600}} | case)
    assert also_text(trace) == also
    assert {proof_text(fix, trace) for fix in trace.fixes if fix.proved} == {proof}


def test_what_else_refuses_is_named() -> None:
    trace = judge({"request": ORDERS, "claims": {"exp": -3600, "scope": "x"}})
    assert also_text(trace) == "rules.scope_missing"
    fix = replace(trace.fixes[0], left=("rules.scope_missing",))
    assert proof_text(fix, trace) == "then rules.scope_missing would refuse it next"


def test_a_reason_that_the_guide_does_not_have_is_said_as_it_is() -> None:
    trace = judge({"request": ORDERS, "claims": {"exp": -3600}})
    other = replace(trace, reason="token.of_another_version", fixes=())
    assert verdict_sentences(other, catalog()).sentence == "token.of another version"


def test_who_answered_is_said_with_what_tells_it():
    headers = {"Server": "kong/3.7.1"}
    named = judge({"environment": False, "response": {"status": 502, "headers": headers}})
    assert answerer_text(named) == "the gateway (Server: kong/3.7.1, no X-Kong-Upstream-Latency)"
    coded = judge({"environment": False, "response": {"status": 401, "body": '{"message":"Bad token; invalid JSON"}'}})
    assert answerer_text(coded) == "the gateway (the words of the answer)"
    logged = judge({"environment": False, "evidence": ["AADSTS50057: The user account is disabled."]})
    assert answerer_text(logged) == "the authorization server (the words of the log line)"
    assert answerer_text(judge({"environment": False, "response": {"status": 502}})) == ""


def test_fixes_of_one_refusal_are_alternatives_and_the_last_of_several_is_all_of_them() -> None:
    pay = "POST https://api.shop.test/orders/7/payments"
    own = judge({"request": "GET https://api.shop.test/orders/own/ben"})
    assert [fix_label(fix, own) for fix in own.fixes] == ["fix", "or"]
    several = judge({"request": pay, "claims": {"exp": -3600}, "set": {"users/0/groups": []}})
    assert [fix_label(fix, several) for fix in several.fixes] == ["fix", "fix", "all"]
    one = judge({"request": ORDERS, "claims": {"exp": -3600, "scope": "x"}})
    assert [fix_label(fix, one) for fix in one.fixes] == ["fix"]
