"""Which types of events are known, and whose subject must be a hash."""

from __future__ import annotations

import pytest

from engine.environment.history import is_raw, is_read, nearest_type

DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


@pytest.mark.parametrize(
    ("kind", "subject", "raw"),
    [
        ("code_issued", "SplxlOBeZQQYbYS6WxSbIA", True), ("code_used", DIGEST, False), ("code_used", DIGEST[:16], False),
        ("code_used", DIGEST[:15], True), ("refresh_token_used", DIGEST.upper(), False), ("code_isued", "abc", True),
        ("refresh_token_rotated", "abc", True), ("token_revoked", "ada", False), ("user_changed", "ada", False),
        ("login", "ada", False), (None, "abc", False), ("code_used", 7, False),
    ],
)  # fmt: skip
def test_codes_and_refresh_tokens_are_named_by_their_hash(kind: object, subject: object, raw: bool) -> None:
    assert is_raw(kind, subject) is raw


@pytest.mark.parametrize(
    ("seen", "cutoff", "known"),
    [("code_isued", 0.75, "code_issued"), ("polcy_change", 0.0, "policy_changed"), ("login", 0.75, None)],
)
def test_the_nearest_type(seen: str, cutoff: float, known: str | None) -> None:
    assert nearest_type(seen, cutoff) == known


@pytest.mark.parametrize(
    ("kind", "read"),
    [
        ("code_used", True), ("user_deleted", True), ("policy_published", True), ("refresh_token_revoked", True),
        ("dpop_proof_used", True), ("code_isued", False), ("login", False),
    ],
)  # fmt: skip
def test_types_that_are_read(kind: str, read: bool) -> None:
    assert is_read(kind) is read
