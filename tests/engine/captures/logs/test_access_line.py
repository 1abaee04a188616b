"""Access logs in lines."""

from __future__ import annotations

import pytest

from engine.captures.logs.access_line import read_access_line

COMBINED = '203.0.113.9 - - [04/Mar/2026:10:11:12 +0000] "{request}" {status} 153 "-" "curl/8.5.0"{rest}'
ENVOY = (
    '[2026-03-04T10:11:12.131Z] "GET /orders/7 HTTP/2" {status} {flags} 0 19 12 - "203.0.113.9,10.0.0.1" "curl/8" '
    '"c0ffee00" "{host}" "-"'
)


def test_combined():
    record = read_access_line(COMBINED.format(request="GET /orders/7 HTTP/1.1", status=403, rest=""))

    assert record is not None
    assert (record.kind, record.id, record.method, record.url) == ("access log", "", "GET", "/orders/7")
    assert (record.status, record.client, str(record.at)) == (403, "203.0.113.9", "2026-03-04 10:11:12+00:00")
    assert "no host" in record.remarks[0].text


def test_kongs_access_log_names_the_request():
    line = COMBINED.format(request="GET /orders/7 HTTP/1.1", status=401, rest=' kong_request_id: "9f1c"')
    record = read_access_line(line)

    assert record is not None
    assert (record.kind, record.id, record.status) == ("Kong access log", "9f1c", 401)


@pytest.mark.parametrize("request_line", ["-", "\\x16\\x03\\x01", "GET"])
def test_what_is_no_request_is_not_shown(request_line):
    record = read_access_line(COMBINED.format(request=request_line, status=400, rest=""))

    assert record is not None
    assert (record.method, record.url, record.status) == (None, None, 400)


def test_envoys_default_format():
    record = read_access_line(ENVOY.format(status=403, flags="UAEX", host="api.example.test"))

    assert record is not None
    assert (record.kind, record.id, record.url) == ("Envoy access log", "c0ffee00", "//api.example.test/orders/7")
    assert (record.status, record.client, record.remarks) == (403, "203.0.113.9", ())


def test_envoy_writes_0_where_nobody_was_answered():
    record = read_access_line(ENVOY.format(status=0, flags="DC", host="-"))

    assert record is not None
    assert (record.status, record.url) == (None, "/orders/7")


@pytest.mark.parametrize("line", ["", "words", "[2026-03-04] words", '203.0.113.9 - - "GET / HTTP/1.1" 200 1'])
def test_other_lines_are_none(line):
    assert read_access_line(line) is None
