"""Judges every exchange of a capture, in batches, so that a list can grow while it goes on."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from engine.replay.rows import Summary, row_of, summarise

if TYPE_CHECKING:
    from engine.models.exchange import Capture
    from engine.replay.rows import Row
    from tui.workbench import Inputs, Workbench

BATCH_SECONDS = 0.05
"""A screen that is drawn 20 times a second needs no more."""
SUMMARY_SECONDS = 0.5
"""Counting over all rows takes a millisecond for each thousand."""


class Batch(NamedTuple):
    """Rows judged since the last batch; how many are done of how many, and after how many seconds."""

    rows: tuple[Row, ...]
    summary: Summary
    done: int
    total: int
    seconds: float

    @property
    def is_last(self) -> bool:
        return self.done == self.total


def judge_capture(
    workbench: Workbench, capture: Capture, inputs: Inputs, clock: Callable[[], float] = time.monotonic
) -> Iterator[Batch]:
    """Judges in order; the last batch has the whole summary. Stop reading it to stop judging."""
    total, bad = len(capture.exchanges), len(capture.problems)
    rows: list[Row] = []
    sent, started = 0, clock()
    batched = counted = started
    summary = summarise((), bad=bad)
    for index, exchange in capture.exchanges:
        rows.append(row_of(index, workbench.judge(exchange, inputs)))
        time.sleep(0)  # lets the screen's thread in at once, where it would wait for the interpreter's 5 ms
        now = clock()
        if now - batched < BATCH_SECONDS or len(rows) == total:
            continue
        if now - counted >= SUMMARY_SECONDS:
            summary, counted = summarise(rows, bad=bad), now
        yield Batch(tuple(rows[sent:]), summary, len(rows), total, now - started)
        sent, batched = len(rows), clock()
    yield Batch(tuple(rows[sent:]), summarise(rows, bad=bad), total, total, clock() - started)
