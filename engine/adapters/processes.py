"""A worker process of this program: it is sent lines and texts through a pipe, and sends lines back.

It shares nothing with the process that starts it but these pipes: what goes through them stands in no file and in no
list of processes. It ends by itself once its pipes are closed.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any, BinaryIO

PATIENCE = 2
"""Seconds that a process which sends nothing more has to end by itself."""
_START = """
import sys
sys.path.insert(0, sys.argv[1])
import apiwhy
from importlib import import_module
sys.exit(import_module(sys.argv[2]).main(sys.stdin.buffer, sys.stdout.buffer))
"""


class WorkerProcess:
    """Runs `main(stdin, stdout)` of a module in a process of its own. `send` and `lines` may be used by two threads."""

    def __init__(self, module: str) -> None:
        words = [sys.executable, "-P", "-c", _START, _folder(), module]
        self._process = subprocess.Popen(  # noqa: S603 (this Python, on a module of this program)
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._stopped = False

    @property
    def id(self) -> int:
        """The number of the process."""
        return self._process.pid

    @property
    def stopped(self) -> bool:
        """Whether `stop` was called."""
        return self._stopped

    def send(self, message: Any, text: bytes = b"") -> None:
        """Sends a JSON value as a line, and a text behind it. A process that ended takes nothing and raises nothing."""
        assert self._process.stdin is not None
        with suppress(OSError, ValueError):
            write_line(self._process.stdin, message, text)

    def lines(self) -> Iterator[Any]:
        """The JSON values that come back, until the process ends."""
        assert self._process.stdout is not None
        with suppress(OSError, ValueError):
            for line in self._process.stdout:
                yield json.loads(line)

    def stop(self) -> None:
        """Ends it at once. May be called again, and from any thread."""
        self._stopped = True
        self._process.kill()

    def close(self) -> str:
        """Waits until it has ended, which is when it sends no more lines, and says in words how."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(PATIENCE)
        self._process.kill()
        code = self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        return f"signal {_signal_name(-code)}" if code < 0 else f"exit code {code}"


def write_line(pipe: BinaryIO | Any, message: Any, text: bytes = b"") -> None:
    """Writes a JSON value as a line, and a text behind it. Raises OSError where nobody reads."""
    pipe.write(json.dumps(message, ensure_ascii=True).encode("ascii") + b"\n")
    pipe.write(text)
    pipe.flush()


def _folder() -> str:
    """Where `apiwhy.py` is: the worker imports it first, since it knows where the program's own folders are."""
    found = find_spec("apiwhy")
    if found is None or found.origin is None:
        raise FileNotFoundError("the module `apiwhy` is not found, wanted an installed apiwhy or its source folder")
    return str(Path(found.origin).parent)


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return str(number)
