"""Where quotes and substitutions end."""

from __future__ import annotations

import pytest

from engine.captures.shell_quotes import closing_backtick, closing_quote, closing_substitution, unescape_ansi
from engine.models.exchange import CaptureError


def test_a_single_quote_ends_at_the_next_one() -> None:
    assert closing_quote(r"'a\'b'", 0) == 3


def test_a_backslash_protects_a_quote_in_ansi_quotes_only() -> None:
    assert closing_quote(r"'a\'b'", 0, escapes=True) == 5
    assert closing_quote(r"'a\\'b'", 0, escapes=True) == 4


def test_backticks() -> None:
    assert closing_backtick(r"`a\`b`", 0) == 5


@pytest.mark.parametrize("inside", ["a", "a (b) c", "')'", '")"', r"\)", '"$(b ")")"', "${c}"])
def test_what_is_inside_a_substitution_does_not_end_it(inside: str) -> None:
    assert closing_substitution(f"$({inside}) d", 1) == len(inside) + 2


@pytest.mark.parametrize("text", ["'a", "'a\\'"])
def test_an_open_quote_is_an_error_with_its_place(text: str) -> None:
    with pytest.raises(CaptureError) as caught:
        closing_quote("x\n " + text, 3, escapes=True)
    assert caught.value.problem.where == "line 2, column 2"


@pytest.mark.parametrize("text", ["$(a", "${a", "$((a)", '$("a)', "$(" * 60])
def test_an_open_substitution_is_an_error(text: str) -> None:
    with pytest.raises(CaptureError):
        closing_substitution(text, 1)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (r"\ud83d\ude00", "😀"),
        (r"\U0001F600", "😀"),
        (r"\UFFFFFFFF", "\ufffd"),
        (r"\xff", "\ufffd"),
        (r"\ud83d", "\ufffd"),
        (r"\xed\xa0", "\ufffd\ufffd"),
        (r"a\0b", "a"),
        ("a\\", "a\\"),
    ],
)
def test_escapes_beyond_bash(text: str, wanted: str) -> None:
    assert unescape_ansi(text) == wanted
