"""Which texts are an introspection reply."""

from __future__ import annotations

import pytest

from engine.tokens.introspection import find_reply


@pytest.mark.parametrize(
    ("evidence", "found"),
    [
        ((), None),
        (('{"active": true, "sub": "ada"}',), {"active": True, "sub": "ada"}),
        (("a log line", ' {"active": false}'), {"active": False}),
        (('{"active": "true"}',), None),
        (('{"sub": "ada"}',), None),
        (('{"active": true',), None),
        (("[true]",), None),
        (("{" * 100_000,), None),
    ],
)
def test_a_reply_is_a_json_object_with_a_boolean_active(evidence: tuple[str, ...], found: object) -> None:
    assert find_reply(evidence) == found
