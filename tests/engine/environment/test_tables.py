"""Walking through tables that may be wrong anywhere."""

from __future__ import annotations

from typing import Any

import pytest

from engine.environment.tables import depth_of, leaves, select, select_tables, select_texts, value_at

TABLES: dict[str, Any] = {
    "services": [{"name": "a", "urls": ["u", 5]}, 7, {"name": 8, "urls": "no list"}],
    "name": "x",
}


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("name", [(("name",), "x")]),
        ("services.*.name", [(("services", 0, "name"), "a"), (("services", 2, "name"), 8)]),
        ("services.*.urls.*", [(("services", 0, "urls", 0), "u"), (("services", 0, "urls", 1), 5)]),
        ("name.*", []),
        ("nothing.*.name", []),
    ],
)
def test_a_pattern_reaches_what_has_its_shape(pattern: str, found: list[Any]) -> None:
    assert list(select(TABLES, pattern)) == found


def test_texts_and_tables_are_told_apart() -> None:
    assert list(select_texts(TABLES, "services.*.name")) == [(("services", 0, "name"), "a")]
    assert [path for path, _ in select_tables(TABLES, "services.*")] == [("services", 0), ("services", 2)]


def test_a_value_is_found_by_its_path() -> None:
    assert value_at(TABLES, ("services", 0, "urls", 1)) == 5
    assert value_at(TABLES, ()) is TABLES


@pytest.mark.parametrize("path", [("no",), ("services", 3), ("services", "name"), ("name", 0), ("services", 1, "x")])
def test_a_path_to_nothing_is_a_key_error(path: tuple[str | int, ...]) -> None:
    with pytest.raises(KeyError):
        value_at(TABLES, path)


def test_leaves_are_what_is_neither_table_nor_list() -> None:
    assert dict(leaves({"a": [1, {"b": 2}], "c": {}})) == {("a", 0): 1, ("a", 1, "b"): 2}


@pytest.mark.parametrize(("value", "depth"), [(1, 0), ({}, 1), ({"a": 1}, 1), ({"a": [[]]}, 3), ([{"a": {}}, []], 3)])
def test_depth_counts_tables_and_lists(value: Any, depth: int) -> None:
    assert depth_of(value, 10) == depth


def test_depth_is_counted_up_to_a_limit_and_without_recursion() -> None:
    deep: Any = []
    for _ in range(100_000):
        deep = [deep]
    assert depth_of(deep, 64) == 64
    while deep:
        deep = deep.pop()
