"""A first frame, drawn before Textual is imported: that takes most of the time until the app can be seen.

What is typed or pasted meanwhile waits in the terminal, and reaches the paste box unbroken.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from shutil import get_terminal_size
from typing import Any

KEYBOARD = 0
"""Standard input, which is the terminal when the app starts."""
HEAD = " apiwhy"
QUESTION = "   Why was my API call refused?"
ASKS = (
    QUESTION, "", "   ┃", "   ┃",
    "   ┃  Paste a curl command, a HAR, a raw request or response, a token,",
    "   ┃  a log line; or type a code: 403, invalid_grant, AADSTS50058.",
)  # fmt: skip
"""As the Diagnose screen has them; a test compares."""
ALTERNATE_SCREEN, NORMAL_SCREEN, CLEAR = "\x1b[?1049h", "\x1b[?1049l", "\x1b[2J"
HIDE_CURSOR, SHOW_CURSOR, MARKED_PASTES = "\x1b[?25l", "\x1b[?25h", "\x1b[?2004h"


@contextmanager
def first_frame(*, asks: bool) -> Iterator[None]:
    """Draws the frame, `asks` with the question, else with the name alone; the app is imported and run inside.

    Keys wait unechoed until the app reads them. The terminal's settings are as before once this is left.
    """
    if not _can_draw():
        yield
        return
    import termios

    before = termios.tcgetattr(KEYBOARD)
    try:
        termios.tcsetattr(KEYBOARD, termios.TCSANOW, _waiting(before))
        _write(frame_text(ASKS if asks else (), *get_terminal_size()))
        yield
    except BaseException:
        _write(SHOW_CURSOR + NORMAL_SCREEN)
        raise
    finally:
        termios.tcsetattr(KEYBOARD, termios.TCSANOW, before)


def frame_text(asks: tuple[str, ...], columns: int, rows: int) -> str:
    """What is written to the terminal: each line at its place, cut to the width."""
    lines = {1: HEAD, **dict(enumerate(asks, 3))}
    drawn = "".join(f"\x1b[{row};1H{text[:columns]}" for row, text in lines.items() if text and row <= rows)
    return ALTERNATE_SCREEN + HIDE_CURSOR + MARKED_PASTES + CLEAR + drawn


def _waiting(before: list[Any]) -> list[Any]:
    """The settings of a terminal whose keys wait until someone reads them, each as it was pressed. Ctrl+c works on."""
    import termios

    taken, _, _, local, *rest = before
    taken &= ~(termios.IXON | termios.IXOFF | termios.ICRNL | termios.INLCR | termios.IGNCR)
    return [taken, *before[1:3], local & ~(termios.ECHO | termios.ICANON | termios.IEXTEN), *rest]


def _can_draw() -> bool:
    return (
        os.name == "posix" and os.isatty(KEYBOARD) and sys.stdout.isatty() and os.environ.get("TERM", "dumb") != "dumb"
    )


def _write(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()
