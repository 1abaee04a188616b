"""Which parameters a request must carry, which may stand twice, and which values they may have: tables, no code."""

from __future__ import annotations

import re

GRANT_TYPES: dict[str, tuple[str, ...]] = {
    "authorization_code": ("code",),
    "refresh_token": ("refresh_token",),
    "client_credentials": (),
    "password": ("username", "password"),
    "urn:ietf:params:oauth:grant-type:device_code": ("device_code",),
    "urn:ietf:params:oauth:grant-type:jwt-bearer": ("assertion",),
    "urn:ietf:params:oauth:grant-type:saml2-bearer": ("assertion",),
    "urn:ietf:params:oauth:grant-type:token-exchange": ("subject_token", "subject_token_type"),
    "urn:openid:params:grant-type:ciba": ("auth_req_id",),
    "urn:ietf:params:oauth:grant-type:uma-ticket": ("ticket",),
}
"""What each grant type is exchanged for (RFC 6749 sections 4 and 6, RFC 7521 section 4.1, RFC 8628 section 3.4,
RFC 8693 section 2.1, CIBA Core section 10.1)."""
ENDPOINTS: dict[str, tuple[str, ...]] = {
    "token": ("grant_type",),
    "introspection": ("token",),
    "revocation": ("token",),
    "par": ("response_type",),
    "authorization": ("response_type", "client_id"),
}
"""What each endpoint wants (RFC 6749 section 4.1.1, RFC 7662 2.1, RFC 7009 2.1, RFC 9126 2.1)."""
BESIDE: tuple[tuple[str, str, str], ...] = (
    ("code_challenge_method", "code_challenge", "RFC 7636 section 4.3"),
    ("actor_token", "actor_token_type", "RFC 8693 section 2.1"),
    ("actor_token_type", "actor_token", "RFC 8693 section 2.1"),
    ("client_assertion", "client_assertion_type", "RFC 7521 section 4.2"),
    ("client_assertion_type", "client_assertion", "RFC 7521 section 4.2"),
)
"""A parameter, the one that must stand beside it, and where that is said."""
REPEATABLE = frozenset({"resource", "audience"})
"""Parameters that may be sent several times (RFC 8707 section 2, RFC 8693 section 2.1)."""
SECRET = frozenset(
    {
        "code",
        "refresh_token",
        "client_secret",
        "client_assertion",
        "password",
        "code_verifier",
        "assertion",
        "device_code",
        "subject_token",
        "actor_token",
        "token",
        "auth_req_id",
        "ticket",
        "request",
        "id_token_hint",
    }
)
"""Parameters whose values are never shown."""

PROMPTS = ("none", "login", "consent", "select_account", "create")
RESPONSE_TYPES = (
    "code",
    "token",
    "id_token",
    "code id_token",
    "code token",
    "id_token token",
    "code id_token token",
    "none",
)
"""As they are registered (Multiple Response Type Encoding Practices sections 3 to 5); order does not count."""
RESPONSE_MODES = (
    "query",
    "fragment",
    "form_post",
    "jwt",
    "query.jwt",
    "fragment.jwt",
    "form_post.jwt",
    "web_message",
    "okta_post_message",
    "pi.flow",
)
VALUES: dict[str, tuple[str, ...]] = {
    "code_challenge_method": ("S256", "plain"),
    "response_mode": RESPONSE_MODES,
    "display": ("page", "popup", "touch", "wap"),
    "client_assertion_type": (
        "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        "urn:ietf:params:oauth:client-assertion-type:saml2-bearer",
    ),
}
"""Parameters that have one of a few values."""
UNRESERVED = re.compile(r"[A-Za-z0-9._~-]{43,128}")
"""A PKCE verifier, and a challenge made of it (RFC 7636 sections 4.1 and 4.2)."""
UNRESERVED_WANTED = "43 to 128 letters, digits, `-`, `.`, `_` and `~`"
FORMS: dict[str, tuple[re.Pattern[str], str]] = {
    "max_age": (re.compile(r"[0-9]{1,10}"), "a number of seconds, 0 or more"),
    "code_challenge": (UNRESERVED, UNRESERVED_WANTED),
}
"""Parameters whose values have one form."""
