"""The audit store on real files: what is kept, for whom, and what never reaches the disk."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from engine.adapters.store import AuditStore, Counts, StoreProblem
from engine.audit.events import AuditEvent, event_from_dict
from engine.audit.filters import parse_filter

ROOT = Path(__file__).parents[3]


def event(number: int, **changes: Any) -> AuditEvent:
    return event_from_dict({
        "id": f"e-{number}", "at": f"2026-03-04T10:00:{number % 60:02}Z", "source": "apiwhy",
        "type": "HTTP Request Policy Evaluated", "action_type": "x", "correlation_id": f"e-{number}", "result": "FAILED",
        "description": f"event {number}", "verdict": "refused", "stage": "token", "reason": "token.expired",
        "trace": {"number": number}, **changes,
    })  # fmt: skip


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "audit.sqlite"


@pytest.fixture
def store(file: Path) -> Iterator[AuditStore]:
    with AuditStore.open(file) as store:
        yield store


def ids(events: tuple[AuditEvent, ...]) -> list[str]:
    return [one.id for one in events]


def test_events_come_back_newest_first_and_by_pages(store: AuditStore) -> None:
    store.append(event(number) for number in range(5))
    assert ids(store.recent()) == ["e-4", "e-3", "e-2", "e-1", "e-0"]
    assert ids(store.recent(2)) == ["e-4", "e-3"]
    assert ids(store.recent(2, before_id="e-3")) == ["e-2", "e-1"]
    assert ids(store.recent(2, before_id="nobody")) == []


def test_a_list_leaves_traces_out_and_one_event_has_its_own(store: AuditStore) -> None:
    store.append([event(1)])
    assert store.recent()[0].trace is None
    assert store.recent(traces=True) == (event(1),)
    assert store.get("e-1") == event(1)
    assert store.get("e-2") is None


def test_followers_get_what_is_new_oldest_first(store: AuditStore, file: Path) -> None:
    with AuditStore.open(file) as follower:
        assert follower.after(None) == ()
        store.append([event(1), event(2)])
        assert ids(follower.after(None)) == ["e-1", "e-2"]
        assert ids(follower.after("e-1")) == ["e-2"]
        assert ids(follower.after(None, 1)) == ["e-1"]
        assert follower.after("e-2") == ()
        assert ids(follower.after("pruned")) == ["e-1", "e-2"]


def test_filters_reach_every_page(store: AuditStore) -> None:
    store.append(event(number, user=f"user.{number % 2}") for number in range(6))
    even = parse_filter("user=user.0")
    assert ids(store.recent(2, filter=even)) == ["e-4", "e-2"]
    assert ids(store.recent(2, before_id="e-2", filter=even)) == ["e-0"]
    assert ids(store.after("e-0", filter=even)) == ["e-2", "e-4"]
    assert store.recent(filter=parse_filter("-token")) == ()


def test_counts_are_of_diagnoses_and_survive_pruning(store: AuditStore) -> None:
    store.append([event(1), event(2, verdict="allowed"), event(3, verdict="undetermined")])
    store.append(
        [event(4), event(5, type="HTTP Response Policy Evaluated"), event(6, type="Capture Replayed", verdict=None)]
    )
    assert store.count() == Counts(events=6, allowed=1, refused=2, undetermined=1)
    assert store.prune(keep=3) == 3
    assert store.count() == Counts(events=3, allowed=0, refused=1, undetermined=0)
    assert ids(store.recent()) == ["e-6", "e-5", "e-4"]


def test_pruning_by_age_and_number(store: AuditStore) -> None:
    store.append(event(number) for number in range(10))
    assert store.prune() == 0
    assert store.prune(before=datetime(2026, 3, 4, 10, 0, 3, tzinfo=UTC)) == 3
    assert ids(store.recent())[-1] == "e-3"
    assert store.prune(before=datetime(2026, 3, 4, 10, 0, 5, tzinfo=UTC), keep=3) == 4
    assert store.prune(keep=0) == 3
    assert store.count() == Counts()


def test_an_event_is_written_once_and_all_or_none(store: AuditStore) -> None:
    store.append([event(1)])
    with pytest.raises(StoreProblem, match="could not be written"):
        store.append([event(2), event(1)])
    assert ids(store.recent()) == ["e-1"]
    assert store.count().events == 1


SECRETS = ("a1b2c3d4e5f6g7h8", "c2lnbmF0dXJlLXNpZ25hdHVyZQ", "hunter2hunter2", "1234567890123456")


def test_no_secret_reaches_the_disk(store: AuditStore, file: Path) -> None:
    opaque, signature, password, number = SECRETS
    token = f"eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZGEifQ.{signature}"
    leaky = event(
        1,
        url=f"https://ada:{password}@api.test/cb?code={opaque}",
        description=f'Request to the URL "https://api.test/cb?access_token={opaque}" denied',
        message=f"Authorization: Bearer {token}",
        user=f"token={opaque}",
        client=token,
        trace={"steps": [{"seen": f"Bearer {opaque}"}], "changes": {"client_secret": password, "pin": int(number)}},
        api_service={"name": f"key {token}", "id": None, "href": f"https://x.test/#id_token={opaque}"},
    )
    store.append([leaky])
    bytes_written = b"".join(path.read_bytes() for path in file.parent.iterdir())
    assert b"denied" in bytes_written
    assert not [secret for secret in SECRETS if secret.encode() in bytes_written]
    (kept,) = store.recent()
    assert kept.client == "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZGEifQ.•••"
    assert kept.url == "https://ada:•••@api.test/cb?code=•••"


def test_only_the_owner_can_read_it(store: AuditStore, file: Path) -> None:
    store.append([event(1)])
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in file.parent.iterdir()}
    assert modes == {"audit.sqlite": 0o600, "audit.sqlite-wal": 0o600, "audit.sqlite-shm": 0o600}


def test_a_file_that_others_could_read_is_closed_to_them(file: Path) -> None:
    AuditStore.open(file).close()
    file.chmod(0o644)
    AuditStore.open(file).close()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_the_folder_can_be_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tmp_path.chmod(0o755)
    monkeypatch.setenv("APIWHY_DATA", str(tmp_path / "mine"))
    with AuditStore.open() as store:
        assert store.path == tmp_path / "mine" / "audit.sqlite"
        assert store.notice is None


def test_what_was_written_is_there_after_reopening(file: Path) -> None:
    with AuditStore.open(file) as store:
        store.append([event(1)])
    with AuditStore.open(file) as store:
        assert ids(store.recent()) == ["e-1"]
        assert store.count().refused == 1


WRITER = """
import sys, time
from pathlib import Path
from engine.adapters.store import AuditStore
from engine.audit.events import event_from_dict

