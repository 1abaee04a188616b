"""A client's own words for having got no answer."""

from __future__ import annotations

import pytest

from engine.captures.client_errors import is_client_error, parse_client_error
from engine.models.exchange import CaptureError


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


def test_nothing_to_make_of_it() -> None:
    with pytest.raises(CaptureError):
        parse_client_error("all is well")
