"""`apiwhy audit`: lists, follows and prunes a real store; what leaves it is inert and redacted."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from engine.adapters.store import AuditStore
from engine.audit.events import AuditEvent
from tests.support.command_line import CommandLine
from tests.support.sources import ROOT

NAMES = ("permit", "token.expired", "rules.scope_missing")


def event(number, **changes):
    known = {
        "id": f"e{number}", "at": f"2026-03-04T10:11:{number % 60:02}Z", "type": "HTTP Request Policy Evaluated",
        "action_type": "X", "correlation_id": f"e{number}", "result": "SUCCESS", "verdict": "allowed", "decision": "PERMIT",
        "method": "GET", "url": f"https://api.shop.test/orders/{number}", "client": "shop-web",
        "description": f'Request to the URL "https://api.shop.test/orders/{number}" permitted by policy evaluation.',
    }  # fmt: skip
    return AuditEvent(**(known | changes))


def refused(number, reason="token.expired"):
    said = f'Request to the URL "https://api.shop.test/orders/{number}" denied due to an invalid OAuth access token.'
    return event(
        number, result="FAILED", verdict="refused", decision="DENY", stage=reason.partition(".")[0], reason=reason,
        status=401, description=said,
    )  # fmt: skip


@pytest.fixture
def store():
    """The store of this test, with three events."""
    with AuditStore.open(Path(os.environ["APIWHY_DATA"]) / "audit.sqlite") as opened:
        opened.append([event(0), refused(1), refused(2, "rules.scope_missing")])
        yield opened


def test_events_are_listed_the_newest_last(store, cli: CommandLine):
    said = cli("audit")
    head, *lines = said.out.splitlines()

    assert (said.code, said.err, head) == (0, "", "2026-03-04, times in UTC")
    assert [name in line for name, line in zip(NAMES, lines, strict=True)] == [True] * 3
    assert lines[1].startswith("10:11:01Z  ✗ token.expired")
    assert lines[1].endswith("denied due to an invalid OAuth access token.")


def test_a_limit_keeps_the_newest(store, cli: CommandLine):
    assert cli("audit", "--limit", 2).out.splitlines()[1:] == cli("audit").out.splitlines()[2:]


@pytest.mark.parametrize(
    ("where", "expected"),
    [("stage:token", ["e1"]), ("status:4xx", ["e1", "e2"]), ("-verdict=refused", ["e0"]), ("shop-web SCOPE", ["e2"])],
)
def test_a_filter_keeps_what_it_holds_for(store, cli: CommandLine, where, expected):
    said = cli("audit", "--where", where, "--format", "jsonl")

    assert [json.loads(line)["id"] for line in said.out.splitlines()] == expected


def test_a_filter_that_cannot_be_read_is_explained(store, cli: CommandLine):
    said = cli("audit", "--where", "stagge:token")

    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("apiwhy: --where: there is no field `stagge`, wanted one of ")
    assert "(nearest: `stage`)" in said.err


def test_csv_has_a_row_for_each_event_and_no_formula(store, cli: CommandLine):
    store.append(
        [event(3, client="=1+1", user="@x", method="-GET", url='a "quoted", b', gateway=None, message="+\x1b[2J")]
    )
    rows = list(csv.DictReader(io.StringIO(cli("audit", "--format", "csv").out)))

    assert [row["id"] for row in rows] == ["e0", "e1", "e2", "e3"]
    assert rows[1] | {"reason": "token.expired", "status": "401", "decision": "DENY"} == rows[1]
    assert [rows[3][name] for name in ("client", "user", "method", "url", "message")] == [
        "'=1+1", "'@x", "'-GET", 'a "quoted", b', "'+\\x1b[2J",
    ]  # fmt: skip


def test_jsonl_has_whole_events_with_their_traces(store, cli: CommandLine):
    store.append([event(3, trace={"schema": "apiwhy.trace/1"})])
    (line,) = cli("audit", "--format", "jsonl", "--limit", 1).out.splitlines()

    assert json.loads(line)["trace"] == {"schema": "apiwhy.trace/1"}


def test_what_a_terminal_would_obey_is_written_out(store, cli: CommandLine):
    store.append([refused(3), event(4, client="\x1b]0;x\x07", user="\u202eabc")])
    for form in ("text", "csv", "jsonl"):
        out = cli("audit", "--format", form).out
        assert "\x1b" not in out
        assert "\u202e" not in out


def test_without_events_it_says_so_and_all_is_well(cli: CommandLine):
    said = cli("audit")

    assert (said.code, said.out) == (0, "")
    assert said.err == "apiwhy: no events yet: `apiwhy diagnose` and the app write them\n"


def test_where_nothing_matches_it_says_that(store, cli: CommandLine):
    assert cli("audit", "--where", "nothing").err == "apiwhy: no event matches\n"


def test_a_store_that_is_none_is_left_alone_and_said(cli: CommandLine):
    file = Path(os.environ["APIWHY_DATA"]) / "audit.sqlite"
    file.parent.mkdir(parents=True)
    file.write_text("this is no database, and it stays as it is " * 40)
    said = cli("audit")

    assert (said.code, said.out) == (2, "")
    assert "cannot be used (it is no SQLite file) and was left as it is" in said.err
    assert file.read_text().startswith("this is no database")


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (("--limit", "many"), "wanted a number such as 100"),
        (("--format", "xml"), "xml"),
        (("prune",), "wanted --before TIME, --keep N or both"),
        (("prune", "--before", "soon"), "wanted a time such as 2026-03-04T10:11:12Z, a date, or 30d"),
        (("prune", "--before", "9999999d"), "wanted a time"),
        (("prune", "--before", "999999d"), "wanted a time"),
        (("prune", "--keep", "-1"), "--keep"),
    ],
)
def test_usage_that_cannot_be_understood_is_explained(cli: CommandLine, words, wanted):
    said = cli("audit", *words)

    assert (said.code, said.out) == (2, "")
    assert wanted in said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--keep", "1"), "removed 2, 1 left\n"),
        (("--before", "2026-03-04T10:11:02Z"), "removed 2, 1 left\n"),
        (("--before", "2026-03-04T11:11:01+01:00"), "removed 1, 2 left\n"),
        (("--before", "2026-03-04"), "removed 0, 3 left\n"),
        (("--before", "1s", "--keep", "2"), "removed 3, 0 left\n"),
    ],
)
def test_pruning_says_what_went_and_what_is_left(store, cli: CommandLine, words, expected):
    said = cli("audit", "prune", *words)

    assert (said.code, said.out, said.err) == (0, expected, "")


def test_following_shows_events_of_other_processes_until_it_is_stopped(store):
    command = [
        sys.executable,
        "-u",
        str(ROOT / "apiwhy.py"),
        "audit",
        "--follow",
        "--limit",
        "1",
        "--where",
        "stage:token",
    ]
    follower = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT, env=os.environ.copy()
    )
    try:
        assert follower.stdout.readline().decode() == "2026-03-04, times in UTC\n"
        assert "token.expired" in follower.stdout.readline().decode()
        store.append([event(3), refused(4)])
        assert follower.stdout.readline().decode().startswith("10:11:04Z  ✗ token.expired")
        store.prune(keep=0)
        store.append([refused(5)])
        assert follower.stdout.readline().decode().startswith("10:11:05Z  ✗ token.expired")
        follower.send_signal(signal.SIGINT)
        assert follower.wait(20) == 0
        assert follower.stderr.read() == b""
    finally:
        follower.kill()
        follower.communicate()


def test_a_listing_imports_neither_pydantic_nor_textual(store):
    code = (
        "import sys; sys.argv = ['apiwhy', 'audit']; from tui.cli import main; main();"
        "print(sorted({name.partition('.')[0] for name in sys.modules} & {'pydantic', 'textual', 'rich', 'jwt', 'httpx'}))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, env=os.environ.copy(), check=True
    )

    assert ran.stdout.splitlines()[-1] == "[]"


def test_help_has_examples_and_exit_codes(cli: CommandLine):
    for words in (("audit", "--help"), ("audit", "prune", "--help")):
        said = cli(*words)
        assert said.code == 0
        assert "examples" in said.out
        assert "exit codes" in said.out
