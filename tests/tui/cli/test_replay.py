"""`apiwhy replay`: both example captures, long and broken ones, what it counts, records and exits with."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from engine.adapters.schema_files import FOLDER
from engine.adapters.store import AuditStore
from tests.support.command_line import CommandLine
from tests.support.make_har import make_har
from tests.support.sources import ROOT
from tests.support.terminal import run_in_terminal

EXAMPLES = ROOT / "tests" / "data" / "examples"
WORLD = ("--environment", EXAMPLES / "meme-game.toml")
FULL = EXAMPLES / "ticket-full.har"
CAPTURES = tomllib.loads((EXAMPLES / "expected-captures.toml").read_text("utf-8"))["capture"]
SCHEMA = Draft202012Validator(json.loads((FOLDER / "trace.schema.json").read_text("utf-8")))
LONG = 150
BAD = 70


def matches(trace: dict[str, object], want: dict[str, object]) -> dict[str, object]:
    """What a trace has where it is not what an example asks for."""
    seen = {**trace, **{name: trace["observed"][name] for name in ("answered_by", "error")}}
    wrong = {name: seen[name] for name, value in want.items() if name not in ("in", "has") and seen[name] != value}
    if "in" in want and trace["decided_by"] not in want["in"]:
        wrong["in"] = trace["decided_by"]
    return wrong | {name: trace[name] for name in want.get("has", ()) if not trace[name]}


@pytest.mark.parametrize("capture", CAPTURES, ids=lambda capture: capture["file"])
def test_example(capture, cli: CommandLine):
    said = cli("replay", EXAMPLES / capture["file"], *WORLD, "--format", "jsonl")
    traces = {trace["index"]: trace for trace in map(json.loads, said.out.splitlines())}

    assert (said.code, said.err) == (0, "")
    assert list(traces) == list(range(capture["entries"]))
    assert {trace["capture"] for trace in traces.values()} == {str(EXAMPLES / capture["file"])}
    wrong = {entry["says"]: matches(traces[entry["index"]], entry["want"]) for entry in capture["entry"]}
    assert {says: seen for says, seen in wrong.items() if seen} == {}
    for trace in traces.values():
        assert (
            list(SCHEMA.iter_errors({name: value for name, value in trace.items() if name not in ("capture", "index")}))
            == []
        )


@pytest.fixture
def long_har(tmp_path: Path) -> Path:
    """A HAR of many entries, one of which is none."""
    document = json.loads(make_har(LONG).text)
    document["log"]["entries"][BAD] = {"request": "lost"}
    file = tmp_path / "long.har"
    file.write_text(json.dumps(document))
    return file


def test_one_bad_record_costs_the_others_nothing(long_har, cli: CommandLine):
    said = cli("replay", long_har, *WORLD, "--format", "jsonl")
    traces = [json.loads(line) for line in said.out.splitlines()]
    wanted = [pair for index, pair in enumerate(make_har(LONG).wanted) if index != BAD]

    assert said.code == 0
    assert [trace["index"] for trace in traces] == [index for index in range(LONG) if index != BAD]
    assert [(trace["verdict"], trace["reason"]) for trace in traces] == wanted
    first, count = said.err.splitlines()
    assert first.startswith(f"apiwhy: {long_har}, entry {BAD}: ")
    assert count == f"apiwhy: {long_har}: 1 of {LONG} records could not be read, the others were"


def test_the_table_counts_it(long_har, cli: CommandLine):
    said = cli("replay", long_har, *WORLD)

    assert f"{LONG - 1} requests" in said.out
    assert "1 record could not be read" in said.out


def test_requests_without_a_time_that_can_be_read_are_said(tmp_path, cli: CommandLine):
    entry = {"request": {"method": "GET", "url": "https://a.test/", "headers": []}, "response": {"status": 200}}
    file = tmp_path / "untimed.har"
    file.write_text(json.dumps({"log": {"entries": [entry | {"startedDateTime": "yesterday"}, entry]}}), "utf-8")

    said = cli("replay", file)

    assert said.code == 0
    assert "2 requests (0, 1) show no time that can be read: judged by this machine's clock" in said.err


def test_json_is_one_array_over_all_captures(cli: CommandLine):
    said = cli("replay", FULL, EXAMPLES / "ticket-sanitised.har", *WORLD, "--format", "json")
    traces = json.loads(said.out)

    assert said.code == 0
    assert [trace["index"] for trace in traces] == [*range(16), *range(40)]
    assert [Path(trace["capture"]).name for trace in traces[15:17]] == ["ticket-full.har", "ticket-sanitised.har"]


def test_standard_input_with_and_without_its_name(cli: CommandLine):
    text = FULL.read_bytes()
    named, unnamed = (cli("replay", *words, *WORLD, stdin=text) for words in (["-"], []))

    assert named == unnamed
    assert named.out.startswith("standard input   16 requests")


def test_any_capture_can_be_replayed(cli: CommandLine):
    assert "token.expired" in cli("replay", EXAMPLES / "requests" / "expired.txt", *WORLD).out


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ([], 0),
        (["--fail-on", "refused"], 1),
        (["--fail-on", "differs"], 1),
    ],
    ids=lambda given: " ".join(given) or "nothing" if isinstance(given, list) else None,
)
def test_what_it_fails_on(options, code, cli: CommandLine):
    assert cli("replay", FULL, *WORLD, *options).code == code


def test_nothing_refused_fails_on_nothing(cli: CommandLine):
    options = ("--fail-on", "refused")

    assert cli("replay", "-", *options, stdin="curl https://a.test\nHTTP/1.1 200 OK\n\n").code == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "no capture was given, wanted a HAR file or `-`"),
        (["nowhere.har"], "there is no file `nowhere.har`"),
        (["."], "`.` is a folder, wanted a file"),
        ([FULL, "--environment", "nowhere.toml"], "nowhere.toml: no such file"),
        ([FULL, "--record", "--no-record"], "not allowed with argument --record"),
        ([FULL, "--jwks", FULL], "saw no list `keys`, wanted a JWK Set"),
        ([FULL, "--format", "html"], "invalid choice: 'html'"),
    ],
    ids=lambda given: " ".join(str(word)[-20:] for word in given) or "nothing" if isinstance(given, list) else None,
)
def test_what_cannot_be_replayed(words, said, cli: CommandLine):
    ended = cli("replay", *words)

    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err


def test_a_capture_that_cannot_be_read_costs_the_others_nothing(tmp_path, cli: CommandLine):
    half = tmp_path / "half.har"
    half.write_text('{"log": {"entries": [{"request": {"method": "GE')

    said = cli("replay", half, FULL, *WORLD, "--format", "json")

    assert said.code == 2
    assert len(json.loads(said.out)) == 16
    assert "half.har, line 1, column 45: the HAR ends after 47 bytes, before it is complete" in said.err


# What is kept


def kept() -> list[tuple[str, str]]:
    """Type and correlation of every event, oldest first."""
    with AuditStore.open() as store:
        return [(event.type, event.correlation_id) for event in reversed(store.recent(1000))]


def test_a_run_is_one_event(cli: CommandLine):
    cli("replay", FULL, *WORLD)

    with AuditStore.open() as store:
        [event] = store.recent()
    assert (event.type, event.environment, event.source) == ("Capture Replayed", "meme-game", "apiwhy")
    assert (event.counts["refused"], event.counts["allowed"], event.counts["unreadable"]) == (9, 7, 0)


def test_with_record_every_request_is_one_more_joined_by_the_run(cli: CommandLine):
    cli("replay", FULL, *WORLD, "--record")
    events = kept()

    assert [kind for kind, _ in events].count("HTTP Request Policy Evaluated") == 16
    assert events[-1][0] == "Capture Replayed"
    assert len({correlation for _, correlation in events}) == 1


def test_no_record_keeps_nothing(cli: CommandLine):
    cli("replay", FULL, *WORLD, "--no-record")

    assert kept() == []


def test_progress_goes_to_a_terminal_and_leaves_no_trace(tmp_path):
    har = tmp_path / "long.har"
    har.write_text(make_har(450).text)

    shown = run_in_terminal("replay", har, folder=tmp_path)
    last = shown.screen.rpartition("\r\x1b[K")[2]

    assert shown.code == 0
    assert "200 of 450 requests" in shown.screen
    assert "of 450 requests" not in last
    assert "450 requests" in last
