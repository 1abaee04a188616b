"""Events whose type is not read, and codes and refresh tokens that stand there in full."""

from __future__ import annotations

import pytest

from engine.environment.lint import check_text
from tests.support.lint import found, severities

DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
EVENT = """name = "e"
[[history]]
at = "2026-03-04T10:00:00Z"
type = "{}"
subject = "{}"
"""
RAW, UNKNOWN = (5, "history.subject_not_hashed"), (4, "history.type_unknown")


@pytest.mark.parametrize(
    ("kind", "subject", "wanted"),
    [
        ("code_issued", DIGEST, set()), ("refresh_token_used", DIGEST[:16], set()), ("code_used", "plain-code", {RAW}),
        ("refresh_token_issued", DIGEST[:15], {RAW}), ("user_changed", "ada", set()), ("token_revoked", "a jti", set()),
        ("policy_published", "Shop", set()), ("login", "ada", {UNKNOWN}), ("code_isued", "plain-code", {UNKNOWN, RAW}),
        ("code_isued", DIGEST, {UNKNOWN}),
    ],
)  # fmt: skip
def test_events(kind: str, subject: str, wanted: set[tuple[int, str]]) -> None:
    assert found(EVENT.format(kind, subject)) == wanted


def test_the_nearest_type_is_named_and_the_subject_is_not() -> None:
    said = {one.finding: one for one in check_text(EVENT.format("code_isued", "plain-code"), file="e").findings}

    assert said["history.type_unknown"].fix == "write `code_issued` if that is meant, or leave the event out"
    assert not any("plain-code" in f"{one.summary} {one.fix}" for one in said.values())
    assert severities(EVENT.format("code_used", "plain-code"), "history.subject_not_hashed") == ["error"]