name, first, many = sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
store = AuditStore.open(Path(sys.argv[1]))
assert store.notice is None, store.notice
for number in range(first, first + many):
    store.append([event_from_dict({
        "id": f"{name}-{number}", "at": "2026-03-04T10:11:12Z", "source": "apiwhy", "type": "HTTP Request Policy Evaluated",
        "action_type": "x", "correlation_id": "x", "result": "FAILED", "description": "x", "verdict": "refused",
    })])
    print(f"{name}-{number}", flush=True)
if "stay" in sys.argv:
    sys.stdin.read()
"""


def write_elsewhere(file: Path, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(file), *words],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip


def test_an_event_that_was_shown_survives_a_kill(file: Path) -> None:
    with write_elsewhere(file, "shown", "1", "3", "stay") as process:
        assert process.stdout is not None
        shown = [process.stdout.readline().strip() for _ in range(3)]
        process.send_signal(signal.SIGKILL)
        process.communicate()
    assert process.returncode == -signal.SIGKILL
    with AuditStore.open(file) as store:
        assert store.notice is None
        assert ids(store.recent()) == shown[::-1] == ["shown-3", "shown-2", "shown-1"]
        assert store.count().refused == 3


def test_two_processes_that_open_and_write_at_once(file: Path) -> None:
    processes = [write_elsewhere(file, name, "0", "25") for name in ("a", "b")]
    for process in processes:
        process.communicate()
        assert process.returncode == 0
    with AuditStore.open(file) as store:
        found = ids(store.after(None))
        assert sorted(found) == sorted(f"{name}-{number}" for name in "ab" for number in range(25))
        assert [one for one in found if one.startswith("a")] == [f"a-{number}" for number in range(25)]
        assert store.count().refused == 50


def test_threads_of_one_app_share_it(store: AuditStore) -> None:
    def write(part: int) -> None:
        for number in range(10):
            store.append([event(part * 10 + number)])

    threads = [Thread(target=write, args=(part,)) for part in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.count().events == 40


def test_without_wal_it_says_so_and_works(file: Path) -> None:
    with AuditStore.open(file, vfs="unix-dotfile") as store:
        assert (
            store.notice
            == f"the audit store `{file}` is on a file system without WAL: it is written with a delete journal"
        )
        store.append([event(1)])
        assert store.path == file
    with AuditStore.open(file) as store:
        assert ids(store.recent()) == ["e-1"]


def test_where_no_file_can_be_it_is_in_memory(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file, no folder")
    with AuditStore.open(tmp_path / "taken" / "audit.sqlite") as store:
        store.append([event(1)])
        assert store.path is None
        assert ids(store.recent()) == ["e-1"]
        wanted = r"the audit store `.*` cannot be used \(.*\) and .*; events are kept in memory until apiwhy ends"
        assert re.fullmatch(wanted, store.notice or "")


@pytest.mark.parametrize(
    ("content", "why"),
    [(b"no database at all, " * 200, "it is no SQLite file"), (b"SQLite format 3\0" + b"\xff" * 5000, "it is")],
)
def test_a_damaged_file_is_left_as_it_is(file: Path, content: bytes, why: str) -> None:
    file.parent.mkdir()
    file.write_bytes(content)
    with AuditStore.open(file) as store:
        store.append([event(1)])
        assert store.path is None
        assert f"({why}" in (store.notice or "")
        assert store.count().events == 1
    assert file.read_bytes() == content


def test_a_file_that_is_damaged_later_is_said(file: Path) -> None:
    with AuditStore.open(file) as store:
        store.append(event(number) for number in range(200))
    content = bytearray(file.read_bytes())
    content[8192:] = b"\xee" * (len(content) - 8192)
    file.write_bytes(content)
    with AuditStore.open(file) as store, pytest.raises(StoreProblem, match=r"could not be read: it is damaged"):
        store.recent(200, traces=True)


def test_a_file_of_a_later_version_is_left_as_it_is(file: Path) -> None:
    AuditStore.open(file).close()
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with AuditStore.open(file) as store:
        assert store.path is None
        assert "later version" in (store.notice or "")


def test_an_event_that_another_program_broke_is_said(store: AuditStore, file: Path) -> None:
    store.append([event(1)])
    connection = sqlite3.connect(file)
    connection.execute("UPDATE events SET body = '{}'")
    connection.commit()
    connection.close()
    with pytest.raises(StoreProblem, match="cannot be read"):
        store.recent()
