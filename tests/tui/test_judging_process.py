"""The process that judges, its pipes in the hands of the test: what it is sent and what it sends."""

from __future__ import annotations

import io
import json
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from engine.models.exchange import Exchange
from engine.models.given import Given
from engine.replay.plain import from_plain, row_from_plain
from engine.replay.rows import row_of
from tests.support.make_har import EXAMPLES, make_har
from tui.judging import inputs_from_plain, inputs_to_plain, read_source
from tui.judging_process import main
from tui.workbench import Inputs, Workbench

INPUTS = Inputs(environment=str(EXAMPLES / "meme-game.toml"))


def served(text, *wanted, path="", inputs=INPUTS):
    """What the process says to a job and to the exchanges that are asked for, until it has said all of it."""
    (stdin, sent), (received, stdout) = os.pipe(), os.pipe()
    with os.fdopen(stdin, "rb") as stdin, os.fdopen(received, "rb") as received, ThreadPoolExecutor(1) as apart:
        ended = apart.submit(_main, stdin, stdout)
        with os.fdopen(sent, "wb") as sent:
            data = text.encode()
            against = inputs_to_plain(inputs) if inputs else None
            sent.write(json.dumps({"path": path, "size": len(data), "inputs": against}).encode() + b"\n" + data)
            sent.write(b"".join(b"%d\n" % index for index in wanted))
            sent.flush()
            said, missing = [], {"opened", *(["last"] if inputs else [])}
            while missing or sum("exchange" in one for one in said) < len(wanted):
                said.append(json.loads(received.readline()))
                missing -= said[-1].keys()
                if "failed" in said[-1]:
                    break
                if "batch" in said[-1] and said[-1]["batch"][2] == said[-1]["batch"][3]:
                    missing.discard("last")
        assert ended.result() == 0
    return said


def _main(stdin, stdout):
    with os.fdopen(stdout, "wb") as pipe:
        return main(stdin, pipe)


def test_rows_come_in_order_behind_what_was_opened():
    text = make_har(9).text
    opened, *rest = served(text, 4)
    [exchange] = [one for one in rest if "exchange" in one]
    batches = [one for one in rest if "batch" in one]
    capture = read_source("", text)
    workbench = Workbench()

    assert opened == {"opened": {"total": 9, "problems": []}}
    assert [row_from_plain(row) for said in batches for row in said["batch"][0]] == [
        row_of(index, workbench.judge(one, INPUTS)) for index, one in capture.exchanges
    ]
    assert from_plain(exchange["exchange"], Exchange) == capture.exchanges[4][1]


def test_without_inputs_it_only_hands_out_exchanges():
    said = served(make_har(3).text, 2, 0, inputs=None)

    assert [list(one) for one in said] == [["opened"], ["exchange"], ["exchange"]]


def test_a_file_is_read_here_and_its_bad_records_are_named(tmp_path):
    file = tmp_path / "ticket.har"
    file.write_text(make_har(3).text.replace('"request": {', '"request": "lost", "was": {', 1))
    opened = served("", path=str(file))[0]["opened"]

    assert opened["total"] == 2
    assert [problem["where"] for problem in opened["problems"]] == [f"{file}, entry 0"]


@pytest.mark.parametrize(("text", "path", "said"), [("{", "", "JSON"), ("", "/gone.har", "there is no file")])
def test_what_cannot_be_read_is_said(text, path, said):
    [failed] = served(text, path=path)

    assert said in failed["failed"]


def test_a_reader_that_is_gone_ends_it():
    class Gone(io.BytesIO):
        def write(self, data):
            raise BrokenPipeError

    job = json.dumps({"path": "", "size": 0, "inputs": None}).encode()
    assert main(io.BytesIO(job), Gone()) == 1


def test_it_does_not_go_on_for_a_program_that_is_gone(monkeypatch):
    monkeypatch.setattr("tui.judging.BATCH_SECONDS", 0)
    text = make_har(60).text.encode()
    job = json.dumps({"path": "", "size": len(text), "inputs": inputs_to_plain(INPUTS)}).encode()
    stdout = io.BytesIO()

    assert main(io.BytesIO(job + b"\n" + text), stdout) == 0
    assert len(stdout.getvalue().splitlines()) < 60


@pytest.mark.parametrize(
    "inputs",
    [
        INPUTS,
        Inputs(
            jwks='{"keys": []}', source_ip="10.0.0.1", now=datetime(2026, 3, 4, tzinfo=UTC),
            given=Given(issuer="https://a.test", audiences=("a", "b"), scopes=("c",)),
        ),
    ],
)  # fmt: skip
def test_inputs_arrive_as_they_were(inputs):
    assert inputs_from_plain(json.loads(json.dumps(inputs_to_plain(inputs)))) == inputs
