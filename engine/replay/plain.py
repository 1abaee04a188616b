"""Rows, counts, problems and exchanges as plain JSON values, so that another process can send them, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from engine.models.exchange import Exchange, Problem, Remark, Request, Response
from engine.replay.rows import Row, Summary

_COLUMNS = tuple(field.name for field in fields(Row))


def row_to_plain(row: Row) -> list[Any]:
    """The values of a row, in the order of its fields."""
    return [getattr(row, name) for name in _COLUMNS]


def row_from_plain(values: Sequence[Any]) -> Row:
    """The row of `row_to_plain`."""
    return Row(**dict(zip(_COLUMNS, values, strict=True)))


def summary_to_plain(summary: Summary) -> dict[str, Any]:
    """The counts by their names."""
    return asdict(summary)


def summary_from_plain(plain: Mapping[str, Any]) -> Summary:
    """The counts of `summary_to_plain`."""
    return Summary(**{**plain, "hosts": tuple(plain["hosts"])})


def problem_from_plain(plain: Mapping[str, str]) -> Problem:
    """The problem of `dataclasses.asdict`."""
    return Problem(**plain)


def exchange_to_plain(exchange: Exchange) -> dict[str, Any]:
    """An exchange as it was captured, secrets included: for a pipe, never for a file. `at` is in ISO 8601."""
    at = exchange.at.isoformat() if exchange.at else None
    return {**asdict(exchange), "shows": sorted(exchange.shows), "at": at}


def exchange_from_plain(plain: Mapping[str, Any]) -> Exchange:
    """The exchange of `exchange_to_plain`."""
    request, response = (_message(kind, plain[kind.__name__.lower()]) for kind in (Request, Response))
    return Exchange(
        kind=plain["kind"], request=request, response=response, token=plain["token"], source_ip=plain["source_ip"],
        evidence=tuple(plain["evidence"]), shows=frozenset(plain["shows"]), unexpanded=tuple(plain["unexpanded"]),
        at=datetime.fromisoformat(plain["at"]) if plain["at"] else None,
        remarks=tuple(Remark(**remark) for remark in plain["remarks"]),
    )  # fmt: skip


def _message(kind: Any, plain: Mapping[str, Any] | None) -> Any:
    """A request or a response, its headers pairs again."""
    if plain is None:
        return None
    return kind(**{**plain, "headers": tuple((name, value) for name, value in plain["headers"])})
