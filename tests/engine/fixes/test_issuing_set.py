"""Several faults of one token request: one set of fixes that lets it through, tried on the engine."""

from __future__ import annotations

from typing import Any

import pytest

from engine.fixes.applying import edited
from engine.fixes.issuing_set import fix_all
from engine.pipeline import find
from tests.support.issuing import issuing_question, judge_issuing

SETS: list[tuple[dict[str, Any], tuple[str, ...]]] = [
    (
        {"base": "job", "change": {"scope": "order.read", "resource": "orders"}},
        ("send `resource=https://api.shop.test/orders`", "ask for `scope=orders.read`"),
    ),
    (
        {"base": "job", "change": {"client_id": "jobs", "scope": "order.read"}},
        ("send `client_id=job`", "ask for `scope=orders.read`"),
    ),
    (
        {"base": "job", "request": "PUT https://login.shop.test/token", "change": {"grant_type": "client_credential"}},
        ("call it with POST", "send `grant_type=client_credentials`"),
    ),
]


@pytest.mark.parametrize(("case", "parts"), SETS)
def test_faults_are_mended_together(case: dict[str, Any], parts: tuple[str, ...]) -> None:
    question = issuing_question(case)
    whole = judge_issuing(case).fixes[-1]
    assert whole.proved
    assert whole.left == ()
    assert all(part in whole.change for part in parts)
    tried = fix_all(question, find, whole.reasons)
    assert tried is not None
    assert find(edited(question, tried.edits)).reasons == ()
    assert len({(edit.target, edit.path) for edit in tried.edits}) == len(tried.edits)


@pytest.mark.parametrize(
    "case",
    [
        {"base": "job", "change": {"scope": "order.read"}},
        {"base": "job", "change": {"client_secret": "x", "scope": "order.read"}},
        {"base": "job"},
    ],
)
def test_one_fix_is_no_set_and_what_cannot_be_mended_makes_none(case: dict[str, Any]) -> None:
    assert fix_all(issuing_question(case), find, ("scope.unknown",)) is None


def test_a_misspelt_grant_is_written_right_and_no_rule_is_changed() -> None:
    trace = judge_issuing({"base": "job", "change": {"grant_type": "client_credential"}})
    assert [fix.change for fix in trace.fixes] == ["send `grant_type=client_credentials`"]
