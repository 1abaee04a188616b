"""What counts as a mask."""

from __future__ import annotations

import pytest

from engine.captures.masking import has_masked_authorization, is_masked


@pytest.mark.parametrize(
    "value",
    [
        "REDACTED", "redacted", "[redacted]", "<redacted>", "<REDACTED>", "***", "Bearer ***", "Bearer [REDACTED]",
        "Bearer REDACTED", "Basic *****", "••••", "Bearer …", "Bearer ...", "[filtered]", "***REMOVED***", "xxx",
        "Bearer XXXXXXXX", "{{redacted}}", "Bearer abcd***", "Bearer eyJhbGciOiJ…", "(hidden)",
    ],
)  # fmt: skip
def test_masked(value: str) -> None:
    assert is_masked(value)


@pytest.mark.parametrize(
    "value",
    [
        "", "Bearer", "Bearer ", "Bearer abc", "Bearer a.b.c", "Basic YTpi", "Bearer redactedtoken", "Bearer x", "**",
        "Bearer $TOKEN", "Bearer eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.•••", "Bearer null", "Bearer undefined",
    ],
)  # fmt: skip
def test_not_masked(value: str) -> None:
    assert not is_masked(value)


def test_only_the_authorization_header_counts() -> None:
    assert has_masked_authorization((("X", "1"), ("AUTHORIZATION", "***")))
    assert not has_masked_authorization((("Cookie", "***"), ("Authorization", "Bearer abc")))
