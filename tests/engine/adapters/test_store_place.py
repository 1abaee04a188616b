"""Where the audit store is, and the marks beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.adapters.store_place import data_folder, default_file, deployment_mark


def test_the_default_is_the_platforms_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("APIWHY_DATA", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_file().name == "audit.sqlite"
    assert default_file().parent.name == "apiwhy"
    monkeypatch.setenv("APIWHY_DATA", "~/there")
    assert default_file() == Path("~/there/audit.sqlite").expanduser()


def test_a_mark_is_found_by_its_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("APIWHY_DATA", str(tmp_path))
    assert deployment_mark("/a/b.toml") == deployment_mark("/a/b.toml") != deployment_mark("/a/c.toml")
    assert deployment_mark("/ü/\udcff").parent == data_folder() / "deployed"
