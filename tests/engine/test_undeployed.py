"""A trace says that the deployed copy judged, and what the file would decide once it is deployed."""

from __future__ import annotations

from typing import Any

import pytest

from engine.models.deployment import Deployment
from engine.models.trace import Trace
from engine.pipeline import diagnose
from engine.undeployed import REASON, beside_draft
from tests.support.world import catalog, environment, question_of

DEPLOYMENT = Deployment("shop", "/shop.toml", "2026-03-04T09:00:00Z", "kim", "0", "")
SAID = "as deployed 2026-03-04T09:00:00Z by kim"
COMMAND = "apiwhy environment deploy shop.toml"
READ = {"request": "GET https://api.shop.test/orders/7"}
SCOPES = "api_services/0/operations/1/scopes"
VIP = {SCOPES: {"all": ["vip"]}}
LATER = "; the file has changed since, and decides otherwise once it is deployed:"


def judged(case: dict[str, Any], draft: dict[str, Any] | None) -> Trace:
    question = question_of(case)
    trace = diagnose(question)
    drafted = environment(draft) if draft is not None else None
    return beside_draft(trace, question, DEPLOYMENT, drafted, command=COMMAND)


def said(trace: Trace) -> list[tuple[str, str | None]]:
    return [(one.text, one.entry) for one in trace.assumptions if SAID in one.text]


def test_an_unchanged_file_says_which_copy_judged():
    assert said(judged(READ, None)) == [(f"judged {SAID}", None)]


def test_a_changed_file_that_decides_alike():
    assert said(judged(READ, {"name": "shop"})) == [(f"judged {SAID}; the file has changed since", None)]


@pytest.mark.parametrize(
    ("deployed", "draft", "text"),
    [
        ({}, VIP, f"judged {SAID}: allowed{LATER} refused at rules (rules.scope_missing)"),
        (VIP, {}, f"judged {SAID}: refused at rules (rules.scope_missing){LATER} allowed"),
        (VIP, {"api_services/0/audience": "other"}, f"judged {SAID}: refused at rules (rules.scope_missing){LATER} refused at token (token.audience_mismatch)"),
        ({}, {"api_services/0/base_urls": ["https://api.shop.test/other"]}, f"judged {SAID}: allowed{LATER} refused at service (service.no_match)"),
    ],
)  # fmt: skip
def test_both_verdicts_where_they_differ(deployed, draft, text):
    trace = judged(READ | {"set": deployed}, draft)

    assert said(trace) == [(text, REASON)]
    assert trace.assumptions[0].text == text
    assert trace.expected == diagnose(question_of(READ | {"set": deployed})).expected


def test_its_entry_is_in_the_guide():
    assert catalog().exact(REASON) is not None


def test_deploying_is_a_fix_where_the_draft_lets_it_through():
    fix = judged(READ | {"set": VIP}, {}).fixes[-1]

    assert (fix.reasons, fix.owner, fix.proved) == (("rules.scope_missing",), "api_administrator", True)
    assert fix.change == f"deploy what the file has changed since: {COMMAND}"


@pytest.mark.parametrize(
    "case", [READ, READ | {"set": VIP, "claims": {"exp": -3600}}], ids=["allowed", "refused all the same"]
)
def test_deploying_is_no_fix_where_it_would_not_help(case):
    assert [fix for fix in judged(case, {}).fixes if COMMAND in fix.change] == []


def test_an_answer_is_the_same_whatever_the_file_says():
    """The API itself refused: both predict that it was let through."""
    answered = READ | {"response": {"status": 500, "body": "x"}}

    assert [entry for _, entry in said(judged(answered, {"name": "shop"}))] == [None]
