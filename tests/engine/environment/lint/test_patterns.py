"""How patterns lie to one another, against trying every short path."""

from __future__ import annotations

from itertools import product

import pytest

from engine.environment.lint.patterns import covers, overlap
from engine.environment.operations import match_path, read_pattern

SEGMENTS = ("a", "b", "{x}", "*")
PATTERNS = [
    "/" + "/".join([*row, *end])
    for size in range(3)
    for row in product(SEGMENTS, repeat=size)
    for end in ([], ["**"])
    if row.count("{x}") < 2
]
PATHS = [path for size in range(5) for path in product(("a", "b", "c", ""), repeat=size)]
MATCHED = {text: {path for path in PATHS if match_path(text, path) is not None} for text in PATTERNS}


@pytest.mark.parametrize("text", PATTERNS)
def test_a_pattern_covers_another_where_it_matches_all_of_its_paths(text):
    wide = read_pattern(text)

    assert [one for one in PATTERNS if covers(wide, read_pattern(one)) is not (MATCHED[one] <= MATCHED[text])] == []


@pytest.mark.parametrize("text", PATTERNS)
def test_two_patterns_overlap_where_one_path_matches_both(text):
    pattern = read_pattern(text)

    assert [
        one for one in PATTERNS if overlap(pattern, read_pattern(one)) is not bool(MATCHED[one] & MATCHED[text])
    ] == []
