"""Judging a capture in batches: all of it, in order, counted as the report counts it; a long one in another process."""

import json
import os
import signal
import subprocess
from contextlib import suppress
from itertools import count

import pytest

from engine.models.exchange import Capture
from engine.replay.rows import row_of, summarise
from tests.support.make_har import make_har
from tests.support.programs import run_python
from tests.support.sources import ROOT
from tui.judging import Apart, Batch, CaptureUnread, Here, Opened, Source, begin, is_big, judge_capture, read_source
from tui.workbench import Inputs, Workbench

EXAMPLES = ROOT / "tests" / "data" / "examples"
INPUTS = Inputs(environment=str(EXAMPLES / "meme-game.toml"))


@pytest.fixture(scope="module")
def workbench():
    return Workbench()


@pytest.fixture(scope="module")
def capture():
    return read_source(str(EXAMPLES / "ticket-full.har"))


def test_batches_make_up_the_whole(workbench, capture):
    ticks = count(0, 0.04)
    batches = list(judge_capture(workbench, capture, INPUTS, clock=lambda: next(ticks)))
    rows = [row for batch in batches for row in batch.rows]
    direct = [row_of(index, workbench.judge(exchange, INPUTS)) for index, exchange in capture.exchanges]

    assert rows == direct
    assert len(batches) > 2
    assert batches[-1].summary == summarise(direct)
    assert [batch.is_last for batch in batches] == [False] * (len(batches) - 1) + [True]
    assert [batch.done for batch in batches] == sorted({batch.done for batch in batches})


def test_a_capture_that_is_judged_quickly_is_one_batch(workbench, capture):
    batches = list(judge_capture(workbench, capture, INPUTS, clock=lambda: 0.0))

    assert [(batch.done, batch.total, len(batch.rows)) for batch in batches] == [(16, 16, 16)]


def test_a_capture_without_requests_is_done_at_once(workbench):
    batches = list(judge_capture(workbench, Capture(kind="HAR", exchanges=()), INPUTS))

    assert [(batch.total, batch.summary.requests, batch.is_last) for batch in batches] == [(0, 0, True)]


@pytest.mark.parametrize(
    ("content", "said"), [(None, "there is no file"), ("", "empty"), ('{"log": {"entries": [{"requ', "HAR")]
)
def test_what_cannot_be_read_says_why(tmp_path, content, said):
    file = tmp_path / "ticket.har"
    if content is not None:
        file.write_text(content)

    with pytest.raises(CaptureUnread, match=said):
        read_source(str(file))


@pytest.fixture(scope="module")
def long_har():
    return make_har(120).text


def rows_of(said):
    return [row for one in said if isinstance(one, Batch) for row in one.rows]


@pytest.mark.parametrize("from_file", [True, False], ids=["file", "pasted"])
def test_a_long_capture_is_judged_by_another_process_with_the_same_rows_in_order(
    workbench, long_har, from_file, tmp_path
):
    (tmp_path / "long.har").write_text(long_har)
    source = Source("long.har", path=str(tmp_path / "long.har")) if from_file else Source("HAR", long_har)
    judge = begin(workbench, source, INPUTS)
    said = list(judge.run())

    assert isinstance(judge, Apart)
    assert judge.process_id != os.getpid()
    assert said[0] == Opened(120, ())
    assert rows_of(said) == rows_of(Here(workbench, source, INPUTS).run())
    assert said[-1].summary == summarise(rows_of(said))
    judge.stop()


def test_its_results_are_those_of_the_command_line(workbench, long_har, tmp_path):
    (tmp_path / "long.har").write_text(long_har)
    words = ("-m", "apiwhy", "replay", "long.har", "--environment", INPUTS.environment, "--format", "jsonl")
    ran = run_python(*words, folder=tmp_path, PYTHONPATH=str(ROOT))
    traces = [json.loads(line) for line in ran.stdout.splitlines()]
    judge = begin(workbench, Source("HAR", long_har), INPUTS)

    assert [(row.index, row.verdict, row.stage, row.reason, row.at, row.url) for row in rows_of(judge.run())] == [
        (one["index"], one["verdict"], one["decided_by"], one["reason"], one["at"], one["request"]["url"])
        for one in traces
    ]
    judge.stop()


def test_a_capture_that_is_judged_faster_than_a_process_starts_is_judged_here(workbench, capture):
    small = Source("HAR", make_har(9).text)

    assert not is_big(small)
    assert not is_big(Source("gone", path="/gone.har"))
    assert isinstance(begin(workbench, small, INPUTS), Here)
    assert isinstance(begin(workbench, capture, INPUTS), Here)


@pytest.mark.parametrize("kind", [Here, Apart])
def test_an_exchange_is_handed_out_while_and_after_it_is_judged_and_once_it_was_stopped(kind, workbench, long_har):
    source = Source("HAR", long_har)
    wanted = dict(read_source("", long_har).exchanges)
    judge = Here(workbench, source, INPUTS) if kind is Here else Apart(source, INPUTS)
    run = judge.run()
    next(run)

    assert judge.exchange(7) == wanted[7]
    assert len(rows_of(run)) == 120
    assert judge.exchange(119) == wanted[119]
    judge.stop()
    assert judge.exchange(0) == wanted[0]
    judge.stop()


@pytest.mark.parametrize("kind", [Here, Apart])
def test_once_stopped_nothing_more_comes_and_no_process_stays(kind, workbench, long_har):
    source = Source("HAR", long_har)
    judge = Here(workbench, source, INPUTS) if kind is Here else Apart(source, INPUTS)
    run = judge.run()
    assert isinstance(next(run), Opened)
    judge.stop()

    assert len(rows_of(run)) < 120
    if kind is Apart:
        with suppress(ChildProcessError):
            os.waitpid(judge.process_id, 0)
        assert not is_running(judge.process_id)


def is_running(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_process_that_dies_is_said_with_what_is_done(long_har):
    judge = Apart(Source("HAR", long_har), INPUTS)
    run = judge.run()
    next(run)
    os.kill(judge.process_id, signal.SIGKILL)

    with pytest.raises(
        CaptureUnread, match=r"the process that judges ended \(signal SIGKILL\) after \d+ of 120 requests"
    ):
        list(run)


def test_a_long_text_that_is_no_capture_says_why():
    judge = Apart(Source("HAR", '{"log": {"entries": [' + "7," * 90_000), INPUTS)

    with pytest.raises(CaptureUnread, match="HAR"):
        list(judge.run())


def test_a_pasted_capture_stands_in_no_file_and_no_command_line(long_har, tmp_path, monkeypatch):
    for name in ("TMPDIR", "HOME", "XDG_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.chdir(tmp_path)
    judge = Apart(Source("HAR", long_har), INPUTS)
    run = judge.run()
    next(run)
    command = subprocess.run(
        ["ps", "-ww", "-o", "command=", "-p", str(judge.process_id)], capture_output=True, text=True
    )

    assert list(tmp_path.rglob("*")) == []
    assert "tui.judging_process" in command.stdout
    assert "eyJ" not in command.stdout
    list(run)
    assert list(tmp_path.rglob("*")) == []
    judge.stop()


def test_every_batch_counts_its_rows(workbench, capture):
    rows = 0
    for batch in judge_capture(workbench, capture, INPUTS, clock=count(0, 1).__next__):
        rows += len(batch.rows)
        assert batch.summary.requests == rows == sum(batch.summary.verdicts.values())
        assert sum(batch.summary.stages.values()) == batch.summary.verdicts["refused"]
