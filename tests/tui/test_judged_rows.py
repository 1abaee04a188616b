"""The rows of a replay: worst first, other hosts and bad records folded, filtered."""

import random

import pytest

from engine.models.exchange import Problem
from engine.replay.rows import Row, refused_first
from tui.judged_rows import OTHER_HOSTS, UNREAD, Fold, JudgedRows, haystack


def row(index, verdict="refused", **changes):
    known = {
        "index": index, "at": "2026-03-04T10:11:12Z", "method": "GET", "url": "https://api.shop.test/orders/7",
        "host": "api.shop.test", "captured": "401", "verdict": verdict, "stage": "token", "reason": "token.expired",
        "agreement": "same", "foreign": False,
    }  # fmt: skip
    return Row(**(known | changes))


def foreign(index, host):
    return row(index, "allowed", host=host, foreign=True, stage=None, reason=None, url=f"https://{host}/x")


def indexes(judged):
    return [shown.index if isinstance(shown, Row) else shown for shown in judged]


def test_the_order_is_that_of_the_report_whatever_the_batches():
    chance = random.Random(7)
    rows = [
        row(
            at,
            chance.choice(["allowed", "refused", "undetermined"]),
            agreement=chance.choice(["same", "differs", "unknown"]),
        )
        for at in range(200)
    ]
    judged = JudgedRows()
    for start in range(0, 200, 33):
        judged.add(rows[start : start + 33])

    assert list(judged) == refused_first(rows)
    assert len(judged) == 200


def test_other_hosts_are_one_line_at_the_end_until_it_is_unfolded():
    judged = JudgedRows()
    judged.add([foreign(0, "cdn.test"), row(1, "allowed"), foreign(2, "fonts.test"), row(3)])

    assert indexes(judged) == [3, 1, Fold(OTHER_HOSTS, False, 2, ("cdn.test", "fonts.test"))]
    judged.toggle(OTHER_HOSTS)
    assert indexes(judged) == [3, 1, Fold(OTHER_HOSTS, True, 2, ("cdn.test", "fonts.test")), 0, 2]
    assert len(judged) == 5


def test_bad_records_are_one_line_at_the_very_end():
    problem = Problem(where="entry 4", seen="no request", wanted="an entry of a HAR")
    judged = JudgedRows([problem])
    judged.add([foreign(0, "cdn.test")])

    assert indexes(judged)[1:] == [Fold(UNREAD, False, 1)]
    judged.toggle(UNREAD)
    assert indexes(judged)[2:] == [problem]
    assert judged.place_of(problem) == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [0, 1, 2, 3]),
        ("POST", [1, 3]),
        ("post expired", [1]),
        ("-post", [0, 2]),
        ("scope -", [2, 3]),
        ("nothing", []),
    ],
)
def test_a_filter_keeps_rows_with_all_its_words_and_none_after_a_dash(text, expected):
    judged = JudgedRows()
    judged.filter(text)
    judged.add(
        row(at, method=("GET", "POST")[at % 2], reason=("token.expired", "rules.scope_missing")[at // 2])
        for at in range(4)
    )

    assert indexes(judged) == expected
    judged.filter("")
    assert indexes(judged) == [0, 1, 2, 3]


def test_a_filter_counts_folded_rows_too():
    judged = JudgedRows()
    judged.add([foreign(0, "cdn.test"), foreign(1, "fonts.test")])
    judged.filter("fonts")

    assert indexes(judged) == [Fold(OTHER_HOSTS, False, 1, ("fonts.test",))]


def test_where_a_row_stands_after_others_came_before_it():
    judged = JudgedRows()
    judged.add([row(0, "allowed"), row(1, "allowed"), foreign(2, "cdn.test")])
    under, fold = judged[1], judged[2]
    judged.add([row(3), row(4, "allowed")])

    assert judged.place_of(under) == 2
    assert judged.place_of(fold) == 4
    judged.toggle(OTHER_HOSTS)
    assert judged.place_of(foreign(2, "cdn.test")) == 5
    judged.filter("refused")
    assert judged.place_of(under) == 0


def test_beyond_the_end_there_is_nothing():
    with pytest.raises(IndexError):
        JudgedRows()[0]


def test_everything_that_shows_can_be_filtered_for():
    said = haystack(row(0, agreement="differs"))

    assert all(word in said for word in ("401", "refused", "token.expired", "differs", "get", "orders/7", "10:11:12z"))


def test_the_widest_reason_is_known():
    judged = JudgedRows()
    judged.add([row(0, reason=None), row(1, reason="gateway.policy_service_failed")])

    assert judged.widest_reason == len("gateway.policy_service_failed")
