"""Access logs in JSON, by shape and by names."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from engine.captures.logs.json_record import headers_of, read_record

KONG = {
    "request": {
        "id": "9f1c", "method": "GET", "uri": "/orders/7?q=1", "url": "https://api.example.test:8443/orders/7?q=1",
        "headers": {"host": "api.example.test", "authorization": "REDACTED", "x-a": ["1", "2"]},
    },
    "upstream_status": "", "response": {"status": 401, "headers": {"www-authenticate": "Key"}},
    "client_ip": "203.0.113.9", "started_at": 1772619072131, "source": "exit",
}  # fmt: skip
ENVOY = {
    "start_time": "2026-03-04T10:11:12.131Z", "method": "GET", "path": "/orders/7", "response_code": 403,
    "response_flags": "UAEX", "authority": "api.example.test", "request_id": "c0ffee", "x_forwarded_for": "203.0.113.9",
}  # fmt: skip
AWS = {
    "requestId": "7d1f", "ip": "203.0.113.9", "httpMethod": "GET", "path": "/prod/orders/7", "status": "403",
    "authorizerStatus": "200", "integrationStatus": "-",
}  # fmt: skip
APIGEE = {
    "ts": "2026-03-04T10:11:12.131Z", "messageid": "rt-1", "proxy": "orders-v1", "verb": "GET", "path": "/orders/7",
    "client_ip": "203.0.113.9", "status": "403", "errorcode": "steps.oauth.v2.InsufficientScope",
}  # fmt: skip
NGINX = {
    "time_iso8601": "2026-03-04T10:11:12+00:00", "request_method": "GET", "request_uri": "/orders/7", "status": "403",
    "remote_addr": "203.0.113.9", "scheme": "https", "http_host": "api.example.test",
}  # fmt: skip


@pytest.mark.parametrize(
    ("value", "kind", "id", "url", "status"),
    [
        (KONG, "Kong log", "9f1c", "https://api.example.test:8443/orders/7?q=1", 401),
        (ENVOY, "Envoy access log", "c0ffee", "//api.example.test/orders/7", 403),
        (AWS, "API Gateway access log", "7d1f", "/prod/orders/7", 403),
        (APIGEE, "Apigee log", "rt-1", "/orders/7", 403),
        (NGINX, "JSON log", "", "https://api.example.test/orders/7", 403),
    ],
)
def test_each_format(value, kind, id, url, status):
    record = read_record(value)

    assert record is not None
    assert (record.kind, record.id, record.method, record.url) == (kind, id, "GET", url)
    assert (record.status, record.client) == (status, "203.0.113.9")
    assert bool(record.remarks) is ("//" not in url)


def test_kong_shows_headers_of_both_sides_and_its_time():
    record = read_record(KONG)

    assert record is not None
    assert record.headers == (
        ("host", "api.example.test"), ("authorization", "REDACTED"), ("x-a", "1"), ("x-a", "2"),
    )  # fmt: skip
    assert record.answer_headers == (("www-authenticate", "Key"),)
    assert record.at == datetime(2026, 3, 4, 10, 11, 12, 131000, tzinfo=UTC)


def test_a_request_line_names_method_and_path():
    record = read_record({"request": "POST /x?y=1 HTTP/1.1", "status": 401, "host": "h.test"})

    assert record is not None
    assert (record.method, record.url) == ("POST", "//h.test/x?y=1")


def test_a_site_says_how_it_calls_its_members():
    value = {"m": "GET", "u": "https://h.test/x", "rc": 403, "when": "2026-03-04T10:11:12Z", "status": 200}
    record = read_record(value, {"method": "m", "url": "u", "status": "rc", "at": "when"})

    assert record is not None
    assert (record.method, record.url, record.status) == ("GET", "https://h.test/x", 403)
    assert read_record(value) is None


@pytest.mark.parametrize(
    ("value", "headers"),
    [
        ({"headers": {"A": "b"}}, (("A", "b"),)),
        ({"headers": [{"name": "A", "value": "b"}, ["C", "d"], 7]}, (("A", "b"), ("C", "d"))),
        ({"authorization": "Bearer x"}, (("Authorization", "Bearer x"),)),
        ({}, None),
    ],
)
def test_headers_where_the_record_has_them(value, headers):
    record = read_record({"method": "GET", "url": "https://h.test/x", "status": 401, **value})

    assert record is not None
    assert record.headers == headers


@pytest.mark.parametrize(
    "value",
    [
        {}, [], "x", None, 7, {"status": 403, "error": "Forbidden", "path": "/x"}, {"method": "GET", "path": "/x"},
        {"request": {}, "response": {}}, {"request": {"method": "GET"}, "response": {"status": 200}},
    ],
)  # fmt: skip
def test_what_tells_of_no_request_is_none(value):
    assert read_record(value) is None


def test_nothing_in_a_record_raises():
    for odd in (None, 7, "", "x", [], {}, True, 1e300, {"a": 1}):
        for name in KONG:
            read_record(KONG | {name: odd})
        for name in ENVOY:
            read_record(ENVOY | {name: odd})
    assert headers_of([None, {"name": None}, ["a"]]) == ()
    assert json.dumps(KONG)
