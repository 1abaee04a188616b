"""What is printed: coloured only where asked for, and never with the controls of foreign text."""

from __future__ import annotations

import pytest

from engine.reports.painting import painter


@pytest.mark.parametrize(
    ("colour", "code", "printed"),
    [(True, "31", "\x1b[31mno\x1b[0m"), (True, "", "no"), (False, "31", "no")],
)
def test_a_text_is_painted_where_colour_is_asked_for(colour: bool, code: str, printed: str) -> None:
    assert painter(colour)("no", code) == printed


def test_controls_are_shown_and_not_sent() -> None:
    assert "\x1b" not in painter(False)("a\x1b[2Jb", "31")
