"""JSON objects in foreign texts."""

from __future__ import annotations

from typing import Any

import pytest

from engine.json_objects import json_members, json_objects


@pytest.mark.parametrize(
    ("body", "members"),
    [('{"a": 1}', {"a": 1}), (" {}", {}), ("[1]", {}), ("", {}), ('{"a"', {}), ('{"a":' * 100_000, {}), ("3", {})],
)
def test_the_members_of_a_body(body: str, members: dict[str, Any]) -> None:
    assert json_members(body) == members


def test_objects_among_other_texts_come_in_order() -> None:
    texts = ("a log line", '{"b": 1}', "[2]", "{}", ' {"c": 2}')
    assert list(json_objects(texts)) == [{"b": 1}, {"c": 2}]
