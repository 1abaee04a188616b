"""Which path patterns can be used, and that those that can are matched as they read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.environment.operations import match_path
from engine.environment.paths import pattern_fault

WHOLE = "`{name}`, `*` or `**` as a whole segment"
BALANCED = "each `{` closed by a `}`, none inside another"


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "/",
        "/a",
        "/a/",
        "/a/{id}",
        "/{id}/{other}",
        "/*/b",
        "/**",
        "/a/**",
        "/a//b",
        "/ä b",
        "/a.json",
        "/v1.2/a-b_c~",
    ],
)
def test_a_good_pattern_has_no_fault(pattern: str) -> None:
    assert pattern_fault(pattern) is None


@pytest.mark.parametrize(
    ("pattern", "seen", "wanted"),
    [
        ("a/b", "saw `a/b`, which does not start with a slash", "a path such as `/orders/{id}`"),
        (
            "https://x.test/a",
            "saw `https://x.test/a`, which does not start with a slash",
            "a path such as `/orders/{id}`",
        ),
        ("/**/a", "saw `**` before the end of `/**/a`", "`**` as the last segment only"),
        ("/{a}.json", "saw the segment `{a}.json` in `/{a}.json`", WHOLE),
        ("/v{a}", "saw the segment `v{a}` in `/v{a}`", WHOLE),
        ("/{a}{b}", "saw the segment `{a}{b}` in `/{a}{b}`", WHOLE),
        ("/a*", "saw the segment `a*` in `/a*`", WHOLE),
        ("/***", "saw the segment `***` in `/***`", WHOLE),
        ("/{a*}", "saw the segment `{a*}` in `/{a*}`", WHOLE),
        ("/{a", "saw the segment `{a` in `/{a`", BALANCED),
        ("/a}", "saw the segment `a}` in `/a}`", BALANCED),
        ("/{{a}}", "saw the segment `{{a}}` in `/{{a}}`", BALANCED),
        ("/}a{", "saw the segment `}a{` in `/}a{`", BALANCED),
        ("/{}", "saw the segment `{}` in `/{}`", "a name between `{` and `}`"),
        ("/{a}/{a}", "saw `{a}` twice in `/{a}/{a}`", "each parameter once"),
        ("/a/../b", "saw the segment `..` in `/a/../b`", "the path without dot segments, as requests are judged"),
        ("/\x1b[31m{", "saw the segment `\\u001b[31m{` in `/\\u001b[31m{`", BALANCED),
    ],
)
def test_a_bad_pattern_is_said(pattern: str, seen: str, wanted: str) -> None:
    assert pattern_fault(pattern) == (seen, wanted)


SEGMENTS = st.lists(st.text("abc{}*.", min_size=1, max_size=4), min_size=1, max_size=4)


@given(SEGMENTS)
def test_every_segment_of_a_usable_pattern_takes_part_in_the_match(segments: list[str]) -> None:
    pattern = "/" + "/".join(segments)
    if pattern_fault(pattern) is not None:
        return
    values = [f"v{index}" if set(segment) & set("{*") else segment for index, segment in enumerate(segments)]
    parameters = {s[1:-1]: value for s, value in zip(segments, values, strict=True) if s.startswith("{")}
    assert match_path(pattern, values) == parameters
