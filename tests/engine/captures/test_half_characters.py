"""Lone surrogates."""

from __future__ import annotations

import pytest

from engine.captures.half_characters import without_half_characters


@pytest.mark.parametrize(("text", "wanted"), [("abc", "abc"), ("é😀", "é😀"), ("a\ud83db\ude00", "a\ufffdb\ufffd")])
def test_halves_are_replaced(text: str, wanted: str) -> None:
    assert without_half_characters(text) == wanted
    assert without_half_characters(text).encode()
