"""`apiwhy environment diff`: what a change of the environment means for calls, and not only for the text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tui.cli.options import ALLOWED, REFUSED, UNREADABLE, USAGE, CannotRead, Parser, printable, say
from tui.cli.output import json_text

if TYPE_CHECKING:
    from engine.environment.change_words import Change
    from engine.environment.model import Environment

EPILOG = """With one file, its deployed copy is compared with the file as it stands.

widens    lets in what was refused
narrows   refuses what was let in
differs   may do either

examples
  apiwhy environment diff production.toml next.toml
  apiwhy environment diff environment.toml           what deploying it would change

exit codes: 0 nothing that could decide a call otherwise, 1 something that could,
2 usage or nothing readable
"""
TEXT_ONLY = re.compile(r"\s*(#|(href|changed_at|schema)\s*=)")


class Side(NamedTuple):
    """One of the two that are compared: what it is called, its text and its environment."""

    name: str
    text: str
    environment: Environment
    deployed: bool = False


def run(words: Sequence[str]) -> int:
    """Runs the subcommand."""
    parser = Parser(
        prog="apiwhy environment diff", epilog=EPILOG,
        description="Compares two environments: which calls are let in now, and which no longer.",
    )  # fmt: skip
    parser.add_argument("before", metavar="A", help="an environment file")
    parser.add_argument(
        "after", nargs="?", metavar="B", help="another one (default: A itself, beside its deployed copy)"
    )
    parser.add_argument("--format", choices=("text", "json"), default="text", help="text or JSON (default: text)")
    options = parser.read(words)
    from engine.adapters.store_place import StoreProblem
    from engine.environment.changes import environment_changes

    try:
        before, after = _sides(options.before, options.after)
    except (*UNREADABLE, StoreProblem) as error:
        say(str(error))
        return USAGE
    changes = environment_changes(before.environment, after.environment)
    lines = _lines_of_text(before.text, after.text, only_text=bool(changes))
    if options.format == "json":
        print(json_text(_data(before, after, changes, lines), indent=2))
    else:
        for line in _text(changes, lines, before, after):
            print(printable(line))
    return REFUSED if changes else ALLOWED


def _sides(first: str, second: str | None) -> tuple[Side, Side]:
    """What is compared. Raises OSError, ValueError, StoreProblem."""
    if second is not None:
        return _read(first), _read(second)
    from engine.adapters.judged import read_beside

    found = read_beside(Path(first).expanduser())
    if found is None:
        raise CannotRead(f"{first}: no deployed copy, wanted a second file, or `apiwhy environment deploy` before")
    deployment = found.deployment
    return (
        Side(f"{first} {deployment.said}", deployment.text, found.before, deployed=True),
        Side(first, found.text, found.after),
    )


def _read(name: str) -> Side:
    from engine.adapters.environments import made_of, read_tables

    path = Path(name).expanduser()
    text, tables = read_tables(path)
    return Side(name, text, made_of(path, text, tables).environment)


def _lines_of_text(before: str, after: str, *, only_text: bool) -> int:
    """How many lines are others; of those that say something, only comments, links and times of change."""
    old, new = (
        Counter(line for line in text.splitlines() if not only_text or TEXT_ONLY.match(line))
        for text in (before, after)
    )
    return max((old - new).total(), (new - old).total())


def _data(before: Side, after: Side, changes: Sequence[Change], lines: int) -> dict[str, object]:
    from engine.redaction import redact_text

    rows = [{"effect": one.effect, "about": one.about, "text": redact_text(one.text)} for one in changes]
    return {"before": before.name, "after": after.name, "changes": rows, "text_only_lines": lines}


def _text(changes: Sequence[Change], lines: int, before: Side, after: Side) -> list[str]:
    if not changes:
        if before.text == after.text:
            return ["the two are the same"]
        count = f"{lines} line{'s' * (lines != 1)} changed" if lines else "lines stand in another order"
        if before.deployed:
            return [f"deploying it would decide no call otherwise: {count}"]
        return [f"nothing that could decide a call otherwise: {count}, in text only"]
    from engine.environment.change_words import counted_effects

    folded = f"and {lines} line{'s' * (lines != 1)} of comments, links and the like"
    return [
        counted_effects(changes),
        "",
        *(f"{change.effect:<8} {change.text}" for change in changes),
        *(["", folded] if lines else []),
    ]
