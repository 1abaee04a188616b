"""A replay in rows: counts with bars, progress, a row for each request, folded lines."""

import pytest

from engine.models.exchange import Problem
from engine.replay.rows import Row, Summary, summarise
from tui.judged_rows import OTHER_HOSTS, UNREAD, Fold
from tui.judging import Batch
from tui.render.lines import layout, text_of
from tui.render.replay import (
    columns_for,
    facts_row,
    failed_rows,
    fold_row,
    heading_row,
    judged_row,
    nothing_rows,
    problem_row,
    progress_line,
    stopped_line,
    summary_rows,
    waiting_rows,
)  # fmt: skip

URL = "https://memes.example.test/api/v1/users/user.0/answers?page=2"


def judged(index=17, verdict="refused", **changes):
    known = {
        "index": index, "at": "2026-03-04T10:11:18Z", "method": "POST", "url": URL, "host": "memes.example.test",
        "captured": "401", "verdict": verdict, "stage": "token", "reason": "token.expired", "agreement": "same",
        "foreign": False,
    }  # fmt: skip
    return Row(**(known | changes))


ROWS = [judged(at, stage="token" if at < 9 else "rules") for at in range(10)]


def drawn(row, width):
    rows = row if isinstance(row, list) else [row]
    return [text_of(spans).rstrip() for spans, _ in layout(rows, width)]


@pytest.mark.parametrize("width", [77, 117, 197])
@pytest.mark.parametrize(
    "row", [judged(), judged(verdict="undetermined", reason=None, stage=None, url="data:," + "x" * 300)]
)
def test_a_row_never_overflows_and_stands_below_its_heading(width, row):
    columns = columns_for(40, 13, summarise([row, judged(agreement="differs")]))
    heading, *rest = drawn(heading_row(columns, width), width)
    line, *more = drawn(judged_row(row, columns, width), width)

    assert (rest, more) == ([], [])
    assert len(line) <= width
    assert heading.index("verdict") == line.index(row.verdict) - 2
    if row.reason:
        assert heading.index("why") == line.index(row.reason)


def test_a_wide_row_says_everything():
    columns = columns_for(40, 13)

    assert drawn(judged_row(judged(), columns, 117), 117) == [
        " 17  10:11:18Z  401       ✗ refused  token          token.expired   POST /api/v1/users/user.0/answers"
    ]


def test_a_narrow_row_leaves_out_time_and_stage():
    columns = columns_for(40, 13)

    assert drawn(judged_row(judged(), columns, 77), 77) == [
        " 17  401   ✗ refused  token.expired   POST /api/v1/users/user.0/answers"
    ]


def test_what_differs_is_said_where_anything_does():
    columns = columns_for(40, 13, summarise([judged(agreement="differs")]))

    assert "differs  POST" in drawn(judged_row(judged(agreement="differs"), columns, 117), 117)[0]
    assert "differs" not in drawn(judged_row(judged(), columns, 117), 117)[0]


def test_a_host_that_the_environment_does_not_know_is_named():
    row = judged(verdict="allowed", foreign=True, reason=None, stage=None, url="https://cdn.example/assets/app.js")

    assert drawn(judged_row(row, columns_for(40, 13), 117), 117)[0].endswith("POST cdn.example/assets/app.js")


def test_the_summary_counts_and_draws_bars():
    first, bars = drawn(summary_rows("ticket.har", summarise(ROWS), (), 117, most=3), 117)

    assert first.startswith("ticket.har   10 requests · 10 refused")
    assert bars == "refused at   token ━━━━━━━━━ 9   rules ━ 1"


def test_bars_that_do_not_fit_are_cut_to_so_many_rows():
    stages = [judged(at, stage=f"stage_{at}") for at in range(12)]
    rows = drawn(summary_rows("ticket.har", summarise(stages), (), 77, most=1), 77)

    assert len(rows) == 2
    assert rows[1].endswith("…")


def batch(done, total, seconds=2.0):
    return Batch((), summarise(()), done, total, seconds)


def test_progress_has_share_rate_and_what_is_left():
    assert text_of(progress_line(batch(80, 100), 117)) == "████████░░   80 %  40/s  0 s left"
    assert text_of(progress_line(batch(80, 100), 77)) == " 80 %  40/s  0 s left"
    assert progress_line(batch(100, 100), 117) == ()


def test_a_stopped_run_says_how_far_it_came():
    assert text_of(stopped_line(80, 100)) == "stopped after 80 of 100  ctrl+r judges all"
    assert text_of(stopped_line(0, None)) == "stopped before it was read  ctrl+r judges all"


def test_folded_lines_say_what_is_below_and_which_key_opens_them():
    hosts = Fold(OTHER_HOSTS, False, 16, ("cdn.example", "fonts.example", "a.example", "b.example"))

    wide, narrow = drawn(fold_row(hosts, 117), 117)[0], drawn(fold_row(hosts, 77), 77)[0]

    assert wide.startswith("▸ 16 requests to 4 other hosts (cdn.example, fonts.example, a.example, b.example)  ")
    assert narrow.startswith("▸ 16 requests to 4 other hosts (cdn.example, fonts.example…)  ")
    assert wide.endswith("  Enter unfolds")
    assert narrow.endswith("  Enter unfolds")
    assert drawn(fold_row(Fold(UNREAD, True, 1), 77), 77) == ["▾ 1 record could not be read" + " " * 38 + "Enter folds"]


def test_a_bad_record_says_where_it_is_and_what_was_wanted():
    problem = Problem(where="entry 4", seen="no request", wanted="an entry with a request")

    assert drawn(problem_row(problem), 77) == ["  ? entry 4: no request, wanted an entry with a request"]


def test_other_states_say_what_to_press_and_what_was_kept():
    assert any(line.startswith("ctrl+o") for line in drawn(nothing_rows(), 77))
    assert drawn(waiting_rows("reading ticket.har"), 77) == ["reading ticket.har …"]
    assert drawn(failed_rows("no HAR", kept=False), 77)[0] == "✗ no HAR"
    assert "before" in drawn(failed_rows("no HAR", kept=True), 77)[1]


@pytest.mark.parametrize("width", [60, 78, 118])
def test_words_of_the_counts_give_way_before_numbers(width):
    verdicts = {"refused": 210, "allowed": 300, "undetermined": 79}
    stages = {"gateway": 70, "token": 40, "operation": 30}
    summary = Summary(requests=589, verdicts=verdicts, stages=stages, reasons={}, differs=0, foreign=0, hosts=(), bad=0)
    counts, bars = (
        text_of(row[0]) for row in layout(summary_rows("a-long-name-of-a.har", summary, (), width, most=1), width)
    )
    assert all(str(number) in counts for number in (589, *verdicts.values()))
    assert all(str(number) in bars for number in stages.values())
    assert "…" not in bars


def test_given_facts_are_named():
    assert text_of(facts_row(("keys", "scope")).left) == "also given   keys, scope; k in Diagnose changes them"
