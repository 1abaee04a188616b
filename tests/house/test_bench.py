"""What `make bench` counts and prints. How long anything takes is no test's business."""

from __future__ import annotations

from itertools import count

import pytest

from bench.__main__ import FIGURES, GROUPS
from bench.keyboard import ANCHOR, BUSY, IDLE
from bench.measuring import Group, Result, Work, result_line, run, shown
from bench.responsiveness import at, lines


def steady(*seconds: float):
    """A measure that gives these in turn, over and over."""
    turns = count()
    return lambda: seconds[next(turns) % len(seconds)]


def result(**given: object) -> Result:
    return Result(
        **{
            "work": Work(row=8, name="a work", measure=steady(1), budget=0.8),
            "median": 0.07,
            "spread": 0.007,
            "anchor": 0.1,
            **given,
        }
    )  # type: ignore[arg-type]


def test_works_and_anchor_are_measured_in_turn_and_the_first_round_is_not_counted():
    order: list[str] = []

    def noted(name: str, *seconds: float):
        measure = steady(*seconds)
        return lambda: (order.append(name), measure())[1]

    work = Work(row=8, name="a work", measure=noted("work", 99, 2, 4, 3), budget=2)
    middle, _, [found] = run(Group(anchor="an anchor", measure=noted("anchor", 99, 1, 2, 3), works=(work,), rounds=3))

    assert order == ["anchor", "work"] * 4
    assert (middle, found.median, found.ratio) == (2, 3, 1.5)


@pytest.mark.parametrize(("budget", "met"), [(0.8, True), (0.7, True), (0.6, False), (None, None)])
def test_a_budget_is_a_ratio_to_the_anchor(budget, met):
    assert result(median=0.7, anchor=1, work=Work(row=8, name="a work", measure=steady(1), budget=budget)).met is met


def test_a_line_says_median_spread_ratio_budget_and_verdict():
    assert result_line(result()).split() == [
        "8",
        "a",
        "work",
        "70.0",
        "ms",
        "±",
        "10%",
        "0.70×",
        "budget",
        "0.8×",
        "pass",
    ]
    assert result_line(result(median=0.09)).endswith("MISS")
    assert "budget" not in result_line(result(work=Work(row=1, name="a work", measure=steady(1))))


@pytest.mark.parametrize(("seconds", "words"), [(1.5, "1500.0 ms"), (0.0123, "12.3 ms"), (0.0000456, "45.6 µs")])
def test_a_time_has_its_unit(seconds, words):
    assert shown(seconds) == words


def test_every_row_with_a_budget_of_the_first_version_is_measured():
    assert {row for rows, _ in (*GROUPS, *FIGURES) for row in rows} == {1, 2, 3, 8, 9, 10, 16}


def test_keys_are_told_with_their_slowest_and_what_is_over_the_promise():
    found = {name: {"echo": [0.01, 0.02], "late": [0.001]} for name in (ANCHOR, IDLE)}
    found[BUSY] = {"echo": [0.03, 0.06, 0.03], "late": [0.001, 0.002]}
    head, _, idle, busy, ratio = lines(found)

    assert head.split() == ["echo", "p50", "p95", "max", "loop", "p95", "max"]
    assert idle.split()[-5:] == ["20.0", "20.0", "20.0", "1.0", "1.0"]
    assert busy.endswith("30.0    60.0    60.0         2.0     2.0  over 50 ms")
    assert ratio.startswith("16  key echo while a replay runs: 2.00× of idle (budget 1.5×)")


@pytest.mark.parametrize(("part", "value"), [(0.5, 3), (0.95, 5), (1, 5)])
def test_the_value_below_which_a_part_is(part, value):
    assert at([5, 1, 4, 2, 3], part) == value
    assert at([], part) == 0
