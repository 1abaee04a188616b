"""A client's own words for having got no answer."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from engine.captures.client_errors import is_client_error, parse_client_error
from engine.captures.detect import detect_kind
from engine.evidence.signatures import match_text, signatures_of
from engine.models.exchange import CaptureError
from tests.support.world import catalog

CASES = tomllib.loads((Path(__file__).parent / "client_error_cases.toml").read_text("utf-8"))["case"]


@pytest.mark.parametrize("case", [pytest.param(case, id=case["text"].strip()[:60]) for case in CASES])
def test_what_programs_say_names_a_check_of_the_gateway(case: dict[str, Any]) -> None:
    assert detect_kind(case["text"]) == "response"
    [(_, exchange)] = parse_client_error(case["text"]).exchanges
    assert exchange.response is not None
    signature = match_text(signatures_of(catalog()), "error", exchange.response.error or "")
    assert signature is not None
    assert signature.id == case["signature"]
    assert signature.answered_by == "nobody"
    assert (signature.reason or "").startswith("gateway.")
    request = exchange.request
    assert (f"{request.method or ''} {request.url}" if request else "") == case.get("request", "")
    assert bool(exchange.remarks) is case.get("around", False)


@pytest.mark.parametrize(
    ("text", "error", "noted"),
    [
        ("curl: (6) Could not resolve host: x\n", "curl: (6) Could not resolve host: x", False),
        ("net::ERR_CERT_AUTHORITY_INVALID", "net::ERR_CERT_AUTHORITY_INVALID", False),
        ("ERR_CONNECTION_REFUSED", "ERR_CONNECTION_REFUSED", False),
        ("NS_ERROR_UNKNOWN_HOST", "NS_ERROR_UNKNOWN_HOST", False),
        ("This site can't be reached\nERR_NAME_NOT_RESOLVED", "ERR_NAME_NOT_RESOLVED", True),
        ("Warning: x\n  curl: (7) Failed to connect", "curl: (7) Failed to connect", True),
    ],
)
def test_errors(text: str, error: str, noted: bool) -> None:
    assert is_client_error(text)
    capture = parse_client_error(text)
    [(_, exchange)] = capture.exchanges
    assert (capture.kind, exchange.kind, exchange.request) == ("response", "response", None)
    assert exchange.response is not None
    assert (exchange.response.status, exchange.response.error) == (None, error)
    assert exchange.shows == {"response"}
    assert bool(exchange.remarks) is noted


def test_a_line_of_the_browser_s_console_tells_the_request() -> None:
    exchange = parse_client_error("POST https://api.example.test/x net::ERR_FAILED").exchanges[0][1]
    assert exchange.request is not None
    assert (exchange.request.method, exchange.request.url) == ("POST", "https://api.example.test/x")
    assert exchange.response is not None
    assert exchange.response.error == "net::ERR_FAILED"
    assert exchange.shows == {"method", "url", "response"}


@pytest.mark.parametrize("text", ["", "curl: no", "an ERRor", "ERR_", "x" * 5000 + " ERR_FAILED"])
def test_no_errors(text: str) -> None:
    assert not is_client_error(text)


@pytest.mark.parametrize("part", ["x", "a.b.", "java.net.", "connect E", 'Get "https://', "HTTPSConnectionPool(host='"])
def test_long_lines_that_are_no_errors(part: str) -> None:
    assert not is_client_error(part * (39_000 // len(part)))


def test_nothing_to_make_of_it() -> None:
    with pytest.raises(CaptureError):
        parse_client_error("all is well")
