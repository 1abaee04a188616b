"""`apiwhy environment`: the file that says what requests are judged against. Each subcommand is a module."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

from tui.cli import Command
from tui.cli.options import Parser

ACTIONS: dict[str, Command] = {
    "init": Command("tui.cli.environment.init", "print a first file, commented, for you to complete"),
    "check": Command("tui.cli.environment.check", "say what is wrong with a file, and how far it is set up"),
    "import": Command("tui.cli.environment.importing", "make one from OpenAPI, an issuer, Okta or PingOne"),
    "show": Command("tui.cli.environment.show", "print an environment as it was read, without secrets"),
    "diff": Command("tui.cli.environment.diff", "say what a change means for calls"),
    "deploy": Command("tui.cli.environment.deploy", "record the copy that requests are judged by"),
}
"""Every subcommand by name."""

DESCRIPTION = """Makes and reads the file that says what requests are judged against.

{actions}"""
EPILOG = "apiwhy environment ACTION --help says more of each"


def run(words: Sequence[str]) -> int:
    """Runs one subcommand."""
    name, *rest = words if words and words[0] in ACTIONS else (_named(words),)
    return int(import_module(ACTIONS[name].module).run(rest))


def _named(words: Sequence[str]) -> str:
    """The one subcommand that the words hold. Exits with help or with 2 where they hold something else."""
    rows = "\n".join(f"  {name:<8}{action.does}" for name, action in ACTIONS.items())
    parser = Parser(prog="apiwhy environment", description=DESCRIPTION.format(actions=rows), epilog=EPILOG)
    parser.add_argument("action", choices=ACTIONS, help="what to do")
    return str(parser.read(words).action)
