"""`apiwhy demo`: every scenario shows what it is named after: in a valid trace, or in what is wrong with an environment."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from engine.adapters.schema_files import FOLDER
from knowledge.catalog import load_catalog
from tests.support.command_line import CommandLine
from tests.support.terminal import run_in_terminal

SCHEMA = Draft202012Validator(json.loads((FOLDER / "trace.schema.json").read_text("utf-8")))
SCENARIOS = {scenario.reason: scenario for scenario in load_catalog().scenarios}
FINDINGS = [name for name, one in SCENARIOS.items() if one.shows == "finding"]
CODES = {"allowed": 0, "refused": 1, "undetermined": 3}


@pytest.mark.parametrize("name", [name for name in SCENARIOS if name not in FINDINGS])
def test_a_scenario_shows_what_it_says_as_a_valid_trace(name, cli: CommandLine):
    said = cli("demo", name, "--format", "json")
    trace = json.loads(said.out)

    assert said.err == ""
    assert said.code == CODES[trace["verdict"]]
    assert list(SCHEMA.iter_errors(trace)) == []
    if SCENARIOS[name].shows == "difference":
        assert name in trace["differences"]
    elif SCENARIOS[name].shows == "behaviour":
        assert name in {entry for step in trace["steps"] for check in step["checks"] for entry in check["entries"]}
    else:
        assert trace["reason"] == name
    assert not [remark for remark in trace["remarks"] if "not understood" in remark]


@pytest.mark.parametrize("name", FINDINGS)
def test_a_finding_is_what_environment_check_says_of_its_environment(name, cli: CommandLine):
    said = cli("demo", name)
    found = json.loads(cli("demo", name, "--format", "json").out)
    line = json.loads(cli("demo", name, "--format", "jsonl").out)

    assert found == line
    assert found.keys() == {"findings", "setup_paths"}
    [(severity, path)] = {(one["severity"], one["path"]) for one in found["findings"] if one["finding"] == name}
    assert f"demo:{name} {path} {severity} {name}\n" in said.out
    assert said.code == int(any(one["severity"] == "error" for one in found["findings"]))
    assert said.err == ""


def test_the_list_has_every_scenario(cli: CommandLine):
    said = cli("demo", "--list")

    assert said.code == 0
    lists = [text.splitlines() for text in said.out.rstrip().split("\n\n")]
    assert [rows[0] for rows in lists] == ["Reasons", "Findings of environment check", "Behaviours of servers"]
    named = [[row.split()[0] for row in rows[1:]] for rows in lists]
    assert named[1] == FINDINGS
    assert sorted(name for names in named for name in names) == list(SCENARIOS)


def test_the_list_as_json(cli: CommandLine):
    listed = json.loads(cli("demo", "--list", "--format", "json").out)
    lines = cli("demo", "--list", "--format", "jsonl").out.splitlines()

    assert {one["scenario"]: one["shows"] for one in listed} == {name: one.shows for name, one in SCENARIOS.items()}
    assert [json.loads(one) for one in lines] == listed


def test_without_a_name_and_a_terminal_it_is_the_expired_token_as_text(cli: CommandLine):
    said = cli("demo")

    assert said.code == 1
    assert said.out.startswith("REFUSED at token: the access token expired")
    assert json.loads(cli("demo", "--format", "jsonl").out)["reason"] == "token.expired"


def test_an_environment_of_the_user_is_left_alone(monkeypatch, cli: CommandLine):
    monkeypatch.setenv("APIWHY_ENVIRONMENT", "nowhere.toml")

    assert cli("demo").err == ""


def test_nothing_is_recorded(cli: CommandLine):
    cli("demo")

    assert not Path(os.environ["APIWHY_DATA"]).exists()


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("token.expird", "near: token.expired"),
        ("expired", "token.expired"),
        ("nothing-like-it", "`apiwhy demo --list` lists them"),
        ("../token.expired", "near: token.expired"),
        ("x" * 300, "`apiwhy demo --list` lists them"),
    ],
    ids=lambda text: text[:20],
)
def test_a_scenario_that_is_not_there(name, said, cli: CommandLine):
    ended = cli("demo", name)

    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("apiwhy: there is no scenario")
    assert said in ended.err


def test_on_a_terminal_it_opens_the_app(tmp_path):
    shown = run_in_terminal("demo", "rules.scope_missing", folder=tmp_path, keys=(("REFUSED", b"\x11"),))

    assert (shown.code, shown.err) == (0, "")
    assert "REFUSED" in shown.screen


def test_a_finding_opens_the_app_on_its_environment(tmp_path):
    keys = (("shipped with apiwhy", b""), ("custom policies of", b"\x11"))
    shown = run_in_terminal("demo", "api_services.custom_policies_fixed", folder=tmp_path, keys=keys)

    assert (shown.code, shown.err) == (0, "")
