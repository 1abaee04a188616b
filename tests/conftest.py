"""What every test stands on: nothing of the tester's own configuration, and an audit store of its own."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

from tests.support.command_line import CommandLine

settings.register_profile("house", deadline=None, derandomize="CI" in os.environ)  # no test asserts a time
settings.load_profile("house")


@pytest.fixture(autouse=True)
def private_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keeps audit store, environment file and recent files of whoever runs the tests out of them."""
    folder = tmp_path_factory.mktemp("home")
    for name in ("APIWHY_ENVIRONMENT", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES"):
        monkeypatch.delenv(name, raising=False)
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(folder))
    monkeypatch.setenv("APIWHY_DATA", str(folder / "data"))


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> CommandLine:
    """The command line in this process."""
    return CommandLine(monkeypatch, capsys)
