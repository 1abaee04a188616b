"""Row 10: the time from start until the app has drawn, read from a terminal as a person would see it."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
from pathlib import Path
from time import perf_counter

from bench.measuring import Group, Measure, Work
from bench.places import ANCHORS, environment, program

ROUNDS = 9
ROWS, COLUMNS = 36, 120
PATIENCE = 20.0
"""Seconds after which an app that has not drawn is given up."""
FIRST = ("Paste a curl command",)
WHOLE = ("Paste a curl command", "environment: none", "nothing yet", "ctrl+p All")
"""Texts that have been drawn when the paste box can be seen, and when header, audit and footer can be, too."""
LEAVE = b"\x11"
_ESCAPES = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|P[^\x1b]*\x1b\\|[@-Z\\-_])")


def first_screens(home: Path) -> Group:
    """Row 10, both budgets against one anchor."""
    works = (
        Work(row=10, name="app: first useful frame", measure=_app(program(), FIRST, home), budget=1.3),
        Work(row=10, name="app: complete layout", measure=_app(program(), WHOLE, home), budget=1.7),
    )
    least = _app([sys.executable, str(ANCHORS / "screen.py")], ("the least app",), home)
    return Group(anchor="a minimal Textual app", measure=least, works=works, rounds=ROUNDS)


def _app(words: list[str], wanted: tuple[str, ...], home: Path) -> Measure:
    return lambda: seconds_until(words, wanted, home)


def seconds_until(words: list[str], wanted: tuple[str, ...], home: Path) -> float:
    """Starts a program in a terminal; the seconds until all texts were drawn. RuntimeError where they never are."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    started = perf_counter()
    process = subprocess.Popen(
        words, cwd=home, env=environment(home), stdin=slave, stdout=slave, stderr=slave, start_new_session=True
    )
    os.close(slave)
    try:
        return _watch(master, wanted, started)
    finally:
        _leave(process, master)


def _watch(master: int, wanted: tuple[str, ...], started: float) -> float:
    seen = b""
    while perf_counter() - started < PATIENCE:
        if not select.select([master], [], [], 0.5)[0]:
            continue
        try:
            seen += os.read(master, 1 << 16)
        except OSError:
            break
        now = perf_counter()
        text = _ESCAPES.sub(b"", seen).decode("utf-8", "replace")
        if all(one in text for one in wanted):
            return now - started
    raise RuntimeError(f"never drawn: {wanted}; drawn: {_ESCAPES.sub(b'', seen)[-800:]!r}")


def _leave(process: subprocess.Popen[bytes], master: int) -> None:
    """Asks the app to end and reads what it still writes, so that it can."""
    os.write(master, LEAVE)
    deadline = perf_counter() + 5
    while process.poll() is None and perf_counter() < deadline:
        try:
            if select.select([master], [], [], 0.02)[0]:
                os.read(master, 1 << 16)
        except OSError:
            break
    if process.poll() is None:
        process.kill()
    process.wait()
    os.close(master)
