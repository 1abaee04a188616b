from __future__ import annotations

import pytest

from engine.redaction.names import (
    PASSWORDS,
    SECRETS,
    TOKENS,
    WEAK,
    is_hinted,
    is_placeholder,
    is_plain,
    kind_of,
    looks_secret,
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Authorization", "authorization"), ("proxy-authorization", "authorization"),
        ("request.header.authorization", "authorization"), ("Cookie", "cookie"), ("Set-Cookie", "set_cookie"),
        ("clientSecret", "password"), ("client_secret", "password"), ("PASSWORD", "password"), ("passwords", "password"),
        ("AWS_SECRET_ACCESS_KEY", "password"), ("pin", "password"), ("origin", None), ("X-API-Key", "secret"), ("apikey", "secret"), ("CLIENT-TOKEN", "secret"),
        ("PDG-TOKEN", "secret"), ("refresh_token", "secret"), ("device_code", "secret"), ("SAMLResponse", "secret"),
        ("client_assertion", "secret"), ("code_verifier", "secret"), ("Ocp-Apim-Subscription-Key", "secret"),
        ("access_token", "token"), ("accessTokens", "token"), ("id_token_hint", "token"), ("DPoP", "token"),
        *[(name, "secret") for name in (
            "X-Auth-Key", "DD-APPLICATION-KEY", "Fastly-Key", "X-Appwrite-Key", "X-Ghost-Key", "X-Backend-Key",
            "X-Service-Key", "X-Auth", "X-Session", "X-Hmac", "X-Sig", "Stripe-Signature", "app_key", "appKey",
            "client_key", "STRIPE_KEY", "OAUTH2_KEY", "user%5Fkey", "creds", "db_creds", "request.header.x-backend-key",
        )],
        *[(name, "password") for name in ("db_pass", "dbPass", "dbpass", "DB_PW", "X-Db-Pwd", "SECRET_KEY")],
        ("credentials", "token"), ("aws_credentials", "token"), ("requestSignature", "weak"), ("basic_auth", "weak"),
        ("user_session", "weak"),
        *[(name, None) for name in (
            "public_key", "publicKey", "sort_key", "Idempotency-Key", "x-request-key", "Surrogate-Key", "s3_key",
            "Sec-WebSocket-Key", "Signature-Input", "ping-auth", "tls_client_auth", "client_credentials",
            "invalid_client_credentials", "Access-Control-Allow-Credentials", "file.missing_key", "bad_signature",
            "proxy_pass", "session_state", "compass", "monkey", "auth_time", "key_ops",
        )],
        ("code", "weak"), ("key", "weak"), ("sig", "weak"), ("c%6Fde", "weak"),
        ("state", None), ("nonce", None), ("kid", None), ("invalid_token", None), ("expired_token", None), ("token_type", None), ("token_endpoint", None),
        ("client_assertion_type", None), ("code_challenge", None), ("status_code", None), ("errorCode", None),
        ("secret_check", None), ("X-Token-Expiry", None), ("credential", None), ("X-Amz-Credential", None),
    ],
)  # fmt: skip
def test_names_say_what_they_hold(name: str, kind: str | None) -> None:
    assert kind_of(name) == kind


@pytest.mark.parametrize("name", [*PASSWORDS, *SECRETS, *TOKENS, *WEAK, "cookie", "authorization"])
def test_no_name_hides_from_the_question_asked_first(name: str) -> None:
    assert is_hinted(f"x {name.upper()}=1")


@pytest.mark.parametrize(
    "value",
    ["$TOKEN", "${TOKEN}", "$(cat token)", "$access_token", "{{tokens.access}}", "<your token>", "REDACTED", "***", "•••",
     "…", "your-client-secret", "null", "none", "", " ", '\\"$TOKEN\\"', "[redacted]", "XXXX"],
)  # fmt: skip
def test_placeholders_stand_for_secrets(value: str) -> None:
    assert is_placeholder(value)


@pytest.mark.parametrize("value", ["$ecret", "hunter2", "x", "<s3cret>", "REDACTED1", "nonesuch", "•••a"])
def test_secrets_are_no_placeholders(value: str) -> None:
    assert not is_placeholder(value)


@pytest.mark.parametrize(
    ("value", "secret"),
    [
        ("mF_9.B5f-4.1JqM", True), ("2YotnFZFEjr1zCsicMWpAA", True), ("3f2504e0-4f89-11d3-9a0c-0305e82c3301", True),
        ("SplxlOBeZQQYbYSWxSbIA", True), ("4111111111111111", True), ("short1", False), ("POLICY_EVALUATION_FAILED", False),
        ("authorization-server", False), ("2026-03-04T10:11:12Z", False), ("https://a.test/7a8b9c0d", False),
        ("/users/7a8b9c0d1e2f", False), ("AADSTS50058", False), ("$ACCESS_TOKEN_2", False), ("invalid_client", False),
    ],
)  # fmt: skip
def test_long_and_random_is_secret(value: str, secret: bool) -> None:
    assert looks_secret(value) is secret


@pytest.mark.parametrize(("value", "plain"), [("expired", True), ("401", True), ("ERR_X_Y", True), ("a1b2", False)])
def test_words_numbers_and_codes_are_plain(value: str, plain: bool) -> None:
    assert is_plain(value) is plain
