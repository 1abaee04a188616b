"""The README as data: its blocks, its tables, its links."""

from __future__ import annotations

import re
from typing import NamedTuple

_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
_LINK = re.compile(r"\]\(([^)#]+)[^)]*\)")


class Shown(NamedTuple):
    """A command as a person types it, and the output that is shown below it."""

    command: str
    output: str


def blocks(text: str, language: str) -> list[str]:
    """The blocks of one language."""
    return [body for named, body in _BLOCK.findall(text) if named == language]


def shown(text: str) -> list[Shown]:
    """Every command with its output: what follows a line that begins with `$ `, in the `console` blocks."""
    found = []
    for block in blocks(text, "console"):
        for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
            command, _, output = part.partition("\n")
            found.append(Shown(command, output.rstrip("\n")))
    return found


def table(text: str, *heads: str) -> list[list[str]]:
    """The rows of the table with these heads. ValueError where there is none."""
    lines = text.splitlines()
    start = lines.index(f"| {' | '.join(heads)} |") + 2
    rows = []
    for line in lines[start:]:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split(" | ")])
    return rows


def links(text: str) -> list[str]:
    """Where every link and picture goes, without the fragment."""
    return _LINK.findall(text)


def code(text: str) -> list[str]:
    """Everything between single backticks, in a cell or outside the blocks of a whole text."""
    return re.findall(r"`([^`]+)`", _BLOCK.sub("", text))
