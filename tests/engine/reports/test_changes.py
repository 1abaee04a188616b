"""A change of policy in one sentence."""

from __future__ import annotations

from typing import Any

import pytest

from engine.reports.changes import change_text


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"op": "set-header", "name": "X-A", "before": "1", "after": ["2", "3"], "statement": "s"},
         'set header X-A: "1" → ["2", "3"], by s'),
        ({"op": "set-query", "name": "page", "before": None, "after": "1", "statement": "s"}, 'set query page: nothing → "1", by s'),
        ({"op": "set-header", "name": "A", "before": None, "after": "1", "not_known": True}, 'set header A: something not known → "1"'),
        ({"op": "remove-attribute", "name": "$.a", "before": {"b": 1}, "after": None}, 'remove attribute $.a: {"b": 1}'),
        ({"op": "remove-header", "name": "A", "before": None, "after": None}, "remove header A: nothing there"),
        ({"op": "exclude-attributes", "payload": ["a"], "statement": "s", "not_known": True},
         'exclude attributes ["a"]: what is there now is not known, by s'),
        ({"op": "exclude-attributes", "more": 7, "statement": "s"}, "and 7 more of exclude attributes, by s"),
    ],
)  # fmt: skip
def test_a_change_in_words(change: dict[str, Any], text: str) -> None:
    assert change_text(change) == text
