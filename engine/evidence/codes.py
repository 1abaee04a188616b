"""What an error code names: the stage and the reason, by flow. Descriptions make it more exact."""

from __future__ import annotations

import re

from knowledge.patterns import lazy_regex

RESOURCE_CODES = {
    "invalid_token": "token.refused",
    "insufficient_scope": "rules.scope_missing",
    "invalid_request": "request.refused",
    "invalid_dpop_proof": "token.proof_invalid",
    "use_dpop_nonce": "token.proof_nonce_wanted",
    "insufficient_user_authentication": "token.authentication_insufficient",
}
TOKEN_CODES = {
    "invalid_request": "parameters.invalid",
    "invalid_client": "client.authentication_failed",
    "unauthorized_client": "grant_type.not_allowed",
    "unsupported_grant_type": "grant_type.unsupported",
    "invalid_grant": "grant.invalid",
    "invalid_scope": "scope.invalid",
    "access_denied": "access_policy.denied",
    "no_matching_policy": "access_policy.denied",
    "server_error": "issue.failed",
    "temporarily_unavailable": "issue.unavailable",
    # device authorization and CIBA
    "authorization_pending": "grant.pending",
    "slow_down": "grant.polled_too_fast",
    "expired_token": "grant.approval_expired",
    "authorization_declined": "grant.denied_by_user",
    "expired_login_hint_token": "parameters.value_invalid",
    "unknown_user_id": "parameters.value_invalid",
    "missing_user_code": "parameters.missing",
    "invalid_user_code": "parameters.value_invalid",
    "invalid_binding_message": "parameters.value_invalid",
    # proofs, attestations and keys
    "invalid_dpop_proof": "client.proof_invalid",
    "use_dpop_nonce": "client.proof_nonce_wanted",
    "unsupported_pop_key": "parameters.value_invalid",
    "invalid_client_attestation": "client.authentication_failed",
    "use_attestation_challenge": "client.authentication_failed",
    "use_fresh_attestation": "client.authentication_failed",
    "invalid_trust_chain": "client.authentication_failed",
    "invalid_trust_anchor": "client.authentication_failed",
    "invalid_token": "client.authentication_failed",
    # what is asked for
    "invalid_target": "scope.target_invalid",
    "invalid_authorization_details": "scope.invalid",
    "insufficient_authorization": "grant.invalid",
    "need_info": "access_policy.denied",
    "request_denied": "access_policy.denied",
    "request_submitted": "grant.pending",
    "incompatible_ace_profiles": "parameters.value_invalid",
    "unsupported_token_type": "parameters.value_invalid",
    # pushed requests and registration
    "unsupported_response_type": "parameters.response_type_unsupported",
    "invalid_request_object": "parameters.request_object_invalid",
    "invalid_redirect_uri": "parameters.registration_invalid",
    "invalid_client_metadata": "parameters.registration_invalid",
    "invalid_metadata": "parameters.registration_invalid",
    "invalid_software_statement": "parameters.registration_invalid",
    "unapproved_software_statement": "parameters.registration_invalid",
}
AUTHORIZATION_CODES = {
    "invalid_request": "parameters.invalid",
    "unsupported_response_type": "parameters.response_type_unsupported",
    "unsupported_response_mode": "parameters.value_invalid",
    "invalid_request_uri": "parameters.value_invalid",
    "invalid_request_object": "parameters.request_object_invalid",
    "request_not_supported": "parameters.not_supported",
    "request_uri_not_supported": "parameters.not_supported",
    "registration_not_supported": "parameters.not_supported",
    "invalid_grant_id": "parameters.value_invalid",
    "unauthorized_client": "client.not_allowed",
    "invalid_client": "client.not_allowed",
    "access_denied": "user.denied",
    "login_required": "user.login_required",
    "consent_required": "user.consent_required",
    "interaction_required": "user.interaction_required",
    "account_selection_required": "user.interaction_required",
    "session_selection_required": "user.interaction_required",
    "unmet_authentication_requirements": "user.interaction_required",
    "invalid_scope": "scope.invalid",
    "invalid_target": "scope.target_invalid",
    "invalid_authorization_details": "scope.invalid",
    "redirect_uri_mismatch": "redirect.not_registered",
    "invalid_redirect_uri": "redirect.not_registered",
    "server_error": "endpoint.failed",
    "temporarily_unavailable": "endpoint.unavailable",
}
CODES = {"resource": RESOURCE_CODES, "token": TOKEN_CODES, "authorization": AUTHORIZATION_CODES}
"""Error codes by flow (RFC 6749 sections 4.1.2.1 and 5.2, RFC 6750 section 3.1, RFC 9449
sections 5, 7.1 and 8, RFC 9470 section 3, OpenID Connect Core 3.1.2.6, RFC 8628 section 3.5, RFC 8707 section 2,
RFC 9126 section 2.3, RFC 7591 section 3.2.2, RFC 7009 section 2.2.1, CIBA Core 11 and 13, UMA 2.0 Grant 3.3.6)."""
PARAMETERS: dict[str, str] = {
    "expired_login_hint_token": "login_hint_token",
    "unknown_user_id": "login_hint",
    "missing_user_code": "user_code",
    "invalid_user_code": "user_code",
    "invalid_binding_message": "binding_message",
    "unsupported_pop_key": "req_cnf",
    "incompatible_ace_profiles": "ace_profile",
    "invalid_target": "resource",
    "invalid_authorization_details": "authorization_details",
    "unsupported_token_type": "token",
    "unsupported_grant_type": "grant_type",
    "unsupported_response_type": "response_type",
    "unsupported_response_mode": "response_mode",
    "invalid_scope": "scope",
    "invalid_request_object": "request",
    "invalid_request_uri": "request_uri",
    "request_not_supported": "request",
    "request_uri_not_supported": "request_uri",
    "registration_not_supported": "registration",
    "invalid_redirect_uri": "redirect_uris",
    "redirect_uri_mismatch": "redirect_uri",
    "invalid_software_statement": "software_statement",
    "unapproved_software_statement": "software_statement",
    "invalid_grant_id": "grant_id",
}
"""The parameter, or the member of a registration, that a code is about by its definition."""
WAITING = ("urn:ietf:params:oauth:grant-type:device_code", "urn:openid:params:grant-type:ciba")
"""Grant types for which a person is asked elsewhere: who denies is that person (RFC 8628 section 3.5)."""

