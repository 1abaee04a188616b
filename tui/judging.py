"""Judges every exchange of a capture, in batches, so that a list can grow while it goes on."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from engine.replay.rows import Summary, row_of, summarise
from tui.drafts import problem_words

if TYPE_CHECKING:
    from engine.models.exchange import Capture
    from engine.replay.rows import Row
    from tui.workbench import Inputs, Workbench

BATCH_SECONDS = 0.1
"""A list that grows ten times a second is live, and leaves time for keys."""
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


class CaptureUnread(Exception):
    """A capture that cannot be read; its text is what the user is told."""


def read_file(path: str) -> Capture:
    """The capture of a file. Raises CaptureUnread."""
    from engine.adapters.files import read_text
    from engine.captures import read_capture
    from engine.models.exchange import CaptureError

    try:
        return read_capture(read_text(path), name=path)
    except CaptureError as error:
        raise CaptureUnread(problem_words(error.problem)) from None
    except OSError as error:
        raise CaptureUnread(str(error)) from None


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
        rows.append(row_of(index, workbench.judge(exchange, inputs, fixes=False)))
        time.sleep(0)  # lets the screen's thread in at once, where it would wait for the interpreter's 5 ms
        now = clock()
        if now - batched < BATCH_SECONDS or len(rows) == total:
            continue
        if now - counted >= SUMMARY_SECONDS:
            summary, counted = summarise(rows, bad=bad), now
        yield Batch(tuple(rows[sent:]), summary, len(rows), total, now - started)
        sent, batched = len(rows), clock()
    yield Batch(tuple(rows[sent:]), summarise(rows, bad=bad), total, total, clock() - started)
