"""Halves of UTF-16 characters, which JSON and Python let through and no file, terminal or database takes."""

from __future__ import annotations

from knowledge.patterns import lazy_regex

_HALF = lazy_regex("[\ud800-\udfff]")


def without_half_characters(text: str) -> str:
    """The text with U+FFFD in place of each lone surrogate."""
    return text if text.isascii() else _HALF.sub("\ufffd", text)
