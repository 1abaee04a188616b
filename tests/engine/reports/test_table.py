"""A replayed capture as text: counts with bars, then a row for each request, refused first."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from engine.replay.rows import Row, row_of, summarise
from engine.reports.table import BAR, foreign_line, headline, replay_to_text
from tests.support.world import judge

ORDERS = "GET https://api.shop.test/orders/7"


def row(index: int, **case: Any) -> Row:
    return row_of(index, judge({"request": ORDERS} | case))


ROWS = [
    row(0, response={"status": 200}), row(1, claims={"exp": -3600}, response={"status": 401}),
    row(2, claims={"exp": -3600}, response={"status": 200}), row(3, claims={"exp": -3600}),
    row(4, claims={"scope": "x"}), row(5, request="GET https://cdn.example/app.js", token=False),
]  # fmt: skip


def test_the_headline_tells_what_a_glance_must() -> None:
    found = headline("ticket.har", summarise(ROWS, bad=1))
    assert found == (
        "ticket.har   6 requests · 5 for this environment · 3 refused · 1 undetermined · 2 allowed · 1 differs from the prediction"
        " · 1 record could not be read"
    )
    assert headline("x", summarise([])) == "x   0 requests"
    assert headline("x", summarise(ROWS[:1])) == "x   1 request · 1 allowed"


def test_the_whole_report() -> None:
    lines = replay_to_text("ticket.har", ROWS, summarise(ROWS)).splitlines()
    assert lines[2:5] == [
        "  refused at", f"    {'token':<34} {'█' * BAR} 2", f"    {'rules':<34} {'█' * (BAR // 2) + ' ' * (BAR // 2)} 1",
    ]  # fmt: skip
    assert "  because of" in lines
    shown = [line.split() for line in lines if " GET " in line]
    assert [(words[0], words[1], words[2], words[3:5]) for words in shown] == [
        ("1", "10:11:12Z", "401", ["✗", "refused"]), ("3", "10:11:12Z", "–", ["✗", "refused"]),
        ("4", "10:11:12Z", "–", ["✗", "refused"]), ("2", "10:11:12Z", "200", ["✓", "allowed"]),
        ("0", "10:11:12Z", "200", ["✓", "allowed"]),
    ]  # fmt: skip
    heading = lines.index("  requests, refused first")
    assert lines[heading + 1].split() == ["#", "2026-03-04", "captured", "verdict", "reason", "request"]
    assert next(line for line in lines if line.lstrip().startswith("2 ")).count("differs") == 1
    assert lines[-1] == "  1 request to 1 other host (cdn.example)"


@pytest.mark.parametrize("width", [80, 100, 120, 200])
def test_a_long_path_keeps_its_end(width: int) -> None:
    long = replace(ROWS[0], url=f"https://api.shop.test/{'x' * 300}/the-end")
    line = replay_to_text("x", [long], summarise([long]), width).splitlines()[-1]
    assert line.endswith("/the-end")
    assert "GET …" in line
    assert len(line) <= max(width, len(line.partition("GET")[0]) + 24)


def test_hosts_that_are_not_known_are_one_line() -> None:
    rows = [replace(ROWS[5], index=place, host=f"h{place % 5}.test") for place in range(7)]
    assert foreign_line(summarise(rows)) == "7 requests to 5 other hosts (h0.test, h1.test, h2.test, …)"


def test_nothing_to_show_is_one_line() -> None:
    assert replay_to_text("empty.har", [], summarise([])) == "empty.har   0 requests"


def test_foreign_text_is_escaped() -> None:
    evil = replace(ROWS[0], url="https://api.shop.test/\x1b[2J", method="G\x07ET")
    assert replay_to_text("a\x1b.har", [evil], summarise([evil])).replace("\n", "").isprintable()


@pytest.mark.parametrize("width", [80, 120])
def test_of_a_long_query_the_end_is_cut(width: int) -> None:
    long = replace(ROWS[0], url=f"https://login.shop.test/authorize?client_id=a&state={'x' * 300}")
    line = replay_to_text("x", [long], summarise([long]), width).splitlines()[-1]
    assert "GET /authorize?" in line
    assert line.endswith("…")
    assert len(line) <= max(width, len(line.partition("GET")[0]) + 24)
