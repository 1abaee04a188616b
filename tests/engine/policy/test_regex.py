from __future__ import annotations

import re
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.policy.regex import RegexProblem, compile_regex, found

PIECES = st.sampled_from(["a", "b", "ab", "[ab]", "a*", "(a|b)", "b+", "a?", "^a", "b$", "a{2}", "."])


@given(st.lists(PIECES, min_size=1, max_size=4).map("".join), st.text("abc", max_size=8))
def test_agrees_with_the_standard_library(pattern: str, text: str) -> None:
    assert found(pattern, text) is (re.search(pattern, text) is not None)


def test_a_hostile_pattern_and_text_come_to_an_end() -> None:
    assert not found("(x+x+)+y", "x" * 100_000)


@pytest.mark.parametrize("pattern", ["(a", "(?=a)", "(?<!a)b", r"(a)\1", "a{2000}", "*", "["])
def test_what_re2_does_not_read(pattern: str, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(RegexProblem) as caught:
        compile_regex(pattern)
    assert str(caught.value)
    assert capfd.readouterr() == ("", "")


def test_half_a_surrogate_is_text_like_any_other() -> None:
    assert not found("^a$", "a\ud800")
    assert found("a", "a\ud800")


def test_the_library_is_loaded_by_the_first_pattern_only() -> None:
    code = (
        "import sys; from engine.policy import compile_condition;"
        "compile_condition({'attribute': 'token.a', 'equals': 'b'}); print('re2' in sys.modules);"
        "compile_condition({'attribute': 'token.a', 'matches': 'b'}); print('re2' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]
