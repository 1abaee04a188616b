"""The process that judges a capture for the app: reads it, sends its rows in batches, and single exchanges on demand.

What comes in: a line with the job and its text behind it, then a line for each exchange that is wanted.
"""

from __future__ import annotations

from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Any, BinaryIO

from engine.adapters.processes import write_line
from engine.replay.plain import row_to_plain, to_plain
from tui.inputs import Inputs
from tui.judging import CaptureUnread, inputs_from_plain, judge_capture, read_source

if TYPE_CHECKING:
    from engine.models.exchange import Capture
    from tui.judging import Batch


def main(stdin: BinaryIO, stdout: BinaryIO) -> int:
    """Does one job, then hands out exchanges until its input is closed."""
    try:
        _serve(stdin, stdout)
    except OSError:  # nobody reads any more
        return 1
    return 0


def _serve(stdin: BinaryIO, stdout: BinaryIO) -> None:
    import json

    job = json.loads(stdin.readline())
    text = stdin.read(job["size"]).decode("utf-8", "surrogatepass")
    try:
        capture = read_source(job["path"], text)
        problems = [to_plain(problem) for problem in capture.problems]
        write_line(stdout, {"opened": {"total": len(capture.exchanges), "problems": problems}})
        wanted = _wanted(stdin)
    except CaptureUnread as error:
        write_line(stdout, {"failed": str(error)})
        return
    if job["inputs"] is not None and not _judge(capture, inputs_from_plain(job["inputs"]), wanted, stdout):
        return
    while (index := wanted.get()) is not None:
        _send_exchange(capture, index, stdout)


def _judge(capture: Capture, inputs: Inputs, wanted: SimpleQueue[int | None], stdout: BinaryIO) -> bool:
    """Judges, handing out exchanges meanwhile; whether anyone still listens."""
    from tui.workbench import Workbench

    workbench = Workbench()
    for _, first in capture.exchanges[:1]:
        workbench.judge(first, inputs)  # loads what judging needs: it is no part of the rate that the user is told
    for batch in judge_capture(workbench, capture, inputs):
        write_line(stdout, {"batch": _plain(batch)})
        while not wanted.empty():
            if (index := wanted.get()) is None:
                return False
            _send_exchange(capture, index, stdout)
    return True


def _plain(batch: Batch) -> list[Any]:
    rows = [row_to_plain(row) for row in batch.rows]
    return [rows, to_plain(batch.summary), batch.done, batch.total, batch.seconds]


def _send_exchange(capture: Capture, index: int, stdout: BinaryIO) -> None:
    exchange = next(exchange for place, exchange in capture.exchanges if place == index)
    write_line(stdout, {"exchange": to_plain(exchange)})


def _wanted(stdin: BinaryIO) -> SimpleQueue[int | None]:
    """The indexes that are asked for, read in a thread of their own; None once there will be no more."""
    queue: SimpleQueue[int | None] = SimpleQueue()

    def read() -> None:
        for line in stdin:
            queue.put(int(line))
        queue.put(None)

    Thread(target=read, name="wanted exchanges", daemon=True).start()
    return queue
