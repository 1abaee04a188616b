"""JSONPath as statements use it: what is selected, what is refused, and how a place is written."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.policy.json_paths import LONGEST, PathProblem, in_words, locations, parse_json_path, value_at

BODY: dict[str, Any] = {
    "id": 1,
    "data": {"private": {"id": 2}, "a b": 3, "it's": 4},
    "items": [{"id": 5, "tags": ["x", "y"]}, {"id": 6}],
    "": 7,
}


@pytest.mark.parametrize(
    ("path", "places"),
    [
        ("$", ["$"]),
        ("id", ["$.id"]),
        ("$.id", ["$.id"]),
        ("data.private", ["$.data.private"]),
        ("$['data'][\"a b\"]", ['$.data["a b"]']),
        ("$['data']['it\\'s']", ['$.data["it\'s"]']),
        ("['data'].private", ["$.data.private"]),
        ("$['']", ['$[""]']),
        ("items[1].id", ["$.items[1].id"]),
        ("items[*].id", ["$.items[0].id", "$.items[1].id"]),
        ("$.items.*.id", ["$.items[0].id", "$.items[1].id"]),
        ("$..id", ["$.id", "$.data.private.id", "$.items[0].id", "$.items[1].id"]),
        ("$.items..tags[0]", ["$.items[0].tags[0]"]),
        ("$.data..*", ["$.data.private", '$.data["a b"]', '$.data["it\'s"]', "$.data.private.id"]),
        ("items.id", []),
        ("items[2]", []),
        ("id.more", []),
        ("nothing", []),
    ],
)
def test_what_a_path_selects(path: str, places: list[str]) -> None:
    assert [in_words(location) for location in locations(BODY, parse_json_path(path))] == places


@pytest.mark.parametrize(
    "path",
    ["", " ", "a.", "a..", "...a", "a b", "$a", "a[", "a[]", "a[-1]", "a[0:2]", "a['b','c']", "a[?(@.b)]", "a[9999999999]",
     "a" * (LONGEST + 1)],
)  # fmt: skip
def test_a_path_that_cannot_be_read(path: str) -> None:
    with pytest.raises(PathProblem, match="wanted one such as"):
        parse_json_path(path)


@given(st.text(alphabet="ab.$[]*'\\\"(1? ", max_size=12))
def test_a_text_is_a_path_or_a_problem(text: str) -> None:
    try:
        path = parse_json_path(text)
    except PathProblem:
        return
    assert all(value_at(BODY, location) is not None for location in locations(BODY, path))


JSON = st.recursive(
    st.none() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=12,
)


@given(JSON)
def test_every_place_is_found_again_by_its_own_path(document: Any) -> None:
    for location in locations(document, parse_json_path("$..*")):
        path = in_words(location)
        if "\\" not in path:
            assert locations(document, parse_json_path(path)) == [location]
            assert value_at(document, location) is not document
