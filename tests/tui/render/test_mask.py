"""What a text box draws instead of secrets and of control characters, one character for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.render.mask import by_line, shown_line


@pytest.mark.parametrize(
    ("text", "spans", "expected"),
    [
        ("abc secret", [(4, 10)], {0: [(4, 10)]}),
        ("a\nbb secret\nc", [(5, 11)], {1: [(3, 9)]}),
        ("ab\ncd\nef", [(1, 7)], {0: [(1, 2)], 1: [(0, 2)], 2: [(0, 1)]}),
        ("ab\r\ncd", [(4, 6)], {1: [(0, 2)]}),
        ("abc", [], {}),
    ],
)
def test_spans_of_a_text_as_spans_of_its_lines(text, spans, expected):
    assert by_line(text, spans) == expected


def test_what_is_covered_is_dots():
    assert shown_line("Bearer abc!", [(7, 10)]) == "Bearer •••!"


def test_control_characters_are_shown_and_not_obeyed():
    assert shown_line("a\x1b[31mb\x07\x9b", []) == "a␛[31mb␇�"
    assert shown_line("a\u202eb", []) == "a�b"
    assert shown_line("a\tb", []) == "a\tb"


@given(st.text(max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_a_drawn_line_has_as_many_characters_as_the_line(text, first, second):
    start, end = sorted((min(first, len(text)), min(second, len(text))))
    drawn = shown_line(text, [(start, end)])

    assert len(drawn) == len(text)
    assert "\x1b" not in drawn
    assert drawn[start:end] == "•" * (end - start)
