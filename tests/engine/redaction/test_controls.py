from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.redaction import escape_controls


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"),
        ("\x1b]8;;https://a.test\x07link", "\\x1b]8;;https://a.test\\x07link"),
        ("a\r\nb\tc", "a\\r\\nb\\tc"),
        ("\x00\x7f\x9b2J", "\\x00\\x7f\\x9b2J"),
        ("user\u202egpj.exe", "user\\u202egpj.exe"),
        ("pay\u200bpal\ufeff\u2066\u2069", "pay\\u200bpal\\ufeff\\u2066\\u2069"),
        ("line\u2028line", "line\\u2028line"),
        ("a\U000e0041", "a\\U000e0041"),
        ("lone \ud800", "lone \\ud800"),
        ("plain, größer, 日本 • ✓ e\u0301", "plain, größer, 日本 • ✓ e\u0301"),
    ],
)
def test_what_a_terminal_obeys_or_hides_is_written_out(text: str, shown: str) -> None:
    assert escape_controls(text) == shown


def test_tab_and_newline_stay_where_asked() -> None:
    assert escape_controls("a\tb\nc\r\x1b", keep_layout=True) == "a\tb\nc\\r\\x1b"


@given(st.text(st.characters()))
def test_no_control_or_format_character_is_left(text: str) -> None:
    shown = escape_controls(text)
    assert not [character for character in shown if unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp")]
    bidirectional = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
    assert not [character for character in shown if unicodedata.bidirectional(character) in bidirectional]
    assert escape_controls(shown) == shown
    assert shown.encode().decode() == shown
