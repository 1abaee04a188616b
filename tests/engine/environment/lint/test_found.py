"""Findings get their places: the key at fault, its table where the key is missing, the later of two."""

from __future__ import annotations

import pytest

from engine.environment.lint.found import error, note, place_findings, warning
from engine.environment.positions import scan_positions

TEXT = """name = "x"
[[b]]
name = "first"
[[a]]
name = "second"
other = ["p",
  "q"]
"""
POSITIONS = scan_positions(TEXT)


@pytest.mark.parametrize(
    ("path", "other", "place"),
    [
        (("a", 0, "name"), None, (5, 1, "a[0].name")),
        (("a", 0, "missing"), None, (4, 1, "a[0].missing")),
        (("a", 0, "other", 1), None, (7, 3, "a[0].other[1]")),
        (("a", 0, "name"), ("b", 0, "name"), (5, 1, "a[0].name")),
        (("b", 0, "name"), ("a", 0, "name"), (5, 1, "a[0].name")),
        (("nowhere",), None, (1, 1, "nowhere")),
    ],
)
def test_where_a_finding_stands(path, other, place):
    [said] = place_findings([error("a.b", path, "seen", "do", other)], file="e.toml", positions=POSITIONS)

    assert (said.line, said.column, said.path) == place
    assert (said.finding, said.entry, said.file, said.fix) == ("a.b", "a.b", "e.toml", "do")


def test_they_come_in_the_order_of_the_text_and_each_once():
    late, early = warning("w.w", ("a", 0), "s", "f"), note("n.n", ("b", 0), "s", "f")
    placed = place_findings([late, early, late], file="e", positions=POSITIONS)

    assert [(one.severity, one.line) for one in placed] == [("note", 2), ("warning", 4)]


def test_what_a_terminal_would_act_on_is_shown_as_its_number():
    [said] = place_findings([error("a.b", (), "an \x1b[31m", "a \u202e")], file="e", positions=None)

    assert (said.summary, said.fix, said.line) == ("an \\u001b[31m", "a \\u202e", None)
