"""Raw requests and responses against their table."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from engine.captures.raw_http import parse_raw_http
from engine.models.exchange import CaptureError, Exchange

CASES: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("raw_http_cases.toml").read_text("utf-8"))["case"]


def as_row(exchange: Exchange) -> list[Any]:
    request, response = exchange.request, exchange.response
    return [
        (request.method or "") if request else "",
        (request.url or "") if request else "",
        (request.body or "") if request else "",
        (response.status or "") if response else "",
        (response.body or "") if response else "",
    ]


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["says"]))
def test_case(case: dict[str, Any]) -> None:
    capture = parse_raw_http(case["text"])
    exchanges = [exchange for _, exchange in capture.exchanges]
    assert [as_row(exchange) for exchange in exchanges] == case["exchanges"]
    first = exchanges[0]
    shown = {"method", "url", "headers", "authorization", "body"} if first.request else set()
    assert first.shows == (shown | ({"response"} if first.response else set())) - set(case.get("hidden", ()))
    assert capture.kind == first.kind == ("raw request" if first.request else "response")
    if first.request is not None:
        assert case.get("headers", []) in ([], [list(header) for header in first.request.headers])
        assert case.get("version") in (None, first.request.http_version)
    elif first.response is not None:
        assert case.get("reason") in (None, first.response.reason)
    remarks = [remark.text for exchange in exchanges for remark in exchange.remarks]
    wanted = case.get("remarks", [])
    assert len(remarks) == len(wanted), remarks
    assert all(part in remark for part, remark in zip(wanted, remarks, strict=True)), remarks


def test_the_date_of_a_response_is_not_the_time_of_the_exchange() -> None:
    exchange = parse_raw_http("HTTP/1.1 200 OK\nDate: Wed, 04 Mar 2026 10:11:12 GMT\n").exchanges[0][1]
    assert exchange.at is None
    assert exchange.shows == {"response"}


@pytest.mark.parametrize("text", ["", " \n", "HTTP/1.1 OK\n\n", "HTTP/1.1 100 Continue\n\n"])
def test_nothing_to_make_of_it(text: str) -> None:
    with pytest.raises(CaptureError):
        parse_raw_http(text)