DESCRIPTIONS: tuple[tuple[re.Pattern[str], str], ...] = (
    (lazy_regex(r"dpop.{0,30}(bind|bound|thumbprint)|\bjkt\b", re.I), "token.proof_key_mismatch"),
    (lazy_regex(r"certificate.{0,40}(thumbprint|bound|bind|match)|x5t", re.I), "token.certificate_mismatch"),
    (lazy_regex(r"jwt not active|not yet valid|\bnbf\b|before its validity|used before", re.I), "token.not_yet_valid"),
    (lazy_regex(r"revoked|not active|inactive", re.I), "token.inactive"),
    (
        lazy_regex(r"\bexp\b.{0,20}(required|missing)|(missing|no) (claim )?(exp\b|expiration)", re.I),
        "token.expiry_missing",
    ),
    (lazy_regex(r"expired?\b|\bexp\b|lifetime", re.I), "token.expired"),
    (lazy_regex(r"audience|\baud\b", re.I), "token.audience_mismatch"),
    (lazy_regex(r"\bissuer|\biss\b", re.I), "token.issuer_mismatch"),
    (lazy_regex(r"\bkid\b|(signing|signature) key|unknown key|no (matching )?key", re.I), "token.key_unknown"),
    (lazy_regex(r"signature|verification fail", re.I), "token.signature_invalid"),
    (lazy_regex(r"at\+jwt|\btyp\b|required claim|missing (the )?claim", re.I), "token.profile_incomplete"),
    (lazy_regex(r"malformed|not a (valid )?jwt|parse|decode", re.I), "token.malformed"),
)
"""Words of an `error_description` that say which check of the token failed."""
PROOF_DESCRIPTIONS: tuple[tuple[re.Pattern[str], str], ...] = (
    (lazy_regex(r"nonce", re.I), "token.proof_nonce_wanted"),
    (lazy_regex(r"already|replay|reused|used (before|twice)", re.I), "token.proof_replayed"),
    (
        lazy_regex(r"header is missing|(missing|no|required).{0,12}proof|proof.{0,20}missing", re.I),
        "token.proof_missing",
    ),
    (lazy_regex(r"\bath\b|access token hash", re.I), "token.proof_for_other_token"),
    (lazy_regex(r"\bht[mu]\b|http (method|ur[il])", re.I), "token.proof_for_other_request"),
    (lazy_regex(r"expired|too old|stale|future|\biat\b|issued", re.I), "token.proof_time_wrong"),
    (lazy_regex(r"bind|bound|thumbprint|\bjkt\b", re.I), "token.proof_key_mismatch"),
)
"""Words that say what is wrong with a DPoP proof."""
_NOT_MATCH = r"(mismatch|(not|n't) match|differ|incorrect|wrong)"
_VERIFIER = r"code.?verifier"
_REDIRECT = r"redirect(ion)?.?ur[il]"
VERIFIER_MISSING = lazy_regex(
    rf"{_VERIFIER}.{{0,20}}(required|missing|not (specified|provided|supplied|present))"
    rf"|(missing|\bno) .{{0,8}}{_VERIFIER}",
    re.I,
)
GRANT_DESCRIPTIONS: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        lazy_regex(
            r"(invalid|expired|revoked|used)( token)?(,| or) .{0,24}(invalid|expired|revoked|used)|e\.g\.", re.I
        ),
        "grant.invalid",
    ),
    (VERIFIER_MISSING, "grant.verifier_missing"),
    (
        lazy_regex(
            rf"pkce verification failed|verify.{{0,12}}{_VERIFIER}|{_VERIFIER}.{{0,40}}{_NOT_MATCH}"
            rf"|(incorrect|wrong).{{0,12}}{_VERIFIER}|code.?challenge.{{0,20}}{_NOT_MATCH}",
            re.I,
        ),
        "grant.verifier_mismatch",
    ),
    (
        lazy_regex(rf"{_REDIRECT}.{{0,60}}{_NOT_MATCH}|(mismatch(ing|ed)?|incorrect|wrong).{{0,12}}{_REDIRECT}", re.I),
        "grant.redirect_mismatch",
    ),
    (lazy_regex(r"(issued|belongs?) (to|for) (another|a different|other) client", re.I), "grant.other_client"),
    (
        lazy_regex(
            r"already (been )?(used|redeemed|consumed|exchanged)|(used|redeemed) (twice|more than once)|reuse", re.I
        ),
        "grant.used",
    ),
    (
        lazy_regex(r"\b(code|token|grant|assertion)\b.{0,12} expired\b|expired .{0,16}(code|token)\b", re.I),
        "grant.expired",
    ),
    (lazy_regex(r"\b(code|token|grant)\b.{0,12} revoked\b|revoked .{0,16}(code|token)\b", re.I), "grant.revoked"),
)
"""Words that say what is wrong with a code or refresh token; what names several causes at once names none."""
CLIENT_DESCRIPTIONS: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        lazy_regex(r"e\.g\.|such as|(client|id)\b.{0,8} (or|and) .{0,24}(secret|credential)", re.I),
        "client.authentication_failed",
    ),
    (lazy_regex(r"assertion.{0,20} expired", re.I), "client.assertion_expired"),
    (lazy_regex(r"assertion.{0,40}signature|signature.{0,30}assertion", re.I), "client.assertion_signature_invalid"),
    (
        lazy_regex(
            r"(invalid|wrong|incorrect|bad) client.?secret|client.?secret.{0,40} (invalid|incorrect|wrong)", re.I
        ),
        "client.secret_wrong",
    ),
    (
        lazy_regex(r"(unknown|no such) client|client.{0,12} (not found|does not exist|is unknown)", re.I),
        "client.unknown",
    ),
    (lazy_regex(r"client.{0,12} (disabled|inactive|deactivated|suspended)", re.I), "client.inactive"),
)
"""Words that say why a client was not let in."""
LOGIN_DESCRIPTIONS: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        lazy_regex(rf"(missing|required).{{0,16}}{_REDIRECT}|{_REDIRECT}.{{0,12}}(missing|required)", re.I),
        "redirect.missing",
    ),
    (
        lazy_regex(
            rf"{_REDIRECT}.{{0,60}}({_NOT_MATCH}|not (registered|allowed|valid)|invalid)"
            rf"|(invalid|mismatch).{{0,16}}{_REDIRECT}",
            re.I,
        ),
        "redirect.not_registered",
    ),
    (
        lazy_regex(r"(code.?challenge|pkce)\b.{0,16}(required|missing)|missing.{0,16}code.?challenge", re.I),
        "parameters.challenge_missing",
    ),
)
"""Words that say what is wrong with an authorization request."""
EXACT = {
    ("resource", "token.refused"): DESCRIPTIONS, ("resource", "token.proof_invalid"): PROOF_DESCRIPTIONS,
    ("token", "grant.invalid"): GRANT_DESCRIPTIONS, ("token", "client.authentication_failed"): CLIENT_DESCRIPTIONS,
    ("token", "parameters.invalid"): ((VERIFIER_MISSING, "grant.verifier_missing"),),
    ("authorization", "parameters.invalid"): LOGIN_DESCRIPTIONS,
}  # fmt: skip
"""Reasons of a flow that a description makes more exact."""


def is_server_code(word: str) -> bool:
    """Whether an authorization server answers with this code."""
    return word in TOKEN_CODES or word in AUTHORIZATION_CODES


def parameter_of_code(flow: str, code: str, endpoint: str) -> str | None:
    """The parameter that an authorization server's code is about; None where the code does not tell."""
    if flow == "resource":
        return None
    if code == "invalid_redirect_uri" and endpoint != "registration":
        return "redirect_uri"
    return PARAMETERS.get(code)


def reason_of_code(flow: str, code: str, description: str, grant_type: str | None = None) -> str | None:
    """The reason that an error code names in this flow, or None where it names nothing."""
    if flow == "token" and code == "access_denied" and grant_type in WAITING:
        return "grant.denied_by_user"
    reason = CODES[flow].get(code)
    return next(
        (exact for pattern, exact in EXACT.get((flow, reason or ""), ()) if pattern.search(description)), reason
    )
