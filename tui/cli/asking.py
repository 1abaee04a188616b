"""Asks the person at the terminal, whatever standard input is."""

from __future__ import annotations

import sys

AGREED = ("y", "yes")


def ask_terminal(question: str) -> bool | None:
    """The answer to a question of yes or no, no by default; None where nobody is there to be asked."""
    from tui.cli.options import printable

    if not sys.stderr.isatty():
        return None
    try:
        with open("/dev/tty", encoding="utf-8", errors="replace") as keyboard:
            print(f"apiwhy: {printable(question)} [y/N] ", end="", file=sys.stderr, flush=True)
            return keyboard.readline().strip().lower() in AGREED
    except OSError:
        return None
