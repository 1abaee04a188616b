"""One framed line of an error log."""

from __future__ import annotations

from engine.captures.logs.nginx_error import read_error_line

LINE = (
    "2026/03/04 10:11:12 [error] 31#31: *17 auth request unexpected status: 502 while sending to client, "
    'client: 203.0.113.9, server: api.example.test, request: "GET /orders/7 HTTP/1.1", host: "api.example.test"'
)


def test_a_line_is_of_its_connection_and_shows_request_and_client():
    record = read_error_line(LINE)

    assert record is not None
    assert (record.id, record.method, record.url) == ("*17", "GET", "//api.example.test/orders/7")
    assert (record.client, record.version) == ("203.0.113.9", "HTTP/1.1")


def test_a_request_id_joins_better_than_a_connection():
    record = read_error_line(f'{LINE}, request_id: "abc"')

    assert record is not None
    assert record.id == "abc"


def test_a_line_without_a_frame_is_none():
    assert read_error_line("[ping-auth] words") is None
