"""`apiwhy environment show`: what was read, without secrets."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from engine.environment.loader import load_environment
from tests.support.command_line import CommandLine
from tests.support.sources import ROOT

MEMES = ROOT / "tests" / "data" / "examples" / "meme-game.toml"
SECRET = """name = "shop"
[[statements]]
name = "s"
code = "set-headers"
payload = { "X-Api-Key" = "hunter2-secret" }
"""


def test_as_text(cli: CommandLine):
    said = cli("environment", "show", MEMES)

    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("meme-game  (pingone)\n\nAPI service Meme Game\n  https://localhost:8443/meme-game\n")
    assert "  POST /api/v1/users/{userId}/answers  Answer\n    all of the scopes meme-game, meme-game:write" in said.out


def test_as_toml_it_is_the_same_environment(cli: CommandLine):
    said = cli("environment", "show", MEMES, "--format", "toml")

    assert load_environment(said.out, file="shown") == load_environment(MEMES.read_text(), file="shown")


def test_as_json_it_is_the_same_data(cli: CommandLine):
    assert json.loads(cli("environment", "show", MEMES, "--format", "json").out) == tomllib.loads(MEMES.read_text())


@pytest.mark.parametrize("form", ["text", "json", "toml"])
def test_no_secret_is_shown(form, tmp_path: Path, cli: CommandLine):
    file = tmp_path / "shop.toml"
    file.write_text(SECRET)
    said = cli("environment", "show", file, "--format", form)

    assert said.code == 0
    assert "hunter2-secret" not in said.out + said.err


def test_the_file_in_the_variable(cli: CommandLine, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("APIWHY_ENVIRONMENT", str(MEMES))
    said = cli("environment", "show")

    assert (said.code, said.err) == (0, f"apiwhy: environment: {MEMES} ($APIWHY_ENVIRONMENT)\n")
    assert said.out == cli("environment", "show", MEMES).out


@pytest.mark.parametrize("form", ["text", "json", "toml"])
def test_text_of_a_file_is_never_obeyed(form, tmp_path: Path, cli: CommandLine):
    file = tmp_path / "shop.toml"
    file.write_text('name = "\\u001b[31m\\u202e\\u009b"\n')

    assert [char for char in cli("environment", "show", file, "--format", form).out if not char.isprintable()] == (
        ["\n"] * len(cli("environment", "show", file, "--format", form).out.splitlines())
    )


def test_what_cannot_be_shown(tmp_path: Path, cli: CommandLine):
    (tmp_path / "broken.toml").write_text("nam = 1\n")

    for name, words in (("none.toml", "no such file"), ("broken.toml", "nam: unknown key")):
        said = cli("environment", "show", tmp_path / name)
        assert (said.code, said.out) == (2, "")
        assert words in said.err


def test_whether_there_is_a_deployed_copy(tmp_path: Path, cli: CommandLine, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("APIWHY_DATA", str(tmp_path / "data"))
    file = tmp_path / "shop.toml"
    file.write_text(SECRET)
    before = cli("environment", "show", file).out
    cli("environment", "deploy", file)

    assert before.endswith("\nno deployed copy of this file: requests are judged by the file\n")
    assert ": requests are judged by this copy" in cli("environment", "show", file).out.splitlines()[-1]
    assert cli("environment", "show", file.rename(tmp_path / "other.toml")).out == before
