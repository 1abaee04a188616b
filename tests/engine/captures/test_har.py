"""Whole HARs: the two that ship as examples, broken ones, and ones with broken entries."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from engine.captures.har import parse_har
from engine.models.exchange import CaptureError

EXAMPLES = Path(__file__).parents[2] / "data" / "examples"


def example(name: str) -> str:
    return (EXAMPLES / name).read_text("utf-8")


def har(*entries: object, **log: object) -> str:
    return json.dumps({"log": {"version": "1.2", "entries": list(entries), **log}})


def entry(**headers: str) -> dict[str, Any]:
    listed = [{"name": name, "value": value} for name, value in headers.items()]
    request = {"method": "GET", "url": "https://api.example.test/", "headers": listed}
    return {"request": request, "response": {"status": 200, "headers": []}}


def test_a_browser_s_sanitised_export_calls_no_request_token_less() -> None:
    capture = parse_har(example("ticket-sanitised.har"))
    assert [index for index, _ in capture.exchanges] == list(range(40))
    assert capture.problems == ()
    exchanges = [exchange for _, exchange in capture.exchanges]
    assert all("authorization" not in exchange.shows for exchange in exchanges)
    assert all(sum("the export removed them" in each.text for each in exchange.remarks) == 1 for exchange in exchanges)
    assert exchanges[0].at == datetime(2026, 3, 4, 10, 11, 12, 400000, UTC)
    answers = [exchange.response for exchange in exchanges]
    errors = {index: answer.error for index, answer in enumerate(answers) if answer and answer.status is None}
    assert errors == {
        26: "net::ERR_CERT_AUTHORITY_INVALID",
        27: "net::ERR_NAME_NOT_RESOLVED",
        29: "net::ERR_FAILED",
    }
    requests = [exchange.request for exchange in exchanges]
    assert [request.url.partition(":")[0] for request in (requests[12], requests[13]) if request and request.url] == [
        "wss",
        "data",
    ]
    assert answers[30] is not None
    assert "ACCESS_FAILED" in (answers[30].body or "")


def test_a_proxy_s_export_shows_its_tokens() -> None:
    capture = parse_har(example("ticket-full.har"))
    assert len(capture.exchanges) == 16
    for _, exchange in capture.exchanges:
        assert exchange.request is not None
        assert "authorization" in exchange.shows
        assert (exchange.request.header("authorization") or "").startswith("Bearer eyJ")
        assert exchange.remarks == ()
        assert exchange.source_ip is None
    first, last = capture.exchanges[0][1], capture.exchanges[-1][1]
    assert first.at == datetime(2026, 3, 4, 10, 16, 12, tzinfo=UTC)
    assert last.at is not None
    assert last.at > first.at


@pytest.mark.parametrize("name", ["Authorization", "cookie"])
def test_one_credential_anywhere_shows_authorization_everywhere(name: str) -> None:
    capture = parse_har(har(entry(), entry(**{name: "x"})))
    assert all("authorization" in exchange.shows for _, exchange in capture.exchanges)
    assert all(exchange.remarks == () for _, exchange in capture.exchanges)


def test_a_bad_entry_costs_nothing_else() -> None:
    capture = parse_har(har(entry(Cookie="a=1"), None, {"request": {}}, entry()))
    assert [index for index, _ in capture.exchanges] == [0, 3]
    assert [problem.where for problem in capture.problems] == ["entry 1", "entry 2"]


def test_half_a_har_says_where_it_ends() -> None:
    whole = example("ticket-full.har")
    half = whole[: len(whole) // 2]
    with pytest.raises(CaptureError) as caught:
        parse_har(half)
    problem = caught.value.problem
    assert f"the HAR ends after {len(half.encode()):,} bytes" in problem.seen
    assert problem.where.startswith("line ")
    assert problem.wanted == "a whole HAR, as a browser or proxy exports it"


@pytest.mark.parametrize("end", range(2, 400, 7))
def test_a_har_cut_anywhere_is_said_to_end(end: int) -> None:
    text = har(entry(Cookie="a\u00e9"))
    with pytest.raises(CaptureError) as caught:
        parse_har(text[: min(end, len(text) - 1)])
    assert "the HAR ends after" in caught.value.problem.seen


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ('{"log": {"entries": [}}', "no valid JSON there"),
        ('{"log": []}', "JSON without a list `log.entries`"),
        ('{"log": {}}', "JSON without a list `log.entries`"),
        ("[1]", "JSON without a list `log.entries`"),
        ('{"log": {"entries": []}}', "no entry"),
        ('{"log": {"entries": [1, 2]}}', "a number in place of an entry (and no other of 2 can be read)"),
        ('{"log":' * 100_000, "nests too deep"),
        ('{"log": ' + "1" * 5000 + "}", "a number that is too long"),
    ],
)
def test_broken(text: str, seen: str) -> None:
    with pytest.raises(CaptureError) as caught:
        parse_har(text)
    assert seen in caught.value.problem.seen


def test_oddities_around_the_entries_are_said() -> None:
    text = "\ufeff" + json.dumps({"version": "9", "entries": [entry(Cookie="x")]})
    remarks = [remark.text for remark in parse_har(text).exchanges[0][1].remarks]
    assert remarks == ["the entries stand outside `log`: read all the same", "HAR version `9`: read as 1.2"]


def test_version_1_1_is_nothing_odd() -> None:
    assert parse_har(har(entry(Cookie="x"), version="1.1")).exchanges[0][1].remarks == ()
