"""Which authorization server is asked."""

from __future__ import annotations

from typing import Any

import pytest

from engine.issuing.server import addresses, audiences_of, endpoint_url, find_server, is_endpoint
from engine.models.question import Known
from engine.urls import parse_url
from tests.support.issuing import issuing_world


def known(url: str, **facts: Any) -> Known:
    return Known(flow="token", endpoint="token", url=parse_url(url), **facts)


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://login.shop.test/token", "Shop tokens"),
        ("https://login.shop.test/token?x=1", "Shop tokens"),
        ("https://login.shop.test/elsewhere", "Shop tokens"),
        ("https://accounts.example/token", None),
    ],
)
def test_by_endpoint_else_by_host(url: str, found: str | None) -> None:
    server = find_server(issuing_world(), known(url))
    assert (server.name if server else None) == found


def test_the_only_one_of_the_issuer() -> None:
    issuer = issuing_world().issuers[0]
    server = find_server(issuing_world(), known("https://elsewhere.test/token", issuer=issuer))
    assert server is issuing_world().authorization_servers[0]
    assert find_server(None, known("https://login.shop.test/token")) is None


def test_http_for_https_is_the_endpoint_only_where_that_is_asked() -> None:
    server = issuing_world().authorization_servers[0]
    plain = known("http://login.shop.test/token")
    assert not is_endpoint(server, plain)
    assert is_endpoint(server, plain, without_tls=True)
    assert not is_endpoint(server, known("http://login.shop.test/other"), without_tls=True)


def test_endpoints_by_name() -> None:
    server = issuing_world().authorization_servers[0]
    assert endpoint_url(server, "par") == "https://login.shop.test/par"
    assert endpoint_url(server, "metadata") is None
    assert "https://login.shop.test" in list(addresses(issuing_world(), server))


def test_audiences_are_the_server_s_own_names() -> None:
    server = issuing_world().authorization_servers[0]
    url = "https://login.shop.test/token"
    assert audiences_of(issuing_world(), known(url, server=server))[:2] == ("https://login.shop.test", url)
    assert audiences_of(None, known(url)) == (url,)
