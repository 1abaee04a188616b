"""What stands where a JWT should: a word, a mask, a SAML document, an API key."""

from __future__ import annotations

import binascii
import re
from base64 import b64decode

from engine.tokens.faults import Fault
from engine.tokens.recovery import QUOTES
from engine.words import shortened
from knowledge.patterns import lazy_regex

NOTHING = frozenset((
    "null", "undefined", "none", "nil", "nan", "false", "true", "token", "access_token", "your_token", "jwt", "bearer",
    "[object object]", "[object promise]", "your-token-here", "your_access_token", "",
))  # fmt: skip
VARIABLE = lazy_regex(
    r"\$\{?[A-Za-z_]\w*\}?|\$\(.*\)|\{\{.*\}\}|\{[A-Za-z_]\w*\}|%[A-Za-z_]\w*%|<[^<>.]*>|\[[^\[\]]*\]|:[a-z_]+"
)
"""Templates of shells, Postman, OpenAPI and manuals that nobody filled in."""
SAML = lazy_regex(rb"urn:oasis:names:tc:SAML|<(?:\w+:)?(?:Assertion|Response|AuthnRequest)\b")
API_KEYS = {
    "sk_live_": "Stripe", "sk_test_": "Stripe", "rk_live_": "Stripe", "pk_live_": "Stripe", "pk_test_": "Stripe",
    "AIza": "Google", "AKIA": "AWS", "ASIA": "AWS", "SG.": "SendGrid", "sk-": "an AI service",
    "ghp_": "GitHub", "github_pat_": "GitHub", "glpat-": "GitLab", "npm_": "npm", "pypi-": "PyPI",
    "shpat_": "Shopify", "dop_v1_": "DigitalOcean", "hf_": "Hugging Face", "NRAK-": "New Relic",
}  # fmt: skip
"""Prefixes by which keys and personal tokens are known, as their makers document them."""
OTHERS_TOKENS = {
    "gho_": "GitHub", "ghu_": "GitHub", "ghs_": "GitHub", "ya29.": "Google", "xoxb-": "Slack", "xoxp-": "Slack",
    "EwB": "Microsoft", "EAA": "Facebook",
}  # fmt: skip
"""Prefixes of access tokens that say nothing by themselves."""


def find_placeholder(text: str) -> Fault | None:
    """A word or a template that a client sent where it had no token."""
    bare = text.strip().strip("\"'`“”‘’").strip()
    if bare.lower() not in NOTHING and VARIABLE.fullmatch(bare) is None:
        return None
    seen = f"`{shortened(bare, 40)}`" if bare else "an empty text in quotes"
    return Fault("token.placeholder", f"the client sent {seen} where its token should stand", seen, "an access token")


def find_saml(text: str) -> Fault | None:
    """A SAML response or assertion, as XML or in base64."""
    bare = text.strip().strip(QUOTES.replace("<", "").replace(">", "")).removeprefix("SAMLResponse=")
    if bare[:1] == "<":
        found = SAML.search(bare[:2000].encode("utf-8", "replace"))
        form = "XML"
    elif bare[:1] == "P" and bare[1:2] in "ABCDEFGHIJKLMNOP" and "." not in bare:
        found = SAML.search(_decoded(bare[:2000]))
        form = "XML in base64"
    else:
        return None
    if found is None:
        return None
    seen = f"a SAML document ({form})"
    return Fault("token.saml", f"this is {seen}, not an access token", seen, "an access token, signed JWT")


def _decoded(text: str) -> bytes:
    plain = re.sub(r"%[0-9A-Fa-f]{2}|\s", "", text).replace("-", "+").replace("_", "/").rstrip("=")
    try:
        return b64decode(plain[: len(plain) // 4 * 4])
    except (binascii.Error, ValueError):
        return b""


def opaque_fault(text: str) -> Fault:
    """A text that is no JWT, where a JWT is wanted."""
    maker = next((maker for prefix, maker in API_KEYS.items() if text.startswith(prefix)), None)
    if maker is not None:
        seen = f"a key of {len(text)} characters, by its prefix one of {maker}"
        return Fault("token.api_key", f"this is an API key, not an access token: {seen}", seen, "a signed JWT")
    maker = next((maker for prefix, maker in OTHERS_TOKENS.items() if text.startswith(prefix)), None)
    by = f", by its prefix a token of {maker}" if maker else ""
    seen = f"an opaque text of {len(text)} characters{by}"
    summary = "the token is not a JWT, which is what this issuer gives out"
    return Fault("token.opaque", summary, seen, "three parts joined by dots")


def strange_character(text: str) -> Fault | None:
    """A character that no bearer token has (RFC 6750 section 2.1), such as an ellipsis or an HTML entity's `&`."""
    strange = re.search(r"[^A-Za-z0-9._~+/=-]", text)
    if strange is None:
        return None
    summary = "the token holds a character that no bearer token has"
    return Fault("token.malformed", summary, f"`{strange[0]}`", "letters, digits and `-._~+/=` (RFC 6750 section 2.1)")
