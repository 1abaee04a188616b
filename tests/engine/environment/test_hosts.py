"""Which hosts an environment speaks for, and which API service a URL belongs to."""

from __future__ import annotations

import pytest

from engine.environment.hosts import ENDPOINTS, find_scheme, find_service, hosts_of, is_metadata, only_place
from engine.environment.loader import environment_from_tables, load_environment
from engine.environment.model import AuthorizationServer
from engine.urls import Url, parse_url

WORLD = hosts_of(
    load_environment(
        """
name = "x"
[[issuers]]
name = "sso"
issuer = "https://login.test/tenant"
jwks = "https://KEYS.test:443/set"
introspection_url = "https://login.test/introspect"
[[api_services]]
name = "root"
base_urls = ["https://API.test/"]
issuer = "sso"
[[api_services]]
name = "orders"
base_urls = ["https://api.test/orders", "http://localhost:8080"]
issuer = "sso"
[[api_services]]
name = "never"
base_urls = ["https://api.test/orders/never", "http://never.test"]
issuer = "sso"
deployment = "never"
[[authorization_servers]]
name = "tokens"
issuer = "sso"
token_endpoint = "https://tokens.test/token?tenant=1"
""",
        file="e",
    )
)


def url(text: str) -> Url:
    parsed = parse_url(text)
    assert parsed is not None
    return parsed


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("https://api.test/orders", "orders"),
        ("https://api.test:443/orders/7?x=1", "orders"),
        ("https://api.test/ordersx", "root"),
        ("https://api.test/orders/never/7", "orders"),
        ("http://never.test/7", "never"),
        ("https://api.test/", "root"),
        ("https://api.test/other/orders", "root"),
        ("http://localhost:8080/a", "orders"),
        ("http://localhost/a", None),
        ("http://api.test/orders", None),
        ("https://other.test/orders", None),
        ("//api.test/orders", "orders"),
        ("//localhost:8080/", "orders"),
    ],
)
def test_the_longest_base_url_wins_at_a_segment_boundary(text: str, name: str | None) -> None:
    found = find_service(WORLD, url(text))
    assert (found[0].service.name if found else None) == name


def test_the_hosts_are_those_of_services_issuers_and_endpoints() -> None:
    assert WORLD.names == {"api.test", "localhost", "login.test", "never.test", "tokens.test"}


def test_endpoints_are_known_without_their_query() -> None:
    assert WORLD.endpoints == {
        "https://tokens.test/token": ("token", "sso"),
        "https://login.test/introspect": ("introspection", "sso"),
    }


def test_the_issuers_metadata_is_known_in_both_places() -> None:
    name = ".well-known/openid-configuration"
    assert {f"https://login.test/tenant/{name}", f"https://login.test/{name}/tenant"} <= WORLD.metadata
    assert "https://keys.test/set" in WORLD.metadata


def test_every_endpoint_is_a_field_of_an_authorization_server() -> None:
    assert set(ENDPOINTS) == {name for name in AuthorizationServer.__struct_fields__ if name.endswith("_endpoint")}


def test_metadata_is_recognised_by_its_path() -> None:
    assert is_metadata(url("https://a.test/x/.well-known/openid-configuration"))
    assert not is_metadata(url("https://a.test/openid-configuration"))


@pytest.mark.parametrize(
    ("text", "scheme"),
    [
        ("//api.test/nowhere", "https"),
        ("//localhost:8080/x", "http"),
        ("//localhost:9090/x", "https"),
        ("//tokens.test/other", "https"),
        ("//other.test/x", "https"),
    ],
)
def test_a_url_without_a_scheme_gets_that_of_its_host_and_port(text: str, scheme: str) -> None:
    assert find_scheme(WORLD, url(text)) == scheme


def test_what_is_below_the_base_url_is_found_with_it() -> None:
    found = find_service(WORLD, url("https://api.test/orders/7/lines/"))
    assert found is not None
    assert found[1] == ("7", "lines", "")
    assert found == find_service(WORLD, url("https://api.test/orders/7/lines/"))


@pytest.mark.parametrize(
    ("target", "place"),
    [
        ("/orders/7?all=1", "https://api.shop.test/orders/7?all=1"),
        ("/drafts/1", None),
        ("//api.shop.test/orders", None),
        ("orders", None),
        ("/token", None),
        ("/nowhere", None),
    ],
)
def test_a_path_alone_is_below_the_only_service_that_fits(target: str, place: str | None) -> None:
    tables = {
        "name": "shop",
        "schema": "apiwhy.environment/1",
        "issuers": [{"name": "login", "issuer": "https://login.shop.test"}],
        "authorization_servers": [
            {"name": "s", "issuer": "login", "token_endpoint": "https://login.shop.test/token"},
        ],
        "api_services": [
            {"name": "Orders", "issuer": "login", "base_urls": ["https://api.shop.test/orders", "https://test.shop.test/orders"]},
            {"name": "Drafts", "issuer": "login", "base_urls": ["https://api.shop.test/drafts"]},
            {"name": "Other drafts", "issuer": "login", "base_urls": ["https://b.shop.test/drafts"]},
            {"name": "Token", "issuer": "login", "base_urls": ["https://api.shop.test/token"]},
        ],
    }  # fmt: skip
    assert only_place(hosts_of(environment_from_tables(tables, file="x")), target) == place
