"""Where a text stops being TOML, in words that say what to write there."""

from __future__ import annotations

import re

from engine.environment.positions import Position, find_repeated
from engine.environment.problems import EnvironmentProblem, path_text
from knowledge.patterns import lazy_regex

PLACE = lazy_regex(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
REPEATED = lazy_regex(r"Cannot (overwrite|declare|mutate|redefine)|Duplicate")
WANTED = (
    (r"Invalid value", "a value: a text in quotation marks, a number, `true`, `false`, a list or a table"),
    (
        r"Unterminated|Illegal character|Expected [\"'][\"']",
        "the text closed by the quotation mark that it starts with",
    ),
    (r"Expected '=' after", "`key = value`"),
    (r"Expected newline", "one setting a line"),
    (r"Unclosed array", "a comma between values and a `]` at the end of the list"),
    (r"Unclosed inline table", "a comma between settings and a `}` at the end of the table, all on one line"),
    (r"Expected '\]", "the name of the table between `[[` and `]]`"),
    (r"Invalid date", "an instant such as `2026-03-04T10:11:12Z`"),
    (r"Unescaped|Escaped|Invalid hex", r"`\\` for a backslash, or the text between `'` and `'`"),
    (r"Invalid statement|Invalid initial", "a setting `key = value`, a table `[[name]]`, or `#` before a comment"),
    (r"Cannot", "each name as a value or as a table, not as both"),
    (r"", "a text that is TOML"),
)
"""What to write instead, by how the message starts."""


def syntax_problem(message: str, text: str, file: str) -> EnvironmentProblem:
    """The one place where a text is not TOML, from the message of `tomllib`; a repeated key by its name."""
    repeated = find_repeated(text) if REPEATED.match(message) else None
    if repeated is not None:
        place = repeated.again
        name = ".".join(key for key in repeated.path if isinstance(key, str))
        wanted = "one of the two"
        if repeated.is_table:
            wanted += f", or `[[{name}]]` for each of several"
        elif len(repeated.path) > 1 and isinstance(repeated.path[-2], int):
            wanted += ", or the `[[...]]` of its own table above it"
        return EnvironmentProblem(
            file=file, line=place.line, column=place.column, path=path_text(repeated.path),
            seen=f"{'stands' if repeated.is_table else 'set'} in line {repeated.first.line} already", wanted=wanted,
        )  # fmt: skip
    position = _position(message, text)
    said = PLACE.sub("", message)
    return EnvironmentProblem(
        file=file, line=position.line if position else None, column=position.column if position else None, path="",
        seen=f"not TOML: {said[:1].lower()}{said[1:]}",
        wanted=next(wanted for pattern, wanted in WANTED if re.match(pattern, said)),
    )  # fmt: skip


def _position(message: str, text: str) -> Position | None:
    place = PLACE.search(message)
    if place and place[1]:
        return Position(int(place[1]), int(place[2]))
    return Position(text.count("\n") + 1, len(text) - text.rfind("\n")) if place else None
