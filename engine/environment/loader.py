"""From the text of an environment file to its model, or to everything that is wrong with it at once."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, time
from typing import Any

from msgspec import ValidationError, convert

from engine.environment.model import Environment
from engine.environment.positions import Path, Position, position_of, scan_positions
from engine.environment.problems import MISSING, UNKNOWN_KEY, EnvironmentProblem, EnvironmentProblems, Fault, path_text
from engine.environment.references import circle_faults, duplicate_faults, reference_faults
from engine.environment.syntax import syntax_problem
from engine.environment.tables import Tables, depth_of, leaves
from engine.environment.timestamps import timestamp_text
from engine.environment.values import condition_faults, date_faults, value_faults

DEEPEST = 64
"""How many tables and lists may stand in one another."""
LONGEST = 14_000
"""Bits of an integer, which TOML may write in hex digits: Python writes none of more than 4,300 decimal digits."""

TOO_DEEP = Fault(path=(), seen="tables and lists too deep in one another", wanted=f"{DEEPEST} levels at most")
TOO_LONG = Fault(path=(), seen="a number of thousands of digits", wanted="shorter numbers")
TEXT_CHECKS = (value_faults, reference_faults, duplicate_faults, circle_faults)
"""Checks of tables in which TOML's own dates have become texts."""
DATE_CHECKS = (condition_faults, date_faults)
"""Checks of the tables as parsed."""


def load_environment(text: str, *, file: str) -> Environment:
    """The environment that a TOML text describes; `file` is what problems call it.

    Raises EnvironmentProblems with every problem found: one where it is not TOML, else all of them.
    """
    tables = parse_tables(text, file=file)
    environment, faults = judge_tables(tables)
    if environment is None or faults:
        raise EnvironmentProblems(place_faults(faults, file=file, text=text))
    return environment


def parse_tables(text: str, *, file: str) -> dict[str, Any]:
    """The tables of a TOML text. Raises EnvironmentProblems with the one place where it stops being TOML."""
    text = text.removeprefix("\ufeff")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise EnvironmentProblems([syntax_problem(str(error), text, file)]) from None
    except ValueError:
        raise EnvironmentProblems([_problem(file, None, TOO_LONG)]) from None
    except RecursionError:
        raise EnvironmentProblems([_problem(file, None, TOO_DEEP)]) from None


def environment_from_tables(tables: Tables, *, file: str) -> Environment:
    """The environment in tables that are already parsed. Raises EnvironmentProblems, without positions."""
    environment, faults = judge_tables(tables)
    if environment is None or faults:
        raise EnvironmentProblems(place_faults(faults, file=file))
    return environment


def judge_tables(tables: Tables) -> tuple[Environment | None, list[Fault]]:
    """The environment in parsed tables where it has one, and everything that is wrong with them, one fault a place."""
    if depth_of(tables, DEEPEST + 1) > DEEPEST:
        return None, [TOO_DEEP]
    endless = [path for path, value in leaves(tables) if isinstance(value, int) and value.bit_length() > LONGEST]
    if endless:
        return None, [Fault(path=path, seen=TOO_LONG.seen, wanted=TOO_LONG.wanted) for path in endless]
    plain = _with_texts(tables)
    environment, faults = _validate(plain, tables)
    faults.extend(fault for check in TEXT_CHECKS for fault in check(plain))
    faults.extend(fault for check in DATE_CHECKS for fault in check(tables))
    renamed = {(*fault.path[:-1], fault.nearest) for fault in faults if fault.seen == UNKNOWN_KEY}
    unique: dict[Path, Fault] = {}
    for fault in faults:
        if fault.seen != MISSING or fault.path not in renamed:
            unique.setdefault(fault.path, fault)
    return environment, list(unique.values())


def _validate(plain: dict[str, Any], tables: Tables) -> tuple[Environment | None, list[Fault]]:
    """The environment; where it has none, every fault of its keys and types, which takes longer to find."""
    try:
        return convert(plain, Environment), []
    except ValidationError:
        from engine.environment.pydantic_models import errors_in
        from engine.environment.shapes import shape_faults

        return None, shape_faults(errors_in(plain), tables)


def _with_texts(value: Any) -> Any:
    """Tables with TOML's own dates as texts."""
    if isinstance(value, Mapping):
        return {str(key): _with_texts(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_with_texts(inner) for inner in value]
    return timestamp_text(value) if isinstance(value, date | time) else value


def place_faults(faults: Iterable[Fault], *, file: str, text: str | None = None) -> list[EnvironmentProblem]:
    """Faults with their places in the text, in its order; as they come where there is no text."""
    faults = list(faults)
    if text is None or not faults:
        return [_problem(file, None, fault) for fault in faults]
    positions = scan_positions(text.removeprefix("\ufeff"))
    placed = ((_position(positions, fault.path), fault) for fault in faults)
    return [_problem(file, place, fault) for place, fault in sorted(placed, key=lambda pair: pair[0])]


def _position(positions: Mapping[Path, Position], path: Path) -> Position:
    return position_of(positions, path) or Position(1, 1)


def _problem(file: str, place: Position | None, fault: Fault) -> EnvironmentProblem:
    return EnvironmentProblem(
        file=file,
        line=place.line if place else None,
        column=place.column if place else None,
        path=path_text(fault.path),
        seen=fault.seen,
        wanted=fault.wanted,
        nearest=fault.nearest,
    )
