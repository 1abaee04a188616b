from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from engine.adapters import store_file
from engine.adapters.store_file import (
    FILTERED,
    MIGRATIONS,
    StoreProblem,
    connect,
    migrate,
    transaction,
    why,
)
from engine.audit.events import event_from_dict
from engine.audit.filters import columns_of


def test_the_schema_has_every_column_that_filters_look_at() -> None:
    event = event_from_dict({
        "id": "e", "at": "x", "source": "x", "type": "x", "action_type": "x", "correlation_id": "x", "result": "FAILED",
        "description": "x",
    })  # fmt: skip
    assert set(columns_of(event)) == set(FILTERED)


def test_a_file_of_an_earlier_version_is_brought_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "audit.sqlite"
    old, _ = connect(file, None, private_folder=False)
    old.execute("INSERT INTO events (id, body) VALUES ('kept', '{}')")
    old.close()
    later = (*MIGRATIONS, ("ALTER TABLE events ADD COLUMN note TEXT DEFAULT 'new'",))
    monkeypatch.setattr(store_file, "MIGRATIONS", later)
    connection, _ = connect(file, None, private_folder=False)
    assert connection.execute("SELECT id, note FROM events").fetchall() == [("kept", "new")]
    assert connection.execute("PRAGMA user_version").fetchone()[0] == len(later)
    connection.close()


def test_a_migration_that_fails_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    monkeypatch.setattr(store_file, "MIGRATIONS", (("CREATE TABLE one (a)", "no SQL"),))
    with pytest.raises(sqlite3.OperationalError):
        migrate(connection)
    assert connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
    connection.close()


def test_a_later_version_is_refused() -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("PRAGMA user_version = 7")
    with pytest.raises(StoreProblem, match=f"later version: 7, wanted at most {len(MIGRATIONS)}"):
        migrate(connection)
    connection.close()


def write_and_fail(connection: sqlite3.Connection) -> None:
    with transaction(connection):
        connection.execute("INSERT INTO one VALUES (1)")
        raise KeyboardInterrupt


def test_a_transaction_that_fails_is_undone() -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.execute("CREATE TABLE one (a)")
    with pytest.raises(KeyboardInterrupt):
        write_and_fail(connection)
    assert connection.execute("SELECT count(*) FROM one").fetchone()[0] == 0
    assert not connection.in_transaction
    connection.close()


def test_every_write_is_on_the_disk_before_it_returns(tmp_path: Path) -> None:
    connection, notice = connect(tmp_path / "a.sqlite", None, private_folder=False)
    assert notice is None
    assert connection.execute("PRAGMA synchronous").fetchone()[0] == 2
    assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
    connection.close()


def test_a_folder_of_our_own_is_closed_to_others_and_one_that_was_named_is_left(tmp_path: Path) -> None:
    for name, ours, mode in (("ours", True, 0o700), ("named", False, 0o755)):
        folder = tmp_path / name
        folder.mkdir()
        folder.chmod(0o755)
        connect(folder / "a.sqlite", None, private_folder=ours)[0].close()
        assert folder.stat().st_mode & 0o777 == mode


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_folder_that_may_only_be_read_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "audit.sqlite"
    connect(file, None, private_folder=False)[0].close()
    file.chmod(0o400)
    tmp_path.chmod(0o500)
    try:
        with pytest.raises((sqlite3.OperationalError, PermissionError)):
            connect(file, None, private_folder=False)
    finally:
        tmp_path.chmod(0o700)


def test_errors_are_said_in_words() -> None:
    assert why(PermissionError(13, "Permission denied")) == "permission denied"
    assert why(StoreProblem("it was written by a later version")) == "it was written by a later version"
