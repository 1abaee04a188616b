"""What `[[history]]` may tell: each type of event, whom it happened to, and the details that are read."""

from __future__ import annotations

from typing import Any, NamedTuple

from knowledge.patterns import lazy_regex

READ_BEGINNINGS = ("policy_", "user_", "client_", "server_")
READ_PARTS = ("revoked", "proof")
"""Types that are read without being listed, e.g. `user_deleted`, `tokens_revoked`, `dpop_proof_used`."""
MISSPELT = 0.75
"""How like a known type another is that is taken for it."""
HASHED = lazy_regex(r"[0-9A-Fa-f]{16,64}")
HASH = "the SHA-256 of the code or token, in hex; its first 16 digits or more"


class EventType(NamedTuple):
    """What one type means: its `subject`, and the keys of its `detail` with what each holds."""

    subject: str
    detail: dict[str, str]


GRANTED = {
    "client": "client_id that it was issued to",
    "user": "id of the user who signed in",
    "scopes": "scopes that were granted",
    "expires_in": "seconds that it lives",
}
EVENT_TYPES: dict[str, EventType] = {
    "code_issued": EventType(
        HASH,
        GRANTED
        | {
            "redirect_uri": "where the code was sent to; empty: the request named none",
            "code_challenge": "the PKCE challenge; empty: none was sent",
            "code_challenge_method": "`S256` or `plain`",
            "nonce": "the nonce of the authorization request",
            "resource": "the resource that was asked for",
        },
    ),
    "code_used": EventType(HASH, {"client": "client_id that redeemed it"}),
    "refresh_token_issued": EventType(HASH, GRANTED | {"idle_seconds": "seconds that it may stay unused"}),
    "refresh_token_used": EventType(HASH, {"rotated": "true: it was replaced, and is good no more"}),
    "assertion_used": EventType("`jti` of the client's assertion", {}),
    "token_revoked": EventType("the hash, the `jti`, the user or the client", {"by": "who revoked it"}),
    "user_changed": EventType("id of the user", {"what": "e.g. `deactivated`, `deleted`, `unassigned`"}),
    "client_changed": EventType("client_id", {"what": "e.g. `deactivated`, `deleted`, `changed`"}),
    "policy_changed": EventType("name of the policy or rule", {"what": "what was changed"}),
    "server_changed": EventType("name of the authorization server", {"what": "what was changed"}),
}
"""The types that the engine reads; another type is kept and told where its subject is asked about."""

TYPES_TEXT = "what happened: " + ", ".join(f"`{name}`" for name in EVENT_TYPES)
DETAILS_TEXT = "what else is known of it: " + ", ".join(
    dict.fromkeys(f"`{key}` ({words})" for event in EVENT_TYPES.values() for key, words in event.detail.items())
)


def is_read(kind: str) -> bool:
    """Whether anything looks for events of this type."""
    return kind in EVENT_TYPES or kind.startswith(READ_BEGINNINGS) or any(part in kind for part in READ_PARTS)


def nearest_type(seen: str, cutoff: float = 0.0) -> str | None:
    """The type that is read and looks most like the one seen; None where none is as like as `cutoff`, from 0 to 1."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(seen, EVENT_TYPES, 1, cutoff)), None)


def is_raw(kind: Any, subject: Any) -> bool:
    """Whether an event of a code or refresh token, its type perhaps misspelt, has a subject that is no hash."""
    if not isinstance(kind, str) or not isinstance(subject, str) or HASHED.fullmatch(subject):
        return False
    known = nearest_type(kind, MISSPELT)
    return known is not None and EVENT_TYPES[known].subject == HASH
