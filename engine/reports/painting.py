"""Colour for a terminal, and none of the controls that foreign text may hold."""

from __future__ import annotations

from collections.abc import Callable

from engine.redaction import escape_controls

Paint = Callable[[str, str], str]
"""A text and the code of its colour (ECMA-48 SGR); the text as it is printed."""


def painter(colour: bool) -> Paint:
    """What colours a text, its control sequences escaped."""

    def paint(text: str, code: str) -> str:
        shown = escape_controls(text)
        return f"\x1b[{code}m{shown}\x1b[0m" if colour and code else shown

    return paint
