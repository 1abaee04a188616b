"""Which operation a method and path belong to."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.environment.model import ApiService, Operation
from engine.environment.operations import find_operations, match_path, pattern_segments


def service(**paths: list[str]) -> ApiService:
    operations = tuple(Operation(name=name, paths=tuple(patterns)) for name, patterns in paths.items())
    return ApiService(name="a", base_urls=("https://a.test",), operations=operations)


def segments(path: str) -> tuple[str, ...]:
    return tuple(path.split("/")[1:]) if path != "/" else ()


@pytest.mark.parametrize(
    ("pattern", "path", "parameters"),
    [
        ("", "/", {}),
        ("/", "/", {}),
        ("/a", "/a", {}),
        ("/a", "/A", None),
        ("/a", "/a/", None),
        ("/a/", "/a/", {}),
        ("/a/{id}", "/a/7", {"id": "7"}),
        ("/a/{id}", "/a/", None),
        ("/a/{id}", "/a/7/8", None),
        ("/a/*/c", "/a/b/c", {}),
        ("/a/*/c", "/a//c", None),
        ("/a/**", "/a", {}),
        ("/a/**", "/a/", {}),
        ("/a/**", "/a/b/c", {}),
        ("/a/**", "/ab", None),
        ("/**", "/", {}),
        ("/{one}/x/{two}", "/1/x/2", {"one": "1", "two": "2"}),
    ],
)
def test_a_pattern_matches_whole_segments(pattern: str, path: str, parameters: dict[str, str] | None) -> None:
    assert match_path(pattern, segments(path)) == parameters


@pytest.mark.parametrize(
    ("operations", "path", "names"),
    [
        ({"parameter": ["/a/{id}"], "exact": ["/a/b"]}, "/a/b", ["exact", "parameter"]),
        ({"rest": ["/**"], "longer": ["/a/**"], "longest": ["/a/b/*"]}, "/a/b/c", ["longest", "longer", "rest"]),
        ({"first": ["/a/*"], "second": ["/a/{id}"]}, "/a/b", ["first", "second"]),
        ({"one": ["/x"], "other": ["/y"]}, "/a", []),
        ({"between": ["/a/{id}"], "both": ["/**", "/a/b"]}, "/a/b", ["both", "between"]),
    ],
)
def test_the_one_that_counts_comes_first(operations: dict[str, list[str]], path: str, names: list[str]) -> None:
    found = find_operations(service(**operations).routes, "GET", segments(path))
    assert [match.operation.name for match in found] == names


def test_the_pattern_that_fits_best_is_the_one_shown() -> None:
    (match,) = find_operations(service(both=["/a/*", "/a/{id}/**", "/a/b"]).routes, "GET", ("a", "b"))
    assert match.pattern == "/a/b"


def test_an_operation_without_methods_takes_every_method() -> None:
    operations = (Operation(name="any", paths=("/",)), Operation(name="post", paths=("/",), methods=("POST",)))
    world = ApiService(name="a", base_urls=("https://a.test",), operations=operations)
    assert [match.operation.name for match in find_operations(world.routes, "GET", ())] == ["any"]
    assert [match.operation.name for match in find_operations(world.routes, "POST", ())] == ["any", "post"]


def test_the_root_has_no_segments() -> None:
    assert pattern_segments("") == pattern_segments("/") == ()
    assert pattern_segments("/a/") == ("a", "")


LITERALS = st.sampled_from(["a", "b", "", "{id}", "{other}", "*", "%61"])
PATTERNS = st.tuples(st.lists(LITERALS, max_size=4), st.booleans()).map(
    lambda drawn: "/" + "/".join([*drawn[0], *(["**"] if drawn[1] else [])])
)
PATHS = st.lists(st.sampled_from(["a", "b", "c", ""]), max_size=5)


def matches(pattern: Sequence[str], path: Sequence[str]) -> bool:
    """Whether a pattern takes a path, by trying every way: `**` takes zero segments, or one and then itself again."""
    if not pattern:
        return not path
    first, rest = pattern[0], pattern[1:]
    if first == "**" and not rest:
        return True
    if not path:
        return False
    literal = "a" if first == "%61" else first
    fits = bool(path[0]) if first.startswith(("{", "*")) else path[0] == literal
    return fits and matches(rest, path[1:])


@given(PATTERNS, PATHS)
def test_paths_match_as_a_matcher_by_brute_force_says(pattern: str, path: list[str]) -> None:
    wanted = [] if pattern == "/" else pattern.split("/")[1:]
    assert (match_path(pattern, path) is not None) is matches(wanted, path)


@given(PATTERNS, PATHS)
def test_parameters_are_the_segments_they_stand_for(pattern: str, path: list[str]) -> None:
    parameters = match_path(pattern, path)
    if parameters is not None:
        names = pattern.split("/")[1:]
        for name, value in parameters.items():
            assert path[len(names) - 1 - names[::-1].index(f"{{{name}}}")] == value


@given(st.lists(PATTERNS, min_size=1, max_size=4), PATHS)
def test_what_is_found_is_what_matches_and_exact_paths_come_first(patterns: list[str], path: list[str]) -> None:
    found = find_operations(
        service(**{str(place): [pattern] for place, pattern in enumerate(patterns)}).routes, "GET", path
    )
    assert {match.operation.name for match in found} == {
        str(place) for place, pattern in enumerate(patterns) if match_path(pattern, path) is not None
    }
    exact = ["{" not in match.pattern and "*" not in match.pattern for match in found]
    assert exact == sorted(exact, reverse=True)
