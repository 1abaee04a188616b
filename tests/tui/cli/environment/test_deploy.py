"""`apiwhy environment deploy`: the copy is recorded, judges from then on, and events say what was done."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.support.command_line import CommandLine, stored_bytes
from tests.support.sources import ROOT

EXAMPLES = ROOT / "tests" / "data" / "examples"
ALLOWED = EXAMPLES / "requests" / "allowed.txt"
SCOPES = 'scopes = { all = ["meme-game", "meme-game:write"] }'


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "kim")
    monkeypatch.setenv("APIWHY_DATA", str(tmp_path / "data"))
    shutil.copytree(EXAMPLES / "keys", tmp_path / "keys")
    shutil.copy(EXAMPLES / "meme-game.toml", tmp_path)
    return tmp_path / "meme-game.toml"


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def trace(cli: CommandLine, file: Path) -> dict:
    said = cli(
        "diagnose", ALLOWED, "--environment", file, "--now", "2026-03-04T10:11:12Z", "--format", "json", "--no-record"
    )
    found: dict = json.loads(said.out)
    return found


def events(cli: CommandLine) -> list[tuple[str, str]]:
    lines = cli("audit", "--format", "jsonl").out.splitlines()
    return [(event["type"], event["api_service"]["name"]) for event in map(json.loads, lines)]


def test_the_first_deployment(cli: CommandLine, file: Path):
    said = cli("environment", "deploy", file)

    assert (said.code, said.err) == (0, "")
    assert said.out.splitlines()[0].startswith("meme-game deployed at 20")
    assert said.out.splitlines()[0].endswith(" by kim")
    assert said.out.splitlines()[1:] == [
        "  created   Meme Game", "  created   Scoreboard", "  created   Prototype",
        "requests are judged by this copy; `apiwhy environment deploy --withdraw` lets the file count again",
    ]  # fmt: skip
    assert events(cli) == [
        (kind, name)
        for name in ("Meme Game", "Scoreboard", "Prototype")
        for kind in ("API Service Created", "API Service Deployed")
    ]


def test_the_copy_judges_until_the_next_deployment(cli: CommandLine, file: Path):
    cli("environment", "deploy", file)
    assert trace(cli, file)["verdict"] == "allowed"

    change(file, SCOPES, SCOPES.replace('write"', 'write", "vip"'))
    before = trace(cli, file)
    assert before["verdict"] == "allowed"
    said = [one for one in before["assumptions"] if one["entry"] == "service.undeployed_changes"]
    assert " by kim: allowed; the file has changed since" in said[0]["text"]
    assert said[0]["text"].endswith("refused at rules (rules.scope_missing)")

    again = cli("environment", "deploy", file)
    assert again.out.splitlines()[1:-1] == ["  updated   Meme Game"]
    after = trace(cli, file)
    assert (after["verdict"], after["reason"]) == ("refused", "rules.scope_missing")
    assert [one for one in after["assumptions"] if one["entry"]] == []


def test_what_is_updated_deployed_and_deleted(cli: CommandLine, file: Path):
    cli("environment", "deploy", file)
    first = len(events(cli))
    change(file, 'name = "Prototype"\nbase_urls', 'name = "Trial"\nbase_urls')
    change(file, 'in = ["eu", "uk"]', 'in = ["eu"]')
    change(file, SCOPES, 'scopes = { all = ["meme-game"] }')
    said = cli("environment", "deploy", file)

    assert said.out.splitlines()[1:-1] == [
        "  updated   Meme Game", "  deployed  Scoreboard: what it refers to changed", "  created   Trial", "  deleted   Prototype",
    ]  # fmt: skip
    assert events(cli)[first:] == [
        ("API Service Updated", "Meme Game"), ("API Service Deployed", "Meme Game"), ("API Service Deployed", "Scoreboard"),
        ("API Service Created", "Trial"), ("API Service Deployed", "Trial"), ("API Service Deleted", "Prototype"),
    ]  # fmt: skip


def test_nothing_to_deploy(cli: CommandLine, file: Path):
    cli("environment", "deploy", file)
    count = len(events(cli))
    said = cli("environment", "deploy", file)

    assert said.code == 0
    assert said.out.startswith("nothing to deploy: meme-game is as deployed 20")
    assert len(events(cli)) == count


def test_users_take_effect_at_once_and_need_no_deployment(cli: CommandLine, file: Path):
    cli("environment", "deploy", file)
    change(
        file, 'id = "user.0"\nstatus = "active"\ngroups = ["players"]', 'id = "user.0"\nstatus = "active"\ngroups = []'
    )
    found = trace(cli, file)

    assert found["reason"] == "rules.group_missing"
    assert [one for one in found["assumptions"] if one["entry"]] == []
    assert cli("environment", "deploy", file).out.splitlines()[1:-1] == ["  no API service changed"]


def test_no_secret_is_kept(cli: CommandLine, file: Path):
    with file.open("a") as more:
        more.write(
            '\n[[statements]]\nname = "key"\ncode = "set-headers"\npayload = { "X-Api-Key" = "hunter2-secret" }\n'
        )
    cli("environment", "deploy", file)

    assert b"hunter2-secret" not in stored_bytes()
    assert b"X-Api-Key" in stored_bytes()
    assert "nothing to deploy" in cli("environment", "deploy", file).out


def test_a_file_that_does_not_load_is_not_deployed(cli: CommandLine, file: Path, tmp_path: Path):
    change(file, 'name = "meme-game"', 'nam = "meme-game"')
    said = cli("environment", "deploy", file)

    assert (said.code, said.out) == (2, "")
    assert "nam: unknown key" in said.err
    assert not (tmp_path / "data").exists()


def test_a_file_that_is_not_there(cli: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.delenv("APIWHY_ENVIRONMENT", raising=False)

    assert "no such file" in cli("environment", "deploy", "none.toml").err
    assert "there is no environment file" in cli("environment", "deploy").err


def test_a_contradiction_is_a_notice(cli: CommandLine, file: Path):
    cli("environment", "deploy", file)
    said = cli("diagnose", ALLOWED, "--environment", file, "--now", "2026-03-04T10:11:12Z", "--no-record")

    assert said.code == 0
    assert "api_services[2].deployment: saw `never`, but it is as it was deployed (as deployed 20" in said.err


def test_the_audit_lists_what_was_done(cli: CommandLine, file: Path):
    cli("environment", "deploy", file)
    lines = cli("audit").out.splitlines()

    assert [line.split()[2] for line in lines[1:3]] == ["created", "deployed"]
    assert "kim" in cli("audit", "--format", "csv").out


def test_a_copy_that_is_withdrawn_no_longer_judges(cli: CommandLine, file: Path):
    cli("environment", "deploy", file)
    change(file, SCOPES, SCOPES.replace('write"', 'write", "vip"'))
    assert trace(cli, file)["verdict"] == "allowed"
    said = cli("environment", "deploy", file, "--withdraw")

    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("meme-game as deployed 20")
    assert said.out.endswith(" by kim is withdrawn: requests are judged by the file\n")
    assert trace(cli, file)["verdict"] == "refused"
    assert events(cli)[-3:] == [("API Service Withdrawn", name) for name in ("Meme Game", "Scoreboard", "Prototype")]
    again = cli("environment", "deploy", file, "--withdraw")
    assert again.out == "nothing to withdraw: meme-game has no deployed copy of this file\n"


def test_what_is_fixed_once_it_is_saved_cannot_be_deployed_otherwise(cli: CommandLine, file: Path):
    cli("environment", "deploy", file)
    before = events(cli)
    change(file, "custom_policies = true", "custom_policies = false")

    said = cli("environment", "deploy", file)

    assert said.code == 1
    assert said.out.splitlines()[0] == "meme-game is not deployed: what is fixed once it is saved was changed"
    assert "custom policies of `Meme Game` are fixed once it is saved" in said.out
    last = json.loads(cli("audit", "--format", "jsonl").out.splitlines()[-1])
    assert len(events(cli)) == len(before) + 2  # one for each service that changed
    assert (last["result"], last["type"]) == ("FAILED", "API Service Deployed")
    assert cli("environment", "deploy", file).code == 1
