from __future__ import annotations

import pytest

from engine.redaction.quotes import closing


@pytest.mark.parametrize(
    ("text", "opener", "inside"),
    [
        ('"plain" x', '"', "plain"),
        (r'"a\"b" x', '"', r"a\"b"),
        (r'"a\\" x', '"', r"a\\"),
        (r"'it'\''s' x", "'", r"it'\''s"),
        (r"\"a\" x", '\\"', "a"),
        (r"\"a\\\"b\" x", '\\"', r"a\\\"b"),
        ('"open\nnext"', '"', "open"),
        ('"open', '"', "open"),
    ],
)
def test_a_quoted_value_ends_at_its_own_quote(text: str, opener: str, inside: str) -> None:
    start = len(opener)
    assert text[start : closing(text, start, opener)] == inside
