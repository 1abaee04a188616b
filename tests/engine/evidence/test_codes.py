"""What an error code names: the stage and the reason, by flow."""

from __future__ import annotations

import pytest

from engine.evidence.codes import CODES, EXACT, WAITING, is_server_code, parameter_of_code, reason_of_code
from engine.models.checks import FLOWS
from tests.support.world import catalog


@pytest.mark.parametrize("flow", sorted(CODES))
def test_every_reason_is_one_of_the_flows_own_stages_and_stands_in_the_guide(flow: str) -> None:
    reasons = {
        *CODES[flow].values(),
    }
    assert {reason.partition(".")[0] for reason in reasons} <= set(FLOWS[flow])
    assert reasons <= catalog().reasons


@pytest.mark.parametrize(("flow", "reason"), sorted(EXACT))
def test_every_description_makes_a_reason_of_its_flow_more_exact(flow: str, reason: str) -> None:
    exact = {one for _, one in EXACT[flow, reason]}
    assert reason in CODES[flow].values()
    assert exact <= catalog().reasons
    assert {one.partition(".")[0] for one in exact} <= set(FLOWS[flow])


ENUMERATED = (
    "The provided authorization grant (e.g., authorization code, resource owner credentials) or refresh token is "
    "invalid, expired, revoked, does not match the redirection URI used in the authorization request, or was issued to "
    "another client."
)
UNAUTHENTICATED = (
    "Client authentication failed (e.g., unknown client, no client authentication included, or unsupported "
    "authentication method)."
)


@pytest.mark.parametrize(
    ("code", "description", "reason"),
    [
        ("invalid_grant", "PKCE verification failed.", "grant.verifier_mismatch"),
        ("invalid_grant", "Failed to verify code verifier", "grant.verifier_mismatch"),
        ("invalid_grant", "code_verifier does not match the code_challenge", "grant.verifier_mismatch"),
        ("invalid_grant", "PKCE code verifier not specified", "grant.verifier_missing"),
        ("invalid_request", "Missing 'code_verifier'", "grant.verifier_missing"),
        ("invalid_request", "the code_verifier is malformed", "parameters.invalid"),
        ("invalid_grant", "Invalid code verifier", "grant.invalid"),
        ("invalid_grant", "The 'redirect_uri' does not match the one of the authorization request", "grant.redirect_mismatch"),
        ("invalid_grant", "redirect_uri mismatch", "grant.redirect_mismatch"),
        ("invalid_grant", "Incorrect redirect_uri", "grant.redirect_mismatch"),
        ("invalid_grant", "the authorization code has expired", "grant.expired"),
        ("invalid_grant", "Refresh token expired", "grant.expired"),
        ("invalid_grant", "The code has already been used", "grant.used"),
        ("invalid_grant", "authorization code was already redeemed", "grant.used"),
        ("invalid_grant", "Refresh token has been revoked", "grant.revoked"),
        ("invalid_grant", "the code was issued to another client", "grant.other_client"),
        ("invalid_grant", "The refresh token is invalid or expired.", "grant.invalid"),
        ("invalid_grant", "Token has been expired or revoked.", "grant.invalid"),
        ("invalid_grant", ENUMERATED, "grant.invalid"),
        ("invalid_grant", "Wrong user name or password", "grant.invalid"),
        ("invalid_client", UNAUTHENTICATED, "client.authentication_failed"),
        ("invalid_client", "Invalid client or Invalid client credentials", "client.authentication_failed"),
        ("invalid_client", "Invalid client secret", "client.secret_wrong"),
        ("invalid_client", "client_assertion has expired", "client.assertion_expired"),
        ("invalid_client", "the signature of the assertion is wrong", "client.assertion_signature_invalid"),
        ("invalid_client", "invalid signature in client assertion", "client.assertion_signature_invalid"),
        ("invalid_client", "Unknown client", "client.unknown"),
        ("invalid_client", "the client is disabled", "client.inactive"),
    ],
)  # fmt: skip
def test_words_of_a_token_endpoint(code: str, description: str, reason: str) -> None:
    assert reason_of_code("token", code, description) == reason


