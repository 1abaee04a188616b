"""Runs the program on a terminal of its own, as a person has one: its keyboard, its size, its end."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable
from pathlib import Path
from select import select
from typing import NamedTuple

from tests.support.programs import clean_environment
from tests.support.sources import ROOT

PATIENCE = 60
"""Seconds until a program that does not go on is taken for stuck."""
SEQUENCE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class Shown(NamedTuple):
    """How the program ended, what the terminal got, and what went to standard error where that is apart."""

    code: int
    screen: str
    err: str


def run_in_terminal(
    *words: str | Path, folder: Path, piped: bytes | None = None, keys: tuple[tuple[str, bytes], ...] = (),
    apart: bool = False, owned: bool = True, **environment: str,
) -> Shown:  # fmt: skip
    """Runs `apiwhy` with a terminal as standard output, and as standard input where nothing is piped.

    `keys` are pressed in turn, each once its text is on the screen since the last. Standard error is the terminal, too,
    unless it is kept `apart`. `owned` makes it the process's own terminal, which
    `/dev/tty` then is.
    """
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 36, 120, 0, 0))
    program = subprocess.Popen(
        [sys.executable, "-m", "apiwhy", *map(str, words)], cwd=folder, stdout=slave,
        stderr=subprocess.PIPE if apart else slave, stdin=slave if piped is None else subprocess.PIPE, start_new_session=True,
        preexec_fn=_own(slave) if owned else None,
        env=clean_environment(folder) | {"PYTHONPATH": str(ROOT), "TERM": "xterm-256color"} | environment,
    )  # fmt: skip
    os.close(slave)
    if piped is not None:
        assert program.stdin is not None
        program.stdin.write(piped)
        program.stdin.close()
        program.stdin = None
    try:
        screen = _watch(master, keys)
    except BaseException:
        program.kill()
        program.wait()
        raise
    finally:
        os.close(master)
    _, err = program.communicate(timeout=PATIENCE)
    return Shown(program.returncode, screen, (err or b"").decode("utf-8", "replace"))


def _own(slave: int) -> Callable[[], None]:
    return lambda: fcntl.ioctl(slave, termios.TIOCSCTTY, 0)


def read_shown(master: int, wanted: str) -> str:
    """What is written to a terminal up to a text that is awaited. Fails where it does not come."""
    shown = b""
    while wanted not in shown.decode("utf-8", "replace"):
        ready, _, _ = select([master], [], [], PATIENCE)
        assert ready, f"waited in vain for {wanted!r}, saw {shown!r}"
        shown += os.read(master, 65536)
    return shown.decode("utf-8", "replace")


def _watch(master: int, keys: tuple[tuple[str, bytes], ...]) -> str:
    """Everything written until the program lets go of its terminal.

    Keys go in as fast as they are taken: a terminal holds 4 KiB, and waiting for more room would not look at the clock.
    """
    screen, seen, waiting, pressed = b"", 0, list(keys), b""
    os.set_blocking(master, False)
    end = time.monotonic() + PATIENCE
    while True:
        assert time.monotonic() < end, f"did not end; {waiting} not pressed; shown last: {screen[-300:]!r}"
        ready, room, _ = select([master], [master] if pressed else [], [], 1)
        if room:
            pressed = pressed[_write(master, pressed) :]
        if not ready:
            continue
        try:
            data = os.read(master, 65536)
        except BlockingIOError:
            continue
        except OSError:  # the other end is closed: how Linux says that it is over
            data = b""
        if not data:
            return screen.decode("utf-8", "replace")
        screen += data
        if waiting and waiting[0][0] in SEQUENCE.sub("", screen[seen:].decode("utf-8", "replace")):
            seen = len(screen)
            pressed += waiting.pop(0)[1]


def _write(master: int, keys: bytes) -> int:
    """Presses as many keys as there is room for."""
    try:
        return os.write(master, keys)
    except BlockingIOError:
        return 0
