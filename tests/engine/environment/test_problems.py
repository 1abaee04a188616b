"""How problems are said, and which name is nearest."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.environment.positions import Path
from engine.environment.problems import (
    EnvironmentProblem,
    EnvironmentProblems,
    nearest,
    one_of,
    parse_path,
    path_text,
    quoted,
    shown,
)

KEYS = ("name", "issuer", "issuers", "audience", "base_urls", "operations")


@pytest.mark.parametrize(
    ("problem", "text"),
    [
        (
            EnvironmentProblem(
                file="environment.toml",
                line=12,
                column=3,
                path="api_services[0].isuer",
                seen="unknown key",
                nearest="issuer",
            ),
            "environment.toml:12:3 api_services[0].isuer: unknown key, did you mean `issuer`?",
        ),
        (
            EnvironmentProblem(file="e", line=None, column=None, path="name", seen="missing", wanted="a string"),
            "e name: missing, wanted a string",
        ),
        (EnvironmentProblem(file="e", line=None, column=None, path="", seen="no such file"), "e: no such file"),
        (
            EnvironmentProblem(file="e", line=1, column=2, path="a", seen="saw `x`", wanted="`y` or `z`", nearest="y"),
            "e:1:2 a: saw `x`, wanted `y` or `z`, did you mean `y`?",
        ),
        (
            EnvironmentProblem(file="e", line=1, column=2, path="a", seen="saw `x`", wanted="`y`", nearest="y"),
            "e:1:2 a: saw `x`, wanted `y`",
        ),
        (
            EnvironmentProblem(
                file="e", line=1, column=2, path="a", seen="saw `x`", wanted="b such as `y`", nearest="y"
            ),
            "e:1:2 a: saw `x`, wanted b, did you mean `y`?",
        ),
    ],
)
def test_a_problem_in_words(problem: EnvironmentProblem, text: str) -> None:
    assert str(problem) == text


@given(st.text(), st.text(), st.text())
def test_a_problem_is_printable_whatever_it_is_about(file: str, seen: str, near: str) -> None:
    problem = EnvironmentProblem(file=file, line=1, column=1, path="", seen=seen, wanted=seen, nearest=near)
    assert str(problem).isprintable()


def test_a_wish_without_a_kind_is_the_nearest() -> None:
    assert EnvironmentProblem(file="e", line=1, column=1, path="a", seen="unknown key", nearest="name").wish == "`name`"
    assert EnvironmentProblem(file="e", line=1, column=1, path="a", seen="missing").wish == ""


def test_all_problems_are_carried_and_said_one_a_line() -> None:
    one = EnvironmentProblem(file="e", line=None, column=None, path="a", seen="missing")
    two = EnvironmentProblem(file="e", line=None, column=None, path="b", seen="missing")
    error = EnvironmentProblems([one, two])
    assert error.problems == (one, two)
    assert str(error) == "e a: missing\ne b: missing"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ((), ""),
        (("api_services", 1, "operations", 0, "scopes"), "api_services[1].operations[0].scopes"),
        (("users", 0, "attributes", "first name"), 'users[0].attributes."first name"'),
        (("",), '""'),
    ],
)
def test_a_path_is_written_as_a_person_would(path: Path, text: str) -> None:
    assert path_text(path) == text


@given(st.lists(st.integers(0, 99) | st.text("abc_-", min_size=1), max_size=5))
def test_a_path_of_plain_keys_is_read_back(keys: list[str | int]) -> None:
    assert parse_path(path_text(tuple(keys))) == tuple(keys)


@pytest.mark.parametrize(
    ("name", "near"),
    [
        *(("isuer", "issuer"), ("Issuer", "issuer"), ("issuerss", "issuers"), ("base_url", "base_urls")),
        *(("aud", "audience"), ("oper", "operations"), ("xyzzy", None), ("", None), ("is", None)),
    ],
)
def test_the_nearest_name(name: str, near: str | None) -> None:
    assert nearest(name, KEYS) == near


def test_nothing_is_nearest_to_nothing() -> None:
    assert nearest("issuer", ()) is None


def test_a_choice_in_words() -> None:
    assert one_of(["a"]) == "`a`"
    assert one_of(["a", "b", "c"]) == "`a`, `b` or `c`"


@given(st.text())
def test_what_is_shown_is_printable_and_short(text: str) -> None:
    assert quoted(text).isprintable()
    assert shown(text).isprintable()
    assert len(quoted(text)) <= 6 * 60 + 2


def test_values_are_shown_as_json() -> None:
    assert shown("ä\x1b") == '"ä\\u001b"'
    assert shown(1.5) == "1.5"
    assert shown("x" * 100).endswith("…")
