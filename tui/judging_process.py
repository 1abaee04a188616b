"""The process that judges a capture for the app: reads it, sends its rows in batches, and single exchanges on demand.

What comes in: a line with the job and its text behind it, then a line for each exchange that is wanted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, Any, BinaryIO

from engine.adapters.processes import write_line
from engine.models.given import Given
from engine.replay.plain import exchange_to_plain, row_to_plain, summary_to_plain
from tui.inputs import Inputs
from tui.judging import CaptureUnread, judge_capture, read_source

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


def inputs_to_plain(inputs: Inputs) -> dict[str, Any]:
    """What a capture is judged against, as JSON values; texts that stand beside a request do not belong to several."""
    return {
        "environment": inputs.environment, "jwks": inputs.jwks, "source_ip": inputs.source_ip,
        "now": inputs.now.isoformat() if inputs.now else None, "given": asdict(inputs.given),
    }  # fmt: skip


def inputs_from_plain(plain: Mapping[str, Any]) -> Inputs:
    """The inputs of `inputs_to_plain`."""
    given = plain["given"]
    return Inputs(
        environment=plain["environment"], jwks=plain["jwks"], source_ip=plain["source_ip"],
        now=datetime.fromisoformat(plain["now"]) if plain["now"] else None,
        given=Given(issuer=given["issuer"], audiences=tuple(given["audiences"]), scopes=tuple(given["scopes"])),
    )  # fmt: skip


def _serve(stdin: BinaryIO, stdout: BinaryIO) -> None:
    import json

    job = json.loads(stdin.readline())
    text = stdin.read(job["size"]).decode("utf-8", "surrogatepass")
    try:
        capture = read_source(job["path"], text)
        problems = [asdict(problem) for problem in capture.problems]
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
    return [rows, summary_to_plain(batch.summary), batch.done, batch.total, batch.seconds]


def _send_exchange(capture: Capture, index: int, stdout: BinaryIO) -> None:
    exchange = next(exchange for place, exchange in capture.exchanges if place == index)
    write_line(stdout, {"exchange": exchange_to_plain(exchange)})


def _wanted(stdin: BinaryIO) -> SimpleQueue[int | None]:
    """The indexes that are asked for, read in a thread of their own; None once there will be no more."""
    queue: SimpleQueue[int | None] = SimpleQueue()

    def read() -> None:
        for line in stdin:
            queue.put(int(line))
        queue.put(None)

    Thread(target=read, name="wanted exchanges", daemon=True).start()
    return queue
