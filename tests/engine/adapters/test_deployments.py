"""Deployed copies in the store: found by name and path, and no store is opened where there is none."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from engine.adapters.deployments import (
    deployed_environment,
    find_deployment,
    mark_of,
    record_deployment,
    system_user,
    whole_path,
    withdraw_deployment,
)
from engine.adapters.store import AuditStore
from engine.adapters.store_place import StoreProblem, data_folder, default_file
from engine.models.deployment import Deployment

TEXT = 'name = "shop"\n'


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("APIWHY_DATA", str(tmp_path / "data"))
    path = tmp_path / "shop.toml"
    path.write_text(TEXT)
    return path


def copy_of(path: Path, name: str = "shop", at: str = "2026-03-04T10:11:12Z") -> Deployment:
    return Deployment(name, whole_path(path), at, "kim", "0", TEXT)


def test_nothing_was_deployed_and_nothing_is_made(file: Path) -> None:
    assert find_deployment(file, "shop") is None
    assert deployed_environment(file, "shop") is None
    assert not data_folder().exists()


def test_the_last_copy_by_name_and_path(file: Path) -> None:
    record_deployment(copy_of(file), ())
    record_deployment(copy_of(file, at="2026-03-05T00:00:00Z"), ())
    record_deployment(copy_of(file, "other", "2026-03-06T00:00:00Z"), ())

    found = find_deployment(file, "shop")
    assert found == copy_of(file, at="2026-03-05T00:00:00Z")
    assert find_deployment(file, "nobody") is None
    assert find_deployment(file.with_name("elsewhere.toml"), "shop") is None
    environment = deployed_environment(file, "shop")
    assert environment is not None
    assert environment.name == "shop"


def test_a_link_is_the_file_it_leads_to(file: Path) -> None:
    link = file.with_name("link.toml")
    link.symlink_to(file)
    record_deployment(copy_of(link), ())

    assert find_deployment(file, "shop") == find_deployment(link, "shop") != None  # noqa: E711


def test_a_mark_without_a_store_finds_nothing_and_makes_none(file: Path) -> None:
    record_deployment(copy_of(file), ())
    default_file().unlink()

    assert find_deployment(file, "shop") is None
    assert not default_file().exists()


def test_the_mark_changes_with_each_deployment(file: Path) -> None:
    record_deployment(copy_of(file), ())
    os.utime(mark_of(file), (0, 0))
    record_deployment(copy_of(file), ())

    assert mark_of(file).stat().st_mtime > 0


def test_without_a_file_nothing_is_deployed(file: Path) -> None:
    default_file().parent.mkdir()
    default_file().write_bytes(b"no SQLite file at all, and longer than its header " * 4)

    with pytest.raises(StoreProblem, match="nothing was deployed: the audit store"):
        record_deployment(copy_of(file), ())
    assert not mark_of(file).exists()


def test_a_copy_and_its_events_are_written_both_or_neither(file: Path) -> None:
    with AuditStore.open() as store:
        assert store.path is not None
        connection = sqlite3.connect(store.path)
        connection.execute("DROP TABLE tally")
        connection.commit()
        connection.close()
        from engine.audit.events import AuditEvent

        event = AuditEvent(
            id="1",
            at="2026-03-04T10:11:12Z",
            type="x",
            action_type="x",
            correlation_id="1",
            result="SUCCESS",
            description="x",
        )
        with pytest.raises(StoreProblem):
            store.deploy(copy_of(file), [event])
        assert store.deployment("shop", whole_path(file)) is None


def test_somebody_deploys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "kim")
    assert system_user() == "kim"


def test_a_copy_is_withdrawn_with_all_before_it(file: Path) -> None:
    for at in ("2026-03-04T00:00:00Z", "2026-03-05T00:00:00Z"):
        record_deployment(copy_of(file, at=at), ())
    record_deployment(copy_of(file, "other"), ())
    withdraw_deployment(file, "shop", ())

    assert find_deployment(file, "shop") is None
    assert find_deployment(file, "other") is not None
