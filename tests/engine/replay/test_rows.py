"""One judged exchange of a capture as a row, and what counts over all rows."""

from __future__ import annotations

from typing import Any

import pytest

from engine.replay.rows import Row, refused_first, row_of, summarise
from tests.support.world import judge

ORDERS = "GET https://api.shop.test/orders/7"
FOREIGN = {"request": "GET https://cdn.example/app.js?x=1"}


def row(index: int = 0, **case: Any) -> Row:
    return row_of(index, judge({"request": ORDERS} | case))


def test_a_row_says_what_was_captured_and_what_the_engine_says() -> None:
    found = row(7, claims={"exp": -3600}, response={"status": 401})
    assert found == Row(
        index=7, at="2026-03-04T10:11:12Z", method="GET", url="https://api.shop.test/orders/7", host="api.shop.test",
        captured="401", verdict="refused", stage="token", reason="token.expired", agreement="same", foreign=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("case", "captured"),
    [({}, "–"), ({"response": {"status": 204}}, "204"), ({"response": {"error": "curl: (7) no"}}, "none")],
)
def test_what_was_captured(case: dict[str, Any], captured: str) -> None:
    assert row(**case).captured == captured


@pytest.mark.parametrize(
    ("case", "foreign"),
    [
        (FOREIGN, True),
        (FOREIGN | {"response": {"status": 200}}, True),
        (FOREIGN | {"response": {"status": 500}}, False),
        (FOREIGN | {"environment": False}, False),
        ({"request": "GET https://api.shop.test/nowhere", "response": {"status": 200}}, False),
        ({"request": "GET https://login.shop.test/userinfo"}, False),
        ({"request": "GET https://cdn.example/.well-known/openid-configuration"}, False),
    ],
)
def test_a_request_to_a_host_that_the_environment_does_not_know_is_foreign(case: dict[str, Any], foreign: bool) -> None:
    assert row(**case).foreign is foreign


@pytest.mark.parametrize(
    ("request_line", "host"),
    [
        ("GET https://api.shop.test:8443/x", "api.shop.test"),
        ("GET about:blank", "about"),
        ("GET data:text/plain,x", "data"),
    ],
)
def test_what_has_no_host_is_called_by_its_scheme(request_line: str, host: str) -> None:
    assert row(request=request_line, token=False).host == host


def rows() -> list[Row]:
    return [
        row(0), row(1, claims={"exp": -3600}), row(2, **FOREIGN), row(3, claims={"exp": -3600}, response={"status": 200}),
        row(4, claims={"scope": "x"}), row(5, claims={"exp": -3600}), row(6, **FOREIGN),
        row(7, response={"status": 404, "body": "no Route matched with those values"}), row(8, keys=False),
    ]  # fmt: skip


def test_counts_over_all_rows() -> None:
    summary = summarise(rows(), bad=2)
    assert summary.requests == 9
    assert summary.verdicts == {"refused": 4, "undetermined": 3, "allowed": 2}
    assert list(summary.stages.items()) == [("token", 2), ("rules", 1), ("gateway", 1)]
    assert list(summary.reasons.items()) == [("token.expired", 2), ("rules.scope_missing", 1), ("gateway.no_route", 1)]
    assert (summary.differs, summary.foreign, summary.hosts, summary.bad) == (2, 2, ("cdn.example",), 2)


def test_refused_rows_come_first_then_those_that_differ() -> None:
    assert [one.index for one in refused_first(rows())] == [7, 1, 4, 5, 2, 6, 8, 3, 0]


def test_nothing_counts_as_nothing() -> None:
    summary = summarise([])
    assert (summary.requests, summary.stages, summary.hosts) == (0, {}, ())
    assert refused_first([]) == []
