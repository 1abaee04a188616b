"""The marks that pasting and scripts leave on a token."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.tokens.damage import find_damage

GOOD = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln"


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        (f"Bearer {GOOD}", "the scheme twice"),
        ("null", "a word instead of a token"),
        ("undefined", "a word instead of a token"),
        ("$TOKEN", "a placeholder instead of a token"),
        ("${TOKEN}", "a placeholder instead of a token"),
        ("{{token}}", "a placeholder instead of a token"),
        ("<your token>", "a placeholder instead of a token"),
        (f'"{GOOD}"', "quotes around the token"),
        ("eyJhbGci...", "a token shortened with dots"),
        (f"{GOOD}%0A", "a percent-encoded character"),
        ("eyJhbGciOiJS\nUzI1NiJ9.e30.c2ln", "a blank or line break inside the token"),
        ("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0", "two of three parts"),
        ("eyJhbGciOiJSUzI1NiJ9.a.b.c.d", "an encrypted token (JWE)"),
        (GOOD, None),
        ("8xLOxBtZp8", None),
    ],
)
def test_each_mark_is_known(text: str, seen: str | None) -> None:
    damage = find_damage(text)
    assert (damage.seen if damage else None) == seen


@given(st.text())
def test_any_text_is_looked_at(text: str) -> None:
    damage = find_damage(text)
    assert damage is None or (damage.seen and damage.change)
