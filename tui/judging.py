"""Judges every exchange of a capture, in batches, so that a list can grow while it goes on.

A small capture is judged by the thread that asks; any other in a process of its own, because a thread that judges takes
the interpreter from the keyboard: a key then waits ten times as long.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from queue import SimpleQueue
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec.structs import replace

from engine.replay.rows import Summary, row_of, summarise
from tui.drafts import problem_words

if TYPE_CHECKING:
    from engine.models.exchange import Capture, Exchange, Problem
    from engine.replay.rows import Row
    from tui.workbench import Inputs, Workbench

BATCH_SECONDS = 0.2
"""A list that grows five times a second is live, and leaves time for keys."""
APART = 128 * 1024
"""Characters, or bytes of a file: a process takes longer to start than a smaller capture to judge."""
WORKER = "tui.judging_process"


class Source(NamedTuple):
    """A capture that was not read yet: its text, or the path of its file. `name` is what the user is told."""

    name: str
    text: str = ""
    path: str = ""


class Opened(NamedTuple):
    """A capture was read: how many requests it has, and which records are none."""

    total: int
    problems: tuple[Problem, ...]


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
    """A capture that cannot be read, or not judged to its end; its text is what the user is told."""


def read_source(path: str, text: str = "") -> Capture:
    """The capture of a file, or of a text where there is no path. Raises CaptureUnread."""
    from engine.adapters.files import read_text
    from engine.captures import read_capture
    from engine.models.exchange import CaptureError

    try:
        return read_capture(read_text(path), name=path) if path else read_capture(text)
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
    batched = started
    summary = summarise((), bad=bad)
    for index, exchange in capture.exchanges:
        rows.append(row_of(index, workbench.judge(exchange, inputs, fixes=False)))
        time.sleep(0)  # lets the screen's thread in at once, where it would wait for the interpreter's 5 ms
        now = clock()
        if now - batched < BATCH_SECONDS or len(rows) == total:
            continue
        summary = _added(summary, summarise(rows[sent:]))
        yield Batch(tuple(rows[sent:]), summary, len(rows), total, now - started)
        sent, batched = len(rows), clock()
    yield Batch(tuple(rows[sent:]), summarise(rows, bad=bad), total, total, clock() - started)


def _added(before: Summary, more: Summary) -> Summary:
    """The counts of both: a batch costs no more at row 100,000 than at the first."""
    verdicts, stages, reasons = (
        dict((Counter(ours) + Counter(theirs)).most_common())
        for ours, theirs in (
            (before.verdicts, more.verdicts), (before.stages, more.stages), (before.reasons, more.reasons)
        )
    )  # fmt: skip
    return replace(
        before, requests=before.requests + more.requests,
        verdicts={verdict: verdicts.get(verdict, 0) for verdict in before.verdicts}, stages=stages, reasons=reasons,
        differs=before.differs + more.differs, foreign=before.foreign + more.foreign,
        hosts=tuple(dict.fromkeys((*before.hosts, *more.hosts))),
    )  # fmt: skip


def begin(workbench: Workbench, source: Source | Capture, inputs: Inputs) -> Here | Apart:
    """How this capture is to be judged. `run` then does it."""
    return Apart(source, inputs) if isinstance(source, Source) and is_big(source) else Here(workbench, source, inputs)


def is_big(source: Source) -> bool:
    """Whether a capture is worth a process."""
    try:
        return (Path(source.path).stat().st_size if source.path else len(source.text)) > APART
    except (OSError, ValueError):
        return False


class Here:
    """Judges in the thread that calls."""

    def __init__(self, workbench: Workbench, source: Source | Capture, inputs: Inputs) -> None:
        self._workbench, self._source, self._inputs = workbench, source, inputs
        self._capture: Capture | None = None
        self._stopped = False

    def run(self) -> Iterator[Opened | Batch]:
        """What was opened, then the batches. Raises CaptureUnread."""
        capture = self._read()
        yield Opened(len(capture.exchanges), capture.problems)
        for batch in judge_capture(self._workbench, capture, self._inputs):
            if self._stopped:
                return
            yield batch

    def exchange(self, index: int) -> Exchange:
        """One exchange of the capture, by its place in it."""
        return next(exchange for place, exchange in self._read().exchanges if place == index)

    def stop(self) -> None:
        """Judges no more; from any thread."""
        self._stopped = True

    def _read(self) -> Capture:
        if self._capture is None:
            source = self._source
            self._capture = read_source(source.path, source.text) if isinstance(source, Source) else source
        return self._capture


class Apart:
    """Judges in a process of its own, which keeps the capture until `stop`, and hands out exchanges of it."""

    def __init__(self, source: Source, inputs: Inputs) -> None:
        self._source = source
        self._asking = Lock()
        self._begin(inputs)

    @property
    def process_id(self) -> int:
        """The number of the process that judges."""
        return self._process.id

    def run(self) -> Iterator[Opened | Batch]:
        """What was opened, then the batches. Raises CaptureUnread, also where the process does not come to its end."""
        done = total = 0
        while (said := self._said.get()) is not None:
            if "failed" in said:
                raise CaptureUnread(said["failed"])
            if "opened" in said:
                opened = _opened(said["opened"])
                total = opened.total
                yield opened
            else:
                batch = _batch(said["batch"])
                yield batch
                done = batch.done
                if batch.is_last:
                    return
        if not self._process.stopped:
            ended = f"the process that judges ended ({self._ended}) after {done} of {total} requests"
            raise CaptureUnread(f"{ended}; ctrl+r judges all again")

    def exchange(self, index: int) -> Exchange:
        """One exchange of the capture, by its place in it. Raises CaptureUnread.

        Where the process is gone, another one reads the capture again.
        """
        with self._asking:
            found = self._ask(index)
            if found is None:
                self._begin(None)
                found = self._ask(index)
        if found is None:
            raise CaptureUnread(f"the capture cannot be read again ({self._ended})")
        return found

    def stop(self) -> None:
        """Ends the process; from any thread."""
        self._process.stop()

    def _begin(self, inputs: Inputs | None) -> None:
        from engine.adapters.processes import WorkerProcess

        self._said: SimpleQueue[dict[str, Any] | None] = SimpleQueue()
        self._exchanges: SimpleQueue[dict[str, Any] | None] = SimpleQueue()
        self._ended = ""
        self._process = WorkerProcess(WORKER)
        Thread(target=self._talk, args=(self._process, inputs), name="judging apart", daemon=True).start()

    def _talk(self, process: Any, inputs: Inputs | None) -> None:
        """Sends the job, and sorts what comes back until the process ends."""
        said, exchanges = self._said, self._exchanges
        text = self._source.text.encode("utf-8", "surrogatepass")
        against = inputs_to_plain(inputs) if inputs is not None else None
        process.send({"path": self._source.path, "size": len(text), "inputs": against}, text)
        for message in process.lines():
            (exchanges if "exchange" in message else said).put(message)
        self._ended = process.close()
        said.put(None)
        exchanges.put(None)

    def _ask(self, index: int) -> Exchange | None:
        from engine.models.exchange import Exchange
        from engine.replay.plain import from_plain

        self._process.send(index)
        found = self._exchanges.get()
        if found is None:
            self._exchanges.put(None)  # for whoever asks next
        return from_plain(found["exchange"], Exchange) if found else None


def _opened(plain: dict[str, Any]) -> Opened:
    from engine.models.exchange import Problem
    from engine.replay.plain import from_plain

    return Opened(plain["total"], tuple(from_plain(problem, Problem) for problem in plain["problems"]))


def _batch(plain: list[Any]) -> Batch:
    from engine.replay.plain import from_plain, row_from_plain
    from engine.replay.rows import Summary

    rows, summary, *rest = plain
    return Batch(tuple(map(row_from_plain, rows)), from_plain(summary, Summary), *rest)


def inputs_to_plain(inputs: Inputs) -> dict[str, Any]:
    """What a capture is judged against, as JSON values; texts that stand beside a request do not belong to several."""
    from engine.replay.plain import to_plain

    return to_plain(replace(inputs, text="", token="", response="", evidence=(), name=""))


def inputs_from_plain(plain: Mapping[str, Any]) -> Inputs:
    """The inputs of `inputs_to_plain`."""
    from engine.replay.plain import from_plain
    from tui.inputs import Inputs

    return from_plain(plain, Inputs)
