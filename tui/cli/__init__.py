"""The command line. Each command is a module, imported only when it is called."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from io import TextIOWrapper
from typing import NamedTuple


class Command(NamedTuple):
    """A command: the module that does it, and what it does in a few words."""

    module: str
    does: str


COMMANDS: dict[str, Command] = {
    "diagnose": Command("tui.cli.diagnose", "say why requests were refused, as text or JSON"),
    "replay": Command("tui.cli.replay", "judge every request of a capture (HAR)"),
    "guide": Command("tui.cli.guide", "look up a status, an error code or a reason, or search"),
    "audit": Command("tui.cli.audit", "list and follow what was diagnosed"),
    "environment": Command("tui.cli.environment", "make, check, compare and deploy environment files"),
    "token-preview": Command("tui.cli.token_preview", "say which token a client would be issued, or why none"),
    "demo": Command("tui.cli.demo", "open a shipped scenario"),
}
"""Every command by name. A first word that is none of these is an input: `./audit` is the file."""

READER_GONE, STOPPED = 141, 130
"""Exit codes as a shell reports the signals SIGPIPE and SIGINT."""

USAGE = """usage: apiwhy [INPUT] [options]        open the app, on INPUT if given
       apiwhy COMMAND [options]       see below; apiwhy COMMAND --help says more

Why was my API call refused? Give the request as a curl command, a raw request,
a HAR, a token or a log line; or a status or an error code.

commands
{commands}

first steps
  apiwhy demo                          the app on an expired token
  apiwhy diagnose request.txt          one request, as text
  curl -v https://… 2>&1 | apiwhy      what curl saw
  apiwhy 401                           a status alone
  apiwhy guide invalid_grant           an error code explained
  apiwhy environment init request.txt  a first environment file

INPUT is a file, `-` for standard input, a status or an error code; ./audit is
the file where `audit` is the command. The app takes the options of diagnose:
apiwhy diagnose --help. Nothing is sent anywhere without --online.
Exit codes: 0 allowed, 1 refused, 2 usage or nothing readable, 3 undetermined.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command. Returns the exit code; whatever a user can cause ends in words, not in a traceback."""
    words = list(sys.argv[1:] if argv is None else argv)
    _make_writable()
    try:
        try:
            return _run(words)
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        _discard_output()
        return READER_GONE
    except KeyboardInterrupt:
        print("apiwhy: stopped", file=sys.stderr)
        return STOPPED
    except OSError as error:
        _discard_output()
        print(f"apiwhy: cannot go on: {(error.strerror or str(error)).lower()}", file=sys.stderr)
        return 2


def _make_writable() -> None:
    """A closed standard output takes nothing, and a character that its encoding lacks is written as an escape."""
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 (lives as long as the process)
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def _discard_output() -> None:
    """What is still to be written has no reader: Python would try again when it ends, and complain."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _run(words: list[str]) -> int:
    first = words[0] if words else None
    if first in ("--help", "-h", "help"):
        if first == "help" and len(words) > 1 and words[1] in COMMANDS:
            return _call(words[1], ["--help"])
        print(usage(), end="")
        return 0
    if first == "--version":
        from tui.cli.version import version

        print(f"apiwhy {version()}")
        return 0
    if first in COMMANDS:
        return _call(first, words[1:])
    return int(import_module("tui.cli.start").run(words))


def _call(command: str, words: list[str]) -> int:
    return int(import_module(COMMANDS[command].module).run(words))


def usage() -> str:
    """The help text, its list of commands made from `COMMANDS`."""
    rows = "\n".join(f"  {name:<15}{command.does}" for name, command in COMMANDS.items())
    return USAGE.format(commands=rows)
