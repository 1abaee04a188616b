"""The audit store: one SQLite file in the platform's data folder, readable by its owner only.

Everything is redacted once more before it is written. Several processes may write and follow at once. Where no file can
be used, events are kept in memory and `notice` says so: a diagnosis never fails for want of a store.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import RLock
from types import TracebackType
from typing import Any, NamedTuple, Self

from engine.adapters.store_file import FILTERED, StoreProblem, connect, migrate, transaction, why
from engine.adapters.store_place import default_file
from engine.audit.events import REQUEST, AuditEvent, event_from_dict, event_to_dict
from engine.audit.filters import Filter, columns_of, fold
from engine.models.deployment import Deployment
from engine.redaction import redact_data
from engine.words import instant

__all__ = ["AuditStore", "Counts", "StoreProblem"]

MOST = 1000
"""Events that one call of `after` gives."""

INSERT = f"INSERT INTO events (id, body, trace, {', '.join(FILTERED)}) VALUES (?, ?, ?{', ?' * len(FILTERED)})"  # noqa: S608 (names of ours)
COUNT = (
    "INSERT INTO tally (type, verdict, number) VALUES (?, ?, ?) "
    "ON CONFLICT (type, verdict) DO UPDATE SET number = number + excluded.number"
)
GOING = "SELECT type, coalesce(verdict, ''), -count(*) FROM events WHERE {} GROUP BY 1, 2"
GO = "DELETE FROM events WHERE {}"
READ = "SELECT {} FROM events WHERE {} ORDER BY {} LIMIT ?"
"""Filled in with clauses and names of ours; values are always parameters."""
DEPLOY = "INSERT INTO deployments (name, path, at, actor, digest, text) VALUES (?, ?, ?, ?, ?, ?)"
WITHDRAW = "DELETE FROM deployments WHERE path = ? AND name = ?"
LAST_DEPLOYED = (
    "SELECT name, path, at, actor, digest, text FROM deployments "
    "WHERE path = ? AND name = ? ORDER BY number DESC LIMIT 1"
)
OLDER = "number < (SELECT number FROM events WHERE id = ?)"
NEWER = "number > coalesce((SELECT number FROM events WHERE id = ?), 0)"


class Counts(NamedTuple):
    """How many events there are, and how many diagnoses had each verdict (a response's event is not counted again)."""

    events: int = 0
    allowed: int = 0
    refused: int = 0
    undetermined: int = 0


class AuditStore:
    """Events in the order in which they were written. Made by `open`; safe to use from several threads.

    `path` is None where events are in memory; `notice` is one line for the user where something is not as it should be.
    """

    def __init__(self, connection: sqlite3.Connection, *, path: Path | None, notice: str | None) -> None:
        self.path = path
        self.notice = notice
        self._connection = connection
        self._lock = RLock()

    @classmethod
    def open(cls, path: Path | None = None, *, vfs: str | None = None) -> AuditStore:
        """Opens or makes the store; falls back to memory where that fails, and never raises.

        `path` is by default in `$APIWHY_DATA`, else in the platform's data folder. `vfs` is SQLite's own layer to the
        file system, such as `unix-dotfile` where there are no locks.
        """
        file = path or default_file()
        try:
            connection, notice = connect(file, vfs, private_folder=path is None)
        except (OSError, sqlite3.Error, StoreProblem) as error:
            memory = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
            migrate(memory)
            left = f"the audit store `{file}` cannot be used ({why(error)}) and was left as it is"
            return cls(memory, path=None, notice=f"{left}; events are kept in memory until apiwhy ends")
        return cls(connection, path=file, notice=notice)

    def append(self, events: Iterable[AuditEvent]) -> None:
        """Writes events, all or none; they survive a kill once this returns. Raises StoreProblem."""
        redacted = _redacted(events)
        with self._using("written") as connection, transaction(connection):
            _insert(connection, redacted)

    def deploy(self, deployment: Deployment, events: Iterable[AuditEvent]) -> None:
        """Writes a deployed copy, already without secrets, and its events, all or none. Raises StoreProblem."""
        redacted = _redacted(events)
        with self._using("written") as connection, transaction(connection):
            connection.execute(DEPLOY, deployment)
            _insert(connection, redacted)

    def withdraw(self, name: str, path: str, events: Iterable[AuditEvent]) -> None:
        """Forgets every deployed copy of this environment in this file, and writes events, all or none."""
        redacted = _redacted(events)
        with self._using("written") as connection, transaction(connection):
            connection.execute(WITHDRAW, (path, name))
            _insert(connection, redacted)

    def deployment(self, name: str, path: str) -> Deployment | None:
        """The last deployed copy of this environment in this file. Raises StoreProblem."""
        with self._using("read") as connection:
            row = connection.execute(LAST_DEPLOYED, (path, name)).fetchone()
        return Deployment(*row) if row else None

    def recent(
        self, limit: int = 200, *, before_id: str | None = None, filter: Filter | None = None, traces: bool = False
    ) -> tuple[AuditEvent, ...]:
        """The newest events, newest first; with `before_id` those older than that one. Raises StoreProblem.

        `trace` is None in each unless `traces` asks for it: `get` reads the one that is opened.
        """
        where, parameters = filter.to_sql() if filter else ("1", [])
        if before_id is not None:
            where, parameters = f"{OLDER} AND {where}", [before_id, *parameters]
        return self._select(where, parameters, "number DESC", limit, traces)

    def after(self, id: str | None, limit: int = MOST, *, filter: Filter | None = None) -> tuple[AuditEvent, ...]:
        """Events written after that one, oldest first: all where it is None or pruned. Raises StoreProblem."""
        where, parameters = filter.to_sql() if filter else ("1", [])
        return self._select(f"{NEWER} AND {where}", [id or "", *parameters], "number", limit, False)

    def get(self, id: str) -> AuditEvent | None:
        """One event with its trace; None where there is none of this id. Raises StoreProblem."""
        return next(iter(self._select("id = ?", [id], "number", 1, True)), None)

    def count(self) -> Counts:
        """Counts over all events, without reading them. Raises StoreProblem."""
        with self._using("read") as connection:
            rows = connection.execute("SELECT type, verdict, number FROM tally").fetchall()
        verdicts = {verdict: number for kind, verdict, number in rows if kind == fold(REQUEST)}
        found = (verdicts.get(verdict, 0) for verdict in Counts._fields[1:])
        return Counts(sum(number for _, _, number in rows), *found)

    def prune(self, *, before: datetime | None = None, keep: int | None = None) -> int:
        """Removes events older than `before`, and all but the newest `keep`; how many went. Raises StoreProblem."""
        clauses: list[str] = []
        parameters: list[Any] = []
        if before is not None:
            clauses.append("at < ?")
            parameters.append(instant(before).casefold())
        if keep is not None:
            clauses.append("number NOT IN (SELECT number FROM events ORDER BY number DESC LIMIT ?)")
            parameters.append(keep)
        where = " OR ".join(clauses) or "0"
        with self._using("pruned") as connection, transaction(connection):
            gone: list[tuple[str, str, int]] = connection.execute(GOING.format(where), parameters).fetchall()
            connection.execute(GO.format(where), parameters)
            connection.executemany(COUNT, gone)
        return -sum(number for _, _, number in gone)

    def close(self) -> None:
        """Closes the file; the store cannot be used after."""
        with self._lock:
            self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _select(
        self, where: str, parameters: list[str], order: str, limit: int, traces: bool
    ) -> tuple[AuditEvent, ...]:
        query = READ.format("body, trace" if traces else "body, NULL", where, order)
        with self._using("read") as connection:
            rows = connection.execute(query, (*parameters, limit)).fetchall()
        try:
            return tuple(_event(*row) for row in rows)
        except ValueError as error:
            raise StoreProblem(f"the audit store holds an event that cannot be read: {error}") from None

    @contextmanager
    def _using(self, done: str) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                yield self._connection
            except sqlite3.Error as error:
                where = f"`{self.path}`" if self.path else "in memory"
                raise StoreProblem(f"the audit store {where} could not be {done}: {why(error)}") from error


def _redacted(events: Iterable[AuditEvent]) -> list[AuditEvent]:
    return [event_from_dict(redact_data(event_to_dict(event))) for event in events]


def _insert(connection: sqlite3.Connection, events: list[AuditEvent]) -> None:
    tally = Counter((fold(event.type), event.verdict or "") for event in events)
    connection.executemany(INSERT, map(_row, events))
    connection.executemany(COUNT, ((*key, number) for key, number in tally.items()))


def _row(event: AuditEvent) -> tuple[Any, ...]:
    body = event_to_dict(event)
    trace = body.pop("trace")
    columns = columns_of(event)
    held = json.dumps(trace) if trace is not None else None
    return event.id, json.dumps(body), held, *(columns[name] for name in FILTERED)


def _event(body: str, trace: str | None) -> AuditEvent:
    data = json.loads(body)
    return event_from_dict({**data, "trace": json.loads(trace) if trace else None})
