"""Judging a capture in batches: all of it, in order, counted as the report counts it."""

from itertools import count

import pytest

from engine.models.exchange import Capture
from engine.replay.rows import row_of, summarise
from tests.support.sources import ROOT
from tui.judging import CaptureUnread, judge_capture, read_source
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
