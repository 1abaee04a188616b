"""Finding the environment file."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.adapters.environment_place import FoundEnvironment, default_environment, find_environment

TEXT = 'name = "x"\n'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "environment.toml"


def test_the_flag_comes_before_the_variable_and_that_before_the_config_folder(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(file.parent))
    monkeypatch.delenv("APIWHY_ENVIRONMENT", raising=False)
    assert find_environment(None) is None
    default = default_environment()
    default.parent.mkdir(parents=True, exist_ok=True)
    default.write_text(TEXT, "utf-8")
    assert find_environment(None) == FoundEnvironment(default, "the config folder")
    monkeypatch.setenv("APIWHY_ENVIRONMENT", "other.toml")
    assert find_environment(None) == FoundEnvironment(Path("other.toml"), "$APIWHY_ENVIRONMENT")
    assert find_environment("flag.toml") == FoundEnvironment(Path("flag.toml"), "--environment")


def test_an_empty_variable_names_nothing(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(file.parent))
    monkeypatch.setenv("APIWHY_ENVIRONMENT", "")
    assert find_environment("") is None


def test_a_path_may_start_at_home(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(file.parent))
    assert find_environment("~/e.toml") == FoundEnvironment(file.parent / "e.toml", "--environment")
