"""Asks the person at the terminal, whatever standard input is."""

from __future__ import annotations

import sys

AGREED = ("y", "yes")


def ask_terminal(question: str) -> bool | None:
    """The answer to a question of yes or no, no by default; None where nobody is there to be asked.

    The question is shown as it stands: what it repeats of foreign text is made printable before.
    """
    if not sys.stderr.isatty():
        return None
    try:
        with open("/dev/tty", encoding="utf-8", errors="replace") as keyboard:
            print(f"apiwhy: {question} [y/N] ", end="", file=sys.stderr, flush=True)
            return keyboard.readline().strip().lower() in AGREED
    except OSError:
        return None