@pytest.mark.parametrize(
    ("description", "reason"),
    [
        ("redirect_uri does not match a registered one", "redirect.not_registered"),
        ("Invalid parameter: redirect_uri", "redirect.not_registered"),
        ("missing redirect_uri", "redirect.missing"),
        ("code_challenge is required", "parameters.challenge_missing"),
        ("PKCE required", "parameters.challenge_missing"),
        ("unknown display", "parameters.invalid"),
    ],
)
def test_words_of_an_authorization_endpoint(description: str, reason: str) -> None:
    assert reason_of_code("authorization", "invalid_request", description) == reason


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


@pytest.mark.parametrize(
    ("codes", "reason"),
    [
        ("authorization_pending request_submitted", "grant.pending"),
        ("slow_down", "grant.polled_too_fast"),
        ("expired_token", "grant.approval_expired"),
        ("authorization_declined", "grant.denied_by_user"),
        ("invalid_grant insufficient_authorization", "grant.invalid"),
        ("use_dpop_nonce", "client.proof_nonce_wanted"),
        ("invalid_dpop_proof", "client.proof_invalid"),
        ("invalid_client invalid_client_attestation use_attestation_challenge use_fresh_attestation invalid_token "
         "invalid_trust_chain invalid_trust_anchor", "client.authentication_failed"),
        ("invalid_target", "scope.target_invalid"),
        ("invalid_scope invalid_authorization_details", "scope.invalid"),
        ("access_denied need_info request_denied", "access_policy.denied"),
        ("unsupported_response_type", "parameters.response_type_unsupported"),
        ("invalid_request", "parameters.invalid"),
        ("invalid_redirect_uri invalid_client_metadata invalid_software_statement unapproved_software_statement "
         "invalid_metadata", "parameters.registration_invalid"),
        ("unsupported_token_type unsupported_pop_key incompatible_ace_profiles invalid_binding_message "
         "invalid_user_code unknown_user_id expired_login_hint_token", "parameters.value_invalid"),
        ("missing_user_code", "parameters.missing"),
    ],
)  # fmt: skip
def test_every_code_of_the_endpoints_of_an_authorization_server_names_its_stage(codes: str, reason: str) -> None:
    assert {reason_of_code("token", code, "") for code in codes.split()} == {reason}


@pytest.mark.parametrize(
    ("codes", "reason"),
    [
        ("invalid_request", "parameters.invalid"),
        ("unsupported_response_mode invalid_request_uri invalid_grant_id", "parameters.value_invalid"),
        ("invalid_request_object", "parameters.request_object_invalid"),
        ("request_not_supported request_uri_not_supported registration_not_supported", "parameters.not_supported"),
        ("interaction_required account_selection_required session_selection_required "
         "unmet_authentication_requirements", "user.interaction_required"),
        ("invalid_target", "scope.target_invalid"),
    ],
)  # fmt: skip
def test_so_do_those_of_the_authorization_endpoint(codes: str, reason: str) -> None:
    assert {reason_of_code("authorization", code, "") for code in codes.split()} == {reason}


@pytest.mark.parametrize("grant_type", WAITING)
def test_who_denies_a_grant_that_waits_is_the_user(grant_type: str) -> None:
    assert reason_of_code("token", "access_denied", "", grant_type) == "grant.denied_by_user"
    assert reason_of_code("token", "access_denied", "", "client_credentials") == "access_policy.denied"
    assert reason_of_code("authorization", "access_denied", "", grant_type) == "user.denied"


@pytest.mark.parametrize(
    ("flow", "code", "endpoint", "parameter"),
    [
        ("authorization", "request_uri_not_supported", "authorization", "request_uri"),
        ("token", "invalid_redirect_uri", "registration", "redirect_uris"),
        ("token", "invalid_redirect_uri", "par", "redirect_uri"),
        ("token", "invalid_request", "token", None),
        ("resource", "invalid_scope", "api", None),
    ],
)
def test_a_code_names_the_parameter_that_it_is_about(
    flow: str, code: str, endpoint: str, parameter: str | None
) -> None:
    assert parameter_of_code(flow, code, endpoint) == parameter


def test_a_code_of_a_server_is_known_by_its_name() -> None:
    assert is_server_code("unsupported_pop_key")
    assert not is_server_code("insufficient_scope")
