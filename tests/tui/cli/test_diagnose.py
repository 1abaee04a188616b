"""`apiwhy diagnose`: its inputs, options, errors, outputs and exit codes; the examples; a real curl."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from engine.adapters.schema_files import FOLDER
from engine.adapters.store import AuditStore
from tests.support.command_line import CommandLine
from tests.support.programs import clean_environment
from tests.support.server import serving
from tests.support.sources import ROOT
from tests.support.terminal import run_in_terminal

EXAMPLES = ROOT / "tests" / "data" / "examples"
WORLD = EXAMPLES / "meme-game.toml"
NOW = "2026-03-04T10:11:12Z"
CASES = tomllib.loads((Path(__file__).parent / "diagnose_cases.toml").read_text("utf-8"))["case"]
EXPECTED = tomllib.loads((EXAMPLES / "expected.toml").read_text("utf-8"))["case"]
SCHEMA = Draft202012Validator(json.loads((FOLDER / "trace.schema.json").read_text("utf-8")))


def write(case: dict[str, object]) -> None:
    """The files of a case, in the working folder."""
    for name in case.get("folders", ()):
        Path(name).mkdir()
    for name, text in case.get("files", {}).items():
        data = text.encode()
        Path(name).write_bytes(re.sub(rb"\\x(..)", lambda found: bytes.fromhex(found[1].decode()), data))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["says"])
def test_case(case, tmp_path, monkeypatch, cli: CommandLine):
    monkeypatch.chdir(tmp_path)
    write(case)

    said = cli("diagnose", *case["words"], stdin=case.get("stdin"))

    assert said.code == case["code"], said
    assert [text for text in case.get("out", ()) if text not in said.out] == [], said.out
    assert [text for text in case.get("err", ()) if text not in said.err] == [], said.err
    assert [text for text in case.get("not_out", ()) if text in said.out] == []
    assert [text for text in case.get("not_err", ()) if text in said.err] == []
    if "err_once" in case:
        assert said.err.count(case["err_once"]) == 1
    assert bool(said.out) == ("out" in case), said.out
    assert bool(said.err) == ("err" in case or "err_once" in case), said.err


def test_every_option_is_in_a_case():
    from tui.cli.diagnose import parser

    tested = {word for case in CASES for word in case["words"]} | {"--help", "--no-record", "--online"}
    options = {name for action in parser()._actions for name in action.option_strings if name.startswith("--")}
    assert options <= tested


# The examples


def words_of(case: dict[str, object]) -> list[object]:
    words: list[object] = [EXAMPLES / case["request"], "--environment", WORLD, "--now", NOW]
    words += ["--source-ip", case.get("source_ip", "203.0.113.9")]
    for option in ("response", "with"):
        words += [f"--{option}", EXAMPLES / case[option]] if option in case else []
    return words


def seen_of(trace: dict[str, object]) -> dict[str, object]:
    """What the examples ask for: `status` is the predicted one, or where it decides, the captured one."""
    captured = trace["decided_by"] in ("gateway", "upstream") or trace["expected"]["status"] is None
    status = trace["observed"]["status"] if captured else trace["expected"]["status"]
    return {**trace, "status": status, "error": trace["expected"]["error"]}


@pytest.mark.parametrize("case", EXPECTED, ids=lambda case: case["name"])
def test_example(case, cli: CommandLine):
    said = cli("diagnose", *words_of(case), "--format", "json")
    trace = json.loads(said.out)
    seen = seen_of(trace)

    assert said.err == ""
    assert said.code == {"allowed": 0, "refused": 1}[case["want"]["verdict"]]
    assert {name: seen[name] for name in case["want"]} == case["want"]
    assert list(SCHEMA.iter_errors(trace)) == []


def test_all_examples_at_once_are_an_array_and_the_worst_code(cli: CommandLine):
    simple = [case for case in EXPECTED if not {"response", "with", "source_ip"} & set(case)]
    requests = [EXAMPLES / case["request"] for case in simple]
    world = ("--environment", WORLD, "--now", NOW, "--source-ip", "203.0.113.9")

    said = cli("diagnose", *requests, *world, "--format", "json")
    lines = cli("diagnose", *requests, *world, "--format", "jsonl")

    assert said.code == lines.code == 1
    assert [one["reason"] for one in json.loads(said.out)] == [case["want"].get("reason") for case in simple]
    assert [json.loads(line) for line in lines.out.splitlines()] == json.loads(said.out)


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_a_file_that_may_not_be_read(tmp_path, cli: CommandLine):
    file = tmp_path / "mine.txt"
    file.touch(mode=0)
    said = cli("diagnose", file)

    assert (said.code, said.err) == (2, f"apiwhy: `{file}` may not be read by this user\n")


# Exit codes


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (["allowed"], 0),
        (["allowed", "unknown"], 3),
        (["unknown", "refused"], 1),
        (["allowed", "refused", "unknown"], 1),
        (["allowed", "refused", "unreadable"], 2),
        (["unreadable", "allowed"], 2),
    ],
    ids=lambda given: " ".join(given) if isinstance(given, list) else None,
)
def test_the_worst_of_several_counts(names, code, tmp_path, cli: CommandLine):
    texts = {
        "allowed": "curl https://a.test\nHTTP/1.1 200 OK\n\n",
        "unknown": "curl https://a.test",
        "refused": "curl https://a.test\nHTTP/1.1 403 Forbidden\n\n",
        "unreadable": "",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text)

    assert cli("diagnose", *(tmp_path / name for name in names)).code == code


# Which environment, and what is kept


def test_an_environment_that_no_option_names_is_said_on_standard_error(monkeypatch, cli: CommandLine):
    monkeypatch.setenv("APIWHY_ENVIRONMENT", str(WORLD))

    said = cli("diagnose", "401")

    assert said.err == f"apiwhy: environment: {WORLD} ($APIWHY_ENVIRONMENT)\n"
    assert "environment meme-game" in said.out


def test_one_in_the_config_folder_is_used_and_said(cli: CommandLine):
    from engine.adapters.environment_place import default_environment

    place = default_environment()
    place.parent.mkdir(parents=True)
    place.write_text('name = "mine"\n')
    try:
        said = cli("diagnose", "401")
    finally:
        place.unlink()

    assert said.err == f"apiwhy: environment: {place} (the config folder)\n"
    assert "environment mine" in said.out


def test_one_that_an_option_names_needs_no_word(monkeypatch, cli: CommandLine):
    monkeypatch.setenv("APIWHY_ENVIRONMENT", "nowhere.toml")

    assert cli("diagnose", "401", "--environment", WORLD).err == ""


def test_a_variable_that_names_nothing_is_an_error(monkeypatch, cli: CommandLine):
    monkeypatch.setenv("APIWHY_ENVIRONMENT", "nowhere.toml")

    said = cli("diagnose", "401")

    assert (said.code, said.out) == (2, "")
    assert said.err.splitlines()[0] == "apiwhy: environment: nowhere.toml ($APIWHY_ENVIRONMENT)"
    assert "nowhere.toml: no such file" in said.err


def events() -> list[tuple[str, str | None]]:
    with AuditStore.open() as store:
        return [(event.type, event.reason) for event in store.recent()]


def test_a_diagnosis_is_recorded_one_event_a_request_two_with_a_response(tmp_path, cli: CommandLine):
    file = tmp_path / "request.txt"
    file.write_text("curl https://a.test -H 'Authorization: Bearer eyJhbGciOiJub25lIn0.eyJleHAiOjF9.'")

    cli("diagnose", file)
    assert events() == [("HTTP Request Policy Evaluated", "token.algorithm_none")]

    cli("diagnose", "401")
    assert len(events()) == 3


def test_no_record_writes_nothing(cli: CommandLine):
    assert cli("diagnose", "401", "--no-record").code == 1
    assert not Path(os.environ["APIWHY_DATA"]).exists()


def test_a_store_that_cannot_be_used_is_said_and_costs_nothing(cli: CommandLine):
    folder = Path(os.environ["APIWHY_DATA"])
    folder.mkdir(parents=True)
    (folder / "audit.sqlite").write_text("this is no database, but a diary")

    said = cli("diagnose", "401")

    assert said.code == 1
    assert said.out.startswith("REFUSED, most likely at token")
    assert "the audit store" in said.err
    assert (folder / "audit.sqlite").read_text() == "this is no database, but a diary"


# Keys that are fetched


@pytest.fixture
def expired() -> list[object]:
    return ["diagnose", EXAMPLES / "requests" / "expired.txt", "--now", NOW, "--format", "json"]


def checks(out: str) -> dict[str, str]:
    return {check["check"]: check["outcome"] for step in json.loads(out)["steps"] for check in step["checks"]}


def test_keys_from_a_url_that_was_asked_for(expired, cli: CommandLine):
    keys = (EXAMPLES / "keys" / "sso.jwks.json").read_bytes()
    with serving({"/jwks": (200, {"Content-Type": "application/json"}, keys)}) as base:
        said = cli(*expired, "--jwks", f"{base}/jwks", "--online")

    assert checks(said.out)["token.signature"] == "passed"
    assert said.err == ""


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((404, {}, b""), "answered 404, wanted 200"),
        ((302, {"Location": "/keys"}, b""), "answered 302, wanted 200"),
        ((200, {}, b"<html>"), "wanted a JWK Set"),
        ((200, {}, b"x" * 1_100_000), "answers with more than"),
    ],
    ids=["not found", "a redirect is not followed", "a page", "too much"],
)
def test_a_url_that_gives_no_keys(answer, words, expired, cli: CommandLine):
    with serving({"/jwks": answer, "/keys": (200, {}, b'{"keys": []}')}) as base:
        said = cli(*expired, "--jwks", f"{base}/jwks", "--online")

    assert (said.code, said.out) == (2, "")
    assert words in said.err


def test_nobody_answers(expired, cli: CommandLine):
    with serving({}) as base:
        pass
    said = cli(*expired, "--jwks", f"{base}/jwks", "--online")

    assert (said.code, said.out) == (2, "")
    assert "could not be fetched" in said.err


# On a terminal, and behind curl


def test_colour_on_a_terminal_and_none_under_no_color(tmp_path):
    coloured = run_in_terminal("diagnose", "401", folder=tmp_path)
    plain = run_in_terminal("diagnose", "401", folder=tmp_path, NO_COLOR="1")

    assert (coloured.code, plain.code) == (1, 1)
    assert "\x1b[1;31mREFUSED, most likely at token" in coloured.screen
    assert "REFUSED, most likely at token" in plain.screen
    assert "\x1b[" not in plain.screen


def test_a_terminal_without_input_says_what_is_wanted(tmp_path):
    said = run_in_terminal("diagnose", folder=tmp_path, apart=True)

    assert said.code == 2
    assert "no input was given" in said.err


def test_text_is_wrapped_to_the_terminal(tmp_path):
    said = run_in_terminal("diagnose", "401", folder=tmp_path, NO_COLOR="1")

    assert max(len(line) for line in said.screen.splitlines()) <= 120
    assert len(said.screen.splitlines()) > 10


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
@pytest.mark.parametrize("words", [["diagnose", "-"], ["diagnose"], []], ids=lambda words: " ".join(words) or "apiwhy")
def test_behind_a_real_curl(words, tmp_path):
    challenge = {"WWW-Authenticate": 'Bearer error="invalid_token", error_description="Token expired"'}
    with serving({"/orders/7?code=s3cret": (401, challenge, b'{"error": "invalid_token"}')}) as base:
        curl = f"curl --noproxy '*' -v -H 'Authorization: Bearer opaque0S3cret1' '{base}/orders/7?code=s3cret' 2>&1"
        apiwhy = " ".join([f'"{sys.executable}"', "-m", "apiwhy", *words, "--format json"])
        ran = subprocess.run(
            ["/bin/sh", "-c", f"{curl} | {apiwhy}"], cwd=tmp_path, capture_output=True, text=True,
            env=clean_environment(tmp_path) | {"PYTHONPATH": str(ROOT)},
        )  # fmt: skip
    trace = json.loads(ran.stdout)

    assert (ran.returncode, ran.stderr) == (1, "")
    assert (trace["recognised"], trace["reason"], trace["observed"]["status"]) == ("curl -v", "token.expired", 401)
    assert trace["request"]["url"] == f"{base}/orders/7?code=•••"
    assert "S3cret" not in ran.stdout
