"""What an error code names: the stage and the reason, by flow."""

from __future__ import annotations

import pytest

from engine.evidence.codes import CODES, DESCRIPTIONS, reason_of_code
from engine.models.checks import FLOWS
from tests.support.world import catalog


@pytest.mark.parametrize("flow", sorted(CODES))
def test_every_reason_is_one_of_the_flows_own_stages_and_stands_in_the_guide(flow: str) -> None:
    reasons = {
        *CODES[flow].values(),
    }
    assert {reason.partition(".")[0] for reason in reasons} <= set(FLOWS[flow])
    assert reasons <= catalog().reasons


def test_every_description_makes_the_token_stage_more_exact() -> None:
    assert {reason for _, reason in DESCRIPTIONS} <= catalog().reasons
    assert all(reason.startswith("token.") for _, reason in DESCRIPTIONS)


@pytest.mark.parametrize(
    ("description", "reason"),
    [
        ("", "token.refused"),
        ("Access token is invalid", "token.refused"),
        ("Token expired", "token.expired"),
        ("The access token expired", "token.expired"),
        ("Jwt is expired", "token.expired"),
        ('"exp" claim timestamp check failed', "token.expired"),
        ("token has invalid claims: token is expired", "token.expired"),
        ("Jwt not active yet", "token.not_yet_valid"),
        ("The token is not yet valid (nbf)", "token.not_yet_valid"),
        ("Token is not active", "token.inactive"),
        ("The access token was revoked", "token.inactive"),
        ("exp claim is required", "token.expiry_missing"),
        ("missing claim exp", "token.expiry_missing"),
        ("Invalid audience", "token.audience_mismatch"),
        ("Audiences in Jwt are not allowed", "token.audience_mismatch"),
        ("The issuer is invalid", "token.issuer_mismatch"),
        ("Jwt issuer is not configured", "token.issuer_mismatch"),
        ("unable to find a signing key that matches: kid", "token.key_unknown"),
        ("Signature verification failed", "token.signature_invalid"),
        ("Jwt is not in the form of Header.Payload.Signature", "token.signature_invalid"),
        ("malformed token", "token.malformed"),
        ("could not parse the token", "token.malformed"),
    ],
)
def test_words_say_which_check_failed(description: str, reason: str) -> None:
    assert reason_of_code("resource", "invalid_token", description) == reason


@pytest.mark.parametrize(
    ("flow", "code", "reason"),
    [
        ("resource", "insufficient_scope", "rules.scope_missing"),
        ("resource", "invalid_request", "request.refused"),
        ("resource", "invalid_grant", None),
        ("token", "invalid_grant", "grant.invalid"),
        ("token", "unauthorized_client", "grant_type.not_allowed"),
        ("authorization", "unauthorized_client", "client.not_allowed"),
        ("token", "access_denied", "access_policy.denied"),
        ("authorization", "access_denied", "user.denied"),
        ("token", "insufficient_scope", None),
        ("authorization", "", None),
    ],
)
def test_the_same_code_means_another_stage_in_another_flow(flow: str, code: str, reason: str | None) -> None:
    assert reason_of_code(flow, code, "expired") == reason
