"""Interleaved rounds, medians and spreads, and the line that says whether a budget is met."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median, quantiles

Measure = Callable[[], float]
"""Does the work once and gives the seconds that it took."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One line of the report. `budget` is the largest ratio to the anchor; None where only the figure is wanted."""

    row: int
    name: str
    measure: Measure
    budget: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Works that are measured against one anchor, in turn, `rounds` times. The first round is not counted."""

    anchor: str
    measure: Measure
    works: tuple[Work, ...]
    rounds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """Seconds: the median and the half distance between the quartiles, of the work and of its anchor."""

    work: Work
    median: float
    spread: float
    anchor: float

    @property
    def ratio(self) -> float:
        """How many times as long as its anchor."""
        return self.median / self.anchor

    @property
    def met(self) -> bool | None:
        """Whether the budget is met; None where there is none."""
        return None if self.work.budget is None else self.ratio <= self.work.budget


def run(group: Group) -> tuple[float, float, list[Result]]:
    """Median and spread of the anchor, and the result of each work."""
    measures = (group.measure, *(work.measure for work in group.works))
    rounds = [[measure() for measure in measures] for _ in range(group.rounds + 1)][1:]
    columns = list(zip(*rounds, strict=True))
    anchor = median(columns[0])
    results = [
        Result(work=work, median=median(column), spread=spread(column), anchor=anchor)
        for work, column in zip(group.works, columns[1:], strict=True)
    ]
    return anchor, spread(columns[0]), results


def spread(seconds: Sequence[float]) -> float:
    """Half the distance between the quartiles, in the same unit."""
    low, _, high = quantiles(seconds, n=4)
    return (high - low) / 2


def anchor_line(name: str, middle: float, around: float) -> str:
    """The anchor's own line."""
    return f"    {name:<58} {shown(middle):>10} ±{around / middle:>4.0%}"


def result_line(result: Result) -> str:
    """A work's line: median, spread, ratio, budget, pass or miss."""
    work = result.work
    figures = f"{shown(result.median):>10} ±{result.spread / result.median:>4.0%} {result.ratio:>6.2f}×"
    said = f"{work.row:>2}  {work.name:<58} {figures}"
    if work.budget is None:
        return said
    return f"{said}   budget {work.budget:.1f}×  {'pass' if result.met else 'MISS'}"


def shown(seconds: float) -> str:
    """A time with three figures and its unit."""
    return f"{seconds * 1e3:.1f} ms" if seconds >= 1e-3 else f"{seconds * 1e6:.1f} µs"
