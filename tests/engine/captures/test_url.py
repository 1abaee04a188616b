"""A bare URL."""

from __future__ import annotations

import pytest

from engine.captures.url import parse_url_alone
from engine.models.exchange import CaptureError


@pytest.mark.parametrize(
    ("text", "url", "remarks"),
    [
        (" https://api.example.test/x?a=1\n", "https://api.example.test/x?a=1", 1),
        ("<https://api.example.test/x#top>", "https://api.example.test/x", 2),
        ('"wss://api.example.test/feed"', "wss://api.example.test/feed", 1),
    ],
)
def test_a_url_is_a_get_of_it(text: str, url: str, remarks: int) -> None:
    exchange = parse_url_alone(text).exchanges[0][1]
    assert exchange.request is not None
    assert (exchange.kind, exchange.request.method, exchange.request.url) == ("url", "GET", url)
    assert exchange.shows == {"method", "url"}
    assert len(exchange.remarks) == remarks


def test_nothing() -> None:
    with pytest.raises(CaptureError):
        parse_url_alone(" '' ")
