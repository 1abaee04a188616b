"""Reads the files of rows that the engine matches in order: known texts, and what a bare status usually means."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from knowledge.schema import Likely


class RowProblem(NamedTuple):
    """What is wrong with one row of a file."""

    file: str
    field: str
    text: str


def read_rows(path: Path, problems: list[RowProblem]) -> list[dict[str, Any]]:
    """The rows of the one array of tables in a file; none where there is no file."""
    if not path.is_file():
        return []
    try:
        tables = [value for value in tomllib.loads(path.read_text("utf-8")).values() if isinstance(value, list)]
    except tomllib.TOMLDecodeError as error:
        problems.append(RowProblem(path.name, "", f"not TOML: {error}"))
        return []
    if len(tables) != 1:
        problems.append(RowProblem(path.name, "", f"{len(tables)} arrays of tables, wanted one"))
    return [row for table in tables for row in table]


def read_likely(path: Path, reasons: set[str], problems: list[RowProblem]) -> list[dict[str, Any]]:
    """The rows of what a status usually means, without what they leave open."""
    rows = []
    for place, raw in enumerate(read_rows(path, problems)):
        try:
            row = Likely.model_validate(raw)
        except ValidationError as error:
            problems += [
                RowProblem(path.name, f"{place}.{'.'.join(map(str, one['loc']))}", one["msg"]) for one in error.errors()
            ]
            continue
        problems += _unknown(path.name, place, row, reasons)
        rows.append({name: value for name, value in row.model_dump().items() if value not in (None, [])})
    return rows


def _unknown(file: str, place: int, row: Likely, reasons: set[str]) -> Iterator[RowProblem]:
    for cause in row.causes:
        if cause.reason not in reasons:
            yield RowProblem(file, f"{place}.causes", f"no reason `{cause.reason}`")
