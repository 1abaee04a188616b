"""Rows, counts, problems and exchanges as plain JSON values, so that another process can send them, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from msgspec import Struct, convert, to_builtins
from msgspec.structs import astuple

from engine.replay.rows import Row

Record = TypeVar("Record", bound=Struct)


def row_to_plain(row: Row) -> list[Any]:
    """The values of a row, in the order of its fields."""
    return list(astuple(row))


def row_from_plain(values: Sequence[Any]) -> Row:
    """The row of `row_to_plain`."""
    return Row(**dict(zip(Row.__struct_fields__, values, strict=True)))


def to_plain(record: Struct) -> dict[str, Any]:
    """The values of a record by their names. An exchange is as captured, secrets included: for a pipe, never a file."""
    plain: dict[str, Any] = to_builtins(record)
    return plain


def from_plain(plain: Mapping[str, Any], kind: type[Record]) -> Record:
    """The record of `to_plain`. ValueError where it is none of this kind."""
    return convert(plain, kind)
