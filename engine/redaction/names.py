"""Which names hold secrets, and what a secret looks like."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal
from urllib.parse import unquote_plus

from knowledge.patterns import lazy_regex

Kind = Literal["password", "secret", "token", "weak", "authorization", "cookie", "set_cookie"]
"""How a named value is treated: `password` and `secret` go whole, a `token` that is a JWT keeps header and payload,
`weak` names (`code`, `key`) hold secrets in URLs and forms, elsewhere only where the value looks like one."""

PASSWORDS = (
    "password", "passwd", "pwd", "passphrase", "passcode", "secret", "pincode", "dbpass", "userpass", "secretkey",
    "secretaccesskey",
)  # fmt: skip
SECRETS = (
    "apikey", "apikeys", "privatekey", "accesskey", "subscriptionkey", "functionskey", "signingkey", "encryptionkey",
    "sharedkey", "accountkey", "masterkey", "hmackey", "symmetrickey", "assertion", "verifier", "devicecode",
    "usercode", "authcode", "authorizationcode", "samlresponse", "samlart", "refreshtoken", "devicetoken",
    "clienttoken", "pdgtoken", "gatewaytoken", "privatetoken", "amzsignature", "googsignature", "xsignature",
    "hubsignature", "hubsignature256", "signaturevalue", "sessionid", "phpsessid", "sessioncookie", "authreqid", "otp",
    "recoverycode",
)  # fmt: skip
TOKENS = ("token", "tokenhint", "jwt", "dpop", "oidcdata", "loginticket")
WEAK = frozenset({"code", "key", "sig", "signature", "hmac", "auth", "ticket", "session", "pass"})

HEADER_ENDS = frozenset({"auth", "session", "signature", "hmac", "sig", "credentials", "pass", "pw"})
"""Last words of a name with hyphens, as headers have, behind another: `X-Auth`, `Stripe-Signature`."""
MEMBER_ENDS: dict[str, Kind] = {
    "pass": "password", "pw": "password", "creds": "secret", "credentials": "token", "auth": "weak", "session": "weak",
    "signature": "weak", "hmac": "weak", "sig": "weak",
}  # fmt: skip
"""Last words of names written in any other way: `db_pass`, `requestSignature`; `credentials` alone, too."""
OPEN_KEYS = frozenset((
    "bad", "cache", "column", "composite", "correlation", "dedup", "deduplication", "dictionary", "duplicate",
    "embedded", "entity", "event", "expired", "field", "foreign", "group", "grouping", "hash", "idempotence",
    "idempotency", "index", "invalid", "issue", "label", "lookup", "map", "message", "metric", "missing", "natural",
    "no", "object", "order", "ordering", "own", "partition", "primary", "project", "public", "publishable", "range",
    "request", "routing", "row", "s", "search", "shard", "site", "sort", "sorting", "surrogate", "tag",
    "translation", "unique", "unknown", "verification", "verify", "socket", "wrong",
))  # fmt: skip
"""A key of this kind is a name, a place in a list or what everybody may have: `sort_key`, `public_key`."""
OPEN_WORDS = frozenset((
    "allow", "bad", "boarding", "by", "client", "fastcgi", "first", "grpc", "invalid", "last", "missing", "multi",
    "needs", "new", "no", "one", "ping", "pre", "proxy", "require", "required", "requires", "second", "single",
    "test", "two", "unknown", "uwsgi", "wants", "wrong",
))  # fmt: skip
"""With one of these before it, one of those last words says how something is done, or what is wrong."""
WORDS = lazy_regex(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")

ERROR_CODES = frozenset({"invalidtoken", "expiredtoken", "missingtoken", "tokenrefused", "invalidaccesstoken"})
"""What says what is wrong with a token is none: words follow it."""

HINTS = (
    "token", "secret", "pass", "pw", "pin", "key", "code", "auth", "cookie", "sig", "hmac", "ticket", "session", "jwt",
    "dpop", "oidc", "assertion", "verifier", "saml", "sess", "otp", "authreqid", "bearer", "basic", "ssws",
    "negotiate", "ntlm", "bot", "genie", "cred",
)  # fmt: skip
"""A text without any of these has no secret that a name or scheme gives away: asked first, because it is cheap."""

SCHEMES = frozenset((
    "apikey", "aws", "aws4-hmac-sha256", "basic", "bearer", "bot", "concealed", "digest", "dpop", "genie-key",
    "geniekey", "gnap", "hawk", "hoba", "jwt", "key", "mac", "mutual", "negotiate", "ntlm", "oauth", "privatetoken",
    "scram-sha-1", "scram-sha-256", "sharedkey", "sharedaccesssignature", "signature", "splunk", "ssws", "token",
    "vapid",
))  # fmt: skip
"""Authentication schemes that are kept in front of what they carry; after any other word everything goes."""

PLACEHOLDER = lazy_regex(
    r"""\$\{[^{}]*\}|\$\([^()]*\)|\$[A-Z_][A-Z0-9_]*|\$\w*(?i:token|secret|passw|key|jwt|auth|bearer|code)\w*
    |\{\{[\w .\-]*\}\}|\{[a-z_]+\}|%[A-Z_]+%|<[A-Za-z _\-]*>|[*xX•.…]{3,}|…
    |\[?(?i:redacted|removed|filtered|masked|hidden)\]?|(?i:your[-_][a-z_\-]*)|(?i:true|false|null|none|nil|undefined)""",
    re.VERBOSE,
)
WORD = lazy_regex(r"[A-Za-z]{1,15}")
CONSTANT = lazy_regex(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|[A-Z]{1,8}\d{1,8}|\d{1,6}")
SLUG = lazy_regex(r"(?i:[a-z]{1,15}(?:[-_.:/ ][a-z]{1,15})*(?:[-_.:/ ]?\d{1,4})?)")
DATED = lazy_regex(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d.*")


def is_hinted(text: str) -> bool:
    """Whether rules that go by names can find anything."""
    lower = text.lower()
    return "%" in text or any(map(lower.__contains__, HINTS))


@lru_cache(maxsize=4096)
def kind_of(name: str) -> Kind | None:
    """What a field, header, parameter or variable of this name holds; None where it is no secret."""
    compact = re.sub(r"[^a-z0-9]", "", unquote_plus(name).lower())
    if compact in ("cookie", "cookie2", "cookies"):
        return "cookie"
    if compact == "setcookie":
        return "set_cookie"
    if compact.endswith("authorization"):
        return "authorization"
    if compact in WEAK:
        return "weak"
    if compact in ERROR_CODES:
        return None
    if compact == "pin":
        return "password"
    for form in (compact, compact.removesuffix("s")):
        if form.endswith(PASSWORDS):
            return "password"
        if form.endswith(SECRETS):
            return "secret"
        if form.endswith(TOKENS):
            return "token"
    return "weak" if compact.removesuffix("s") in WEAK else _kind_of_words(unquote_plus(name))


def _kind_of_words(name: str) -> Kind | None:
    """What the last word of a name says, with the one before it."""
    words = [word.lower() for word in WORDS.findall(name)]
    last, before = words[-1] if words else "", words[-2] if len(words) > 1 else ""
    if last == "key" and before:
        return None if before in OPEN_KEYS else "secret"
    if before in OPEN_WORDS or (not before and last not in ("creds", "credentials")):
        return None
    return "secret" if "-" in name and last in HEADER_ENDS else MEMBER_ENDS.get(last)


def is_placeholder(value: str) -> bool:
    """Whether this stands for a secret without being one: a variable, a blank, something already removed."""
    bare = value.strip().strip("\\\"'")
    return not bare or PLACEHOLDER.fullmatch(bare) is not None


def is_plain(value: str) -> bool:
    """Whether this is a word, a number or an error code rather than something random."""
    return WORD.fullmatch(value) is not None or CONSTANT.fullmatch(value) is not None


def looks_secret(value: str) -> bool:
    """Whether this is long and random enough to be a credential."""
    if len(value) < 12 or is_placeholder(value) or "://" in value or value.startswith("/"):
        return False
    if (SLUG.fullmatch(value) and not _mixed(value)) or CONSTANT.fullmatch(value) or DATED.fullmatch(value):
        return False
    has_digit = any(character.isdigit() for character in value)
    return _mixed(value) or (has_digit and (len(value) >= 16 or any(character.isalpha() for character in value)))


def _mixed(value: str) -> bool:
    """Capitals within words, as random text has them and prose does not."""
    return len(value) >= 20 and len(re.findall(r"[a-z][A-Z]", value)) >= 3
