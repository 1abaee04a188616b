"""What another process sends is, once it is here, what it was there."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from engine.captures import read_capture
from engine.models.exchange import Exchange, Problem, Remark, Request, Response
from engine.replay.plain import from_plain, row_from_plain, row_to_plain, to_plain
from engine.replay.rows import Summary, row_of, summarise
from tests.support.sources import ROOT
from tests.support.world import judge

EXAMPLES = ROOT / "tests" / "data" / "examples"
WHOLE = Exchange(
    kind="HAR",
    request=Request(method="POST", url="https://a.test/x", headers=(("A", "1"), ("a", "2")), body="b", http_version="2"),
    response=Response(status=None, reason="no", headers=(("B", "é\udc80"),), body="c", error="net::ERR_FAILED"),
    token="eyJ.x.y", evidence=("one", "two"), shows=frozenset({"url", "method"}), source_ip="10.0.0.1",
    at=datetime(2026, 3, 4, 10, 11, 12, 500, tzinfo=UTC), unexpanded=("TOKEN",), remarks=(Remark(text="t", kind="unused"),),
)  # fmt: skip


def through(plain):
    return json.loads(json.dumps(plain))


@pytest.mark.parametrize("exchange", [WHOLE, Exchange(kind="token", shows=frozenset())], ids=["whole", "empty"])
def test_an_exchange(exchange):
    assert from_plain(through(to_plain(exchange)), Exchange) == exchange


@pytest.mark.parametrize("name", ["ticket-full.har", "ticket-sanitised.har"])
def test_every_exchange_of_a_capture(name):
    exchanges = [one for _, one in read_capture((EXAMPLES / name).read_text("utf-8")).exchanges]

    assert [from_plain(through(to_plain(one)), Exchange) for one in exchanges] == exchanges


def test_rows_and_counts():
    rows = [
        row_of(0, judge({"request": "GET https://api.shop.test/orders/7", "claims": {"exp": -3600}})),
        row_of(1, judge({"request": "GET https://cdn.example/app.js"})),
    ]
    summary = summarise(rows, bad=3)

    assert [row_from_plain(through(row_to_plain(row))) for row in rows] == rows
    assert from_plain(through(to_plain(summary)), Summary) == summary
    assert summary.hosts == ("cdn.example",)


def test_a_problem():
    problem = Problem(where="entry 4", seen="no request", wanted="one")

    assert from_plain(through(to_plain(problem)), Problem) == problem
