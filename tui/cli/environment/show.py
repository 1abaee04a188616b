"""`apiwhy environment show`: an environment as it was read, without secrets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tui.cli.options import ALLOWED, UNREADABLE, USAGE, CannotRead, Parser, environment_name, printable, say
from tui.cli.output import json_text, toml_text

if TYPE_CHECKING:
    from engine.environment.model import Environment

EPILOG = """text is a summary: API services with their operations and what each wants, issuers,
authorization servers, clients and users, and whether this file has a deployed copy.
json and toml are the whole environment.

examples
  apiwhy environment show
  apiwhy environment show shop.toml --format json
"""


def run(words: Sequence[str]) -> int:
    """Runs the subcommand."""
    parser = Parser(
        prog="apiwhy environment show",
        epilog=EPILOG,
        description="Prints an environment as it was read, without secrets.",
    )
    parser.add_argument(
        "file", nargs="?", metavar="FILE",
        help="the environment file (default: $APIWHY_ENVIRONMENT, else environment.toml in the config folder)",
    )  # fmt: skip
    parser.add_argument("--format", choices=("text", "json", "toml"), default="text", help="default: text")
    options = parser.read(words)
    from engine.adapters.environments import made_of, read_tables

    try:
        name = environment_name(options.file)
        if name is None:
            raise CannotRead("there is no environment file, wanted one: `apiwhy environment init` makes a first one")
        path = Path(name).expanduser()
        text, tables = read_tables(path)
        read = made_of(path, text, tables)
    except UNREADABLE as error:
        say(str(error))
        return USAGE
    for problem in read.problems:
        say(str(problem))
    print(_shown(read.environment, tables, options.format), end="")
    if options.format == "text":
        print(f"\n{_copy(path, read.environment.name)}")
    return ALLOWED


def _copy(path: Path, name: str) -> str:
    """What requests are judged by: the deployed copy of this file, or the file."""
    from engine.adapters.deployments import find_deployment
    from engine.adapters.store_place import StoreProblem

    try:
        found = find_deployment(path, name)
    except StoreProblem as problem:
        return printable(f"whether there is a deployed copy is not known: {problem}")
    if found is None:
        return "no deployed copy of this file: requests are judged by the file"
    return printable(f"{found.said}: requests are judged by this copy, `apiwhy environment diff` compares it")


def _shown(environment: Environment, tables: Mapping[str, Any], form: str) -> str:
    if form == "text":
        from engine.reports.environment import environment_rows

        return "".join(f"{printable(row)}\n" for row in environment_rows(environment))
    from engine.environment.hiding import hidden_tables

    hidden = hidden_tables(tables)
    if form == "json":
        return f"{json_text(hidden, indent=2)}\n"
    from engine.environment.importing.writing import write_tables

    return toml_text(write_tables(hidden))
