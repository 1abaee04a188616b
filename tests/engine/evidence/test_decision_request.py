"""The message in which a gateway asks the policy service."""

from __future__ import annotations

import json
from typing import Any

import pytest

from engine.evidence.decision_request import find_decision_request, passed_claims

REQUEST: dict[str, Any] = {
    "method": "GET",
    "url": "https://api.shop.test/orders",
    "headers": [{"host": "api.shop.test"}],
}


def test_the_first_of_the_evidence_is_found() -> None:
    texts = ["a log line", '{"active": true}', "{", json.dumps(REQUEST), json.dumps(REQUEST | {"method": "PUT"})]
    assert find_decision_request(texts) == REQUEST


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", json.dumps(REQUEST | {"headers": {}}), json.dumps({"method": "GET", "headers": []}), "[" * 9999, '{"a":' * 9999],
)  # fmt: skip
def test_what_is_none(text: str) -> None:
    assert find_decision_request([text]) is None


@pytest.mark.parametrize(
    ("member", "claims"), [({}, None), ({"access_token": "x"}, None), ({"access_token": {"a": 1}}, {"a": 1})]
)
def test_the_claims_that_were_passed_on(member: dict[str, Any], claims: dict[str, Any] | None) -> None:
    assert passed_claims(REQUEST | member) == claims
