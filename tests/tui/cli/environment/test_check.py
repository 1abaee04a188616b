"""`apiwhy environment check`: which file, which format, which exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.command_line import CommandLine
from tests.support.sources import ROOT

EXAMPLE = ROOT / "tests" / "data" / "examples" / "meme-game.toml"
PLANTED = ROOT / "tests" / "engine" / "environment" / "lint" / "planted.toml"
GOOD = 'name = "good"\n'
BAD = 'name = "bad"\nusers = [{ id = "ada", issuer = "nobody" }]\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "good.toml").write_text(GOOD)
    (tmp_path / "bad.toml").write_text(BAD)
    return tmp_path


@pytest.mark.parametrize(
    ("words", "code", "out"),
    [
        (["good.toml"], 0, "nothing found\n"),
        (["--environment", "good.toml"], 0, "nothing found\n"),
        (["bad.toml"], 1, "bad.toml:2:24 error file.name_unknown\n"),
        (["bad.toml", "--format", "text"], 1, "1 error\n"),
    ],
)
def test_text(words, code, out, folder, cli: CommandLine):
    said = cli("environment", "check", *words)

    assert (said.code, said.err) == (code, "")
    assert out in said.out


def test_the_example_has_warnings_that_its_comments_announce_and_no_error(cli: CommandLine):
    said = cli("environment", "check", EXAMPLE, "--format", "json")
    findings = json.loads(said.out)["findings"]
    lines = EXAMPLE.read_text("utf-8").splitlines()
    announced = {number for number, line in enumerate(lines, 1) if "the lint says so" in line}

    assert said.code == 0
    assert announced <= {one["line"] for one in findings if one["severity"] == "warning"}
    assert {one["severity"] for one in findings} == {"warning", "note"}


def test_the_setup_path_stands_beside_the_findings(cli: CommandLine):
    text = cli("environment", "check", EXAMPLE, "--setup").out
    short = cli("environment", "check", EXAMPLE).out
    data = json.loads(cli("environment", "check", EXAMPLE, "--format", "json").out)

    assert "setup path of Scoreboard (an external OAuth server issues its tokens)\n  next: add an API gateway" in text
    assert short.splitlines()[-2:] == [
        "next for Scoreboard on PingOne: add an API gateway", "next for Prototype on PingOne: add an API gateway",
    ]  # fmt: skip
    assert [path["api_service"] for path in data["setup_paths"]] == ["Meme Game", "Scoreboard", "Prototype"]


def test_services_of_another_vendor_are_told_nothing_of_pingone(folder, cli: CommandLine):
    (folder / "okta.toml").write_text(
        'name = "x"\nissuers = [{ name = "i", issuer = "https://acme.okta.com/oauth2/default" }]\n'
        '[[api_services]]\nname = "A"\nissuer = "i"\nbase_urls = ["https://a.test/b"]\n'
    )
    assert "PingOne:" not in cli("environment", "check", "okta.toml").out
    assert "setup path of A" in cli("environment", "check", "okta.toml", "--setup").out
    said = json.loads(cli("environment", "check", "okta.toml", "--format", "json").out)
    assert [path["api_service"] for path in said["setup_paths"]] == ["A"]


def test_every_entry_that_json_names_is_one_of_the_guide(cli: CommandLine):
    said = cli("environment", "check", PLANTED, "--format", "json")

    assert said.code == 1
    for name in {one["entry"] for one in json.loads(said.out)["findings"]}:
        assert cli("guide", name).code == 0


def test_sarif_of_a_file_given_by_its_whole_path_has_a_relative_uri(folder, cli: CommandLine):
    said = cli("environment", "check", folder / "bad.toml", "--format", "sarif")
    [run] = json.loads(said.out)["runs"]
    [place] = [one["locations"][0]["physicalLocation"] for one in run["results"]]

    assert said.code == 1
    assert place == {"artifactLocation": {"uri": "bad.toml"}, "region": {"startLine": 2, "startColumn": 24}}


def test_sarif_of_a_file_elsewhere_goes_up(folder, cli: CommandLine, monkeypatch):
    (folder / "below").mkdir()
    monkeypatch.chdir(folder / "below")
    said = cli("environment", "check", "../bad.toml", "--format", "sarif")

    assert '"uri": "../bad.toml"' in said.out


def test_without_a_file_it_is_the_one_that_diagnose_would_take(folder, cli: CommandLine, monkeypatch):
    monkeypatch.setenv("APIWHY_ENVIRONMENT", "bad.toml")
    said = cli("environment", "check")

    assert said.code == 1
    assert said.err == "apiwhy: environment: bad.toml ($APIWHY_ENVIRONMENT)\n"


def test_a_file_that_is_no_toml_is_a_finding(folder, cli: CommandLine):
    (folder / "no.toml").write_text('name = "x\n')
    said = cli("environment", "check", "no.toml")

    assert said.code == 1
    assert said.out.startswith("no.toml:1:10 error file.not_toml\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere.toml"], "apiwhy: nowhere.toml: no such file, wanted an environment file"),
        (["."], "apiwhy: .: saw a folder, wanted a file"),
        ([], "apiwhy: there is no environment file; give one, or make it with `apiwhy environment init`"),
        (["good.toml", "--environment", "bad.toml"], "argument FILE: not allowed with --environment"),
        (["--format", "html"], "invalid choice: 'html'"),
    ],
    ids=lambda given: " ".join(given) if isinstance(given, list) else None,
)
def test_what_it_cannot_do(words, said, folder, cli: CommandLine, monkeypatch):
    monkeypatch.delenv("APIWHY_ENVIRONMENT", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder))
    ended = cli("environment", "check", *words)

    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err


def test_secrets_in_the_file_are_not_repeated(folder, cli: CommandLine):
    (folder / "secret.toml").write_text(
        'name = "x"\nissuers = [{ name = "i", issuer = "https://l.test" }]\n'
        '[[clients]]\nid = "a"\nsecret_check = "hunter2-hunter2"\nredirect_uris = ["//ada:hunter2@x"]\n'
        '[[api_services]]\nname = "A"\nissuer = "i"\nbase_urls = ["https://ada:hunter2@a.test/", "https://ada:hunter2@a.test/b/"]\n'
    )
    for form in ("text", "json", "sarif"):
        said = cli("environment", "check", "secret.toml", "--format", form)

        assert said.code == 1
        assert "hunter2" not in said.out + said.err
