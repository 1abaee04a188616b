"""The file of the audit store: where it is, its schema, and how it is opened so that only its owner can read it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import sleep
from urllib.parse import quote

from engine.adapters.store_place import StoreProblem as StoreProblem

BUSY_SECONDS = 10.0
"""How long a writer waits for another one."""

FILTERED = (
    "at", "type", "result", "verdict", "stage", "reason", "decision", "status", "code", "source", "environment",
    "service", "operation", "gateway", "client", "user", "method", "url", "words",
)  # fmt: skip
"""Columns that filters look at, folded; `body` is the event without its trace, which is read only when it is opened."""
MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        "CREATE TABLE events (number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, "
        + ", ".join(f"{name} TEXT" for name in FILTERED)
        + ", body TEXT NOT NULL, trace TEXT)",
        "CREATE INDEX events_by_verdict ON events (verdict, service)",
        "CREATE INDEX events_by_reason ON events (reason)",
        "CREATE INDEX events_by_time ON events (at)",
        "CREATE TABLE tally (type TEXT, verdict TEXT, number INTEGER NOT NULL, PRIMARY KEY (type, verdict))",
    ),
    (
        "CREATE TABLE deployments (number INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, path TEXT NOT NULL, "
        "at TEXT NOT NULL, actor TEXT NOT NULL, digest TEXT NOT NULL, text TEXT NOT NULL)",
        "CREATE INDEX deployments_by_place ON deployments (path, name)",
    ),
)
"""What leads from one version of the file to the next; `user_version` counts those that were done. Only added to."""


def connect(file: Path, vfs: str | None, *, private_folder: bool) -> tuple[sqlite3.Connection, str | None]:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if private_folder and file.parent.stat().st_mode & 0o077:
        file.parent.chmod(0o700)
    _make_private(file)
    options = f"&vfs={quote(vfs)}" if vfs else ""
    connection = sqlite3.connect(
        f"file:{quote(str(file.absolute()))}?mode=rw{options}", uri=True, timeout=BUSY_SECONDS,
        isolation_level=None, check_same_thread=False,
    )  # fmt: skip
    try:
        mode = _journal(connection)
        connection.execute("PRAGMA synchronous = FULL")
        migrate(connection)
        with transaction(connection):
            pass  # fails here, and not at the first event, where the file may only be read
    except BaseException:
        connection.close()
        raise
    if mode == "wal":
        return connection, None
    return connection, f"the audit store `{file}` is on a file system without WAL: it is written with a {mode} journal"


def _make_private(file: Path) -> None:
    """An existing file is never opened here: closing it would drop the locks that SQLite holds in this process."""
    with suppress(FileExistsError):
        os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    for path in (file, Path(f"{file}-wal"), Path(f"{file}-shm")):
        with suppress(FileNotFoundError):
            if path.stat().st_mode & 0o077:
                path.chmod(0o600)


def _journal(connection: sqlite3.Connection) -> str:
    """The journal mode that the file system can do. Switching does not wait for other processes, so this does."""
    for _ in range(100):
        try:
            return str(connection.execute("PRAGMA journal_mode = WAL").fetchone()[0])
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
                sleep(0.05)
            elif error.sqlite_errorname.startswith(("SQLITE_IOERR", "SQLITE_PROTOCOL", "SQLITE_CANTOPEN")):
                break
            else:
                raise
    return str(connection.execute("PRAGMA journal_mode = DELETE").fetchone()[0])


def migrate(connection: sqlite3.Connection) -> None:
    if _version(connection) == len(MIGRATIONS):
        return
    with transaction(connection):
        version = _version(connection)
        if version > len(MIGRATIONS):
            raise StoreProblem(f"it was written by a later version: {version}, wanted at most {len(MIGRATIONS)}")
        for statement in (statement for steps in MIGRATIONS[version:] for statement in steps):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """One that takes the write lock at once: waiting for it later could deadlock with another writer."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def why(error: Exception) -> str:
    named = {
        "SQLITE_NOTADB": "it is no SQLite file", "SQLITE_CORRUPT": "it is damaged",
        "SQLITE_BUSY": "another process holds it", "SQLITE_READONLY": "it may not be written",
        "SQLITE_FULL": "the disk is full", "SQLITE_CANTOPEN": "it cannot be opened",
    }  # fmt: skip
    if isinstance(error, OSError):
        return (error.strerror or str(error)).lower()
    name = getattr(error, "sqlite_errorname", "")
    return next((words for code, words in named.items() if name.startswith(code)), str(error).lower())
