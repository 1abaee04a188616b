"""The client's assertion, claim by claim."""

from __future__ import annotations

from typing import Any

import pytest

from engine.issuing.assertions import check_assertion
from engine.models.question import Known
from engine.stages.notes import Notes
from engine.tokens.jose import parse_jws
from engine.urls import parse_url
from tests.support.issuing import assertion_of, issuing_question, issuing_world


def checked(claims: dict[str, Any], *, server: bool = True) -> list[tuple[str, str, str | None]]:
    question = issuing_question({"base": "signed"})
    world = issuing_world()
    known = Known(
        flow="token", endpoint="token", url=parse_url("https://login.shop.test/token"), closed=True, client_id="signer",
        client=world.client_by_id["signer"], server=world.authorization_servers[0] if server else None,
    )  # fmt: skip
    notes = Notes("client", question)
    check_assertion(notes, known, parse_jws(assertion_of({"claims": claims})))
    return [(check.check, check.outcome, check.reason) for check in notes.checks]


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"iss": "other"}, "client.assertion_invalid"),
        ({"sub": ""}, "client.assertion_invalid"),
        ({"aud": ["https://a.test", "https://b.test"]}, "client.assertion_invalid"),
        ({"aud": ""}, "client.assertion_invalid"),
        ({"exp": -61}, "client.assertion_expired"),
        ({"nbf": 61}, "client.assertion_invalid"),
        ({"jti": "spent"}, "client.assertion_invalid"),
    ],
)
def test_one_claim_that_does_not_fit(claims: dict[str, Any], reason: str) -> None:
    assert checked(claims)[0] == ("client.assertion", "failed", reason)


@pytest.mark.parametrize(
    "claims", [{}, {"exp": -30}, {"nbf": 30}, {"aud": ["https://login.shop.test", "https://x.test"]}, {"jti": ""}]
)
def test_what_is_still_good(claims: dict[str, Any]) -> None:
    assert [outcome for _, outcome, _ in checked(claims)] == ["passed", "passed"]


def test_several_faults_are_all_said() -> None:
    found = checked({"iss": "other", "exp": -3600, "aud": "https://x.test"})
    assert [reason for _, _, reason in found if reason] == [
        "client.assertion_invalid", "client.assertion_invalid", "client.assertion_expired",
    ]  # fmt: skip


def test_another_audience_is_unknown_where_the_server_is() -> None:
    assert ("client.assertion", "unknown", None) in checked({"aud": "https://x.test"}, server=False)
