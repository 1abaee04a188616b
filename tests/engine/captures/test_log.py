"""Lines of the gateway's log."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine.captures.log import is_log, parse_log
from engine.models.exchange import CaptureError

EXAMPLE = Path(__file__).parents[2] / "data" / "examples" / "requests" / "gateway_502_log.log.txt"
FRAME = "2026/03/04 10:11:12 [{level}] 2287#0: *{connection} [lua] a.lua:1: f(): [ping-auth] {message}{tail}"
TAIL = ', client: 203.0.113.9, server: kong, request: "{line}", host: "h:8443", request_id: "{identifier}"'


def framed(message: str, line: str = "GET /x HTTP/1.1", identifier: str = "a1", connection: int = 7) -> str:
    tail = TAIL.format(line=line, identifier=identifier)
    return FRAME.format(level="warn", connection=connection, message=message, tail=tail)


def test_the_example_shows_request_client_and_time() -> None:
    text = EXAMPLE.read_text("utf-8")
    capture = parse_log(text)
    assert capture.kind == "log"
    [(_, exchange)] = capture.exchanges
    assert exchange.evidence == (text.strip(),)
    assert exchange.request is not None
    assert (exchange.request.method, exchange.request.http_version) == ("GET", "HTTP/1.1")
    assert exchange.request.url == "//localhost:8443/meme-game/api/v1/users/user.0/answers"
    assert exchange.source_ip == "203.0.113.9"
    assert exchange.at == datetime(2026, 3, 4, 10, 11, 12, tzinfo=UTC)
    assert exchange.shows == {"method", "url", "source_ip", "time"}
    assert [remark.text for remark in exchange.remarks] == ["the log's time names no zone: read as UTC"]


def test_lines_of_several_requests_are_several_exchanges() -> None:
    first, second = framed("one"), framed("two", "POST /y HTTP/2.0", "b2", 8)
    payload = '{"method": "GET"}'
    capture = parse_log("\n".join([first, second, payload, framed("three")]))
    assert [exchange.evidence for _, exchange in capture.exchanges] == [(first, framed("three")), (second, payload)]
    urls = [exchange.request.url for _, exchange in capture.exchanges if exchange.request]
    assert urls == ["//h:8443/x", "//h:8443/y"]


def test_a_line_without_a_frame_is_evidence_alone() -> None:
    exchange = parse_log("[ping-auth] Loading plugin").exchanges[0][1]
    assert (exchange.evidence, exchange.request, exchange.shows) == (("[ping-auth] Loading plugin",), None, frozenset())


@pytest.mark.parametrize("line", ["GET", "", "GET /x y"])
def test_an_odd_request_line_is_not_shown(line: str) -> None:
    exchange = parse_log(framed("m", line)).exchanges[0][1]
    assert exchange.request is None
    assert exchange.shows == {"source_ip", "time"}


def test_a_time_that_no_calendar_has_is_named() -> None:
    exchange = parse_log(framed("m").replace("2026/03/04", "2026/02/30")).exchanges[0][1]
    assert exchange.at is None
    assert [(remark.kind, remark.text) for remark in exchange.remarks] == [
        ("unused", "the log's time `2026/02/30 10:11:12` is no time")
    ]


def test_what_is_a_log() -> None:
    assert is_log(framed("m"))
    assert is_log("some prefix [ping-auth] words")
    assert is_log("2026/03/04 10:11:12 [error] 31#31: *17 connect() failed")
    assert not is_log("2026/03/04 was a Wednesday")


def test_no_line() -> None:
    with pytest.raises(CaptureError):
        parse_log("\n \n")


KONG = (
    '{"request":{"id":"9f1c","method":"GET","url":"https://h:8443/x","headers":{"authorization":"REDACTED"}},'
    '"response":{"status":502,"headers":{}},"client_ip":"203.0.113.9","started_at":1772619072131}'
)
PATH = '{"method":"GET","path":"/y","status":403}'


def test_lines_of_different_logs_with_one_request_id_are_one_exchange() -> None:
    line = framed("Sideband request denied", identifier="9f1c")
    capture = parse_log(f"{KONG}\n{line}\n{PATH}\n")

    (_, first), (_, second) = capture.exchanges
    assert first.evidence == (KONG, line)
    assert (first.kind, first.request and first.request.url) == ("Kong log", "https://h:8443/x")
    assert first.response is not None
    assert "authorization" not in first.shows
    assert (second.request and second.request.url, second.shows) == ("/y", {"method", "response"})


@pytest.mark.parametrize(
    "text", [f"{PATH}\n{PATH}", f"[{PATH}, {PATH}]", f"{PATH}{PATH}", f"[\n {PATH},\n {PATH}\n]\n"]
)
def test_records_one_a_line_or_in_a_list_are_each_an_exchange(text: str) -> None:
    assert is_log(text)
    assert len(parse_log(text).exchanges) == 2


def test_a_record_over_several_lines_is_one() -> None:
    capture = parse_log(KONG.replace(",", ",\n "))
    assert len(capture.exchanges) == 1


def test_a_bad_record_costs_only_itself_and_says_where_it_is() -> None:
    capture = parse_log(f'{PATH}\n{PATH[:20]}\n{{"a": 1}}\n{PATH}')
    assert len(capture.exchanges) == 2
    assert [(problem.where, problem.seen) for problem in capture.problems] == [
        ("line 2", "no whole JSON record"),
        ("line 3", "JSON that tells of no request"),
    ]


def test_a_record_behind_what_a_shipper_writes_is_read() -> None:
    access = '203.0.113.9 - - [04/Mar/2026:10:11:12 +0000] "GET /x HTTP/1.1" 403 153 "-" "curl"'
    capture = parse_log(f"{access}\n2026-03-04T10:11:12Z pod-7 {PATH}")
    assert [exchange.kind for _, exchange in capture.exchanges] == ["access log", "JSON log"]
    assert capture.kind == "log"


@pytest.mark.parametrize("text", ['{"status":403,"error":"Forbidden","path":"/x"}', "[1, 2]", '{"log": 1', "["])
def test_other_json_is_no_log(text: str) -> None:
    assert not is_log(text)
