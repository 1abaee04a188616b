"""The first environment file: it loads whatever it was made from, and says only what a request and token show."""

from __future__ import annotations

import re
import tomllib
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.environment.draft import draft_environment
from engine.environment.loader import load_environment

URL = "https://api.shop.test:8443/v1/orders/771/lines/9f86d081?key=secret-in-query#x"
CLAIMS = {
    "iss": "https://login.shop.test",
    "aud": ["orders", "invoices"],
    "sub": "ada",
    "scope": "orders.read orders.write",
}
HEADER = {"alg": "ES256", "kid": "key-1", "typ": "at+jwt"}


def switched_on(text: str) -> str:
    """The text with every setting that is off taken for on."""
    return re.sub(r"^#(?=[a-z\[])", "", text, flags=re.MULTILINE)


def test_a_request_and_its_token_fill_it() -> None:
    environment = load_environment(draft_environment(URL, CLAIMS, HEADER), file="e")
    (issuer,), (service,) = environment.issuers, environment.api_services
    assert (issuer.issuer, issuer.algorithms, issuer.jwks) == ("https://login.shop.test", ("ES256",), None)
    assert (service.base_urls, service.issuer) == (("https://api.shop.test:8443",), issuer.name)
    assert service.audience == ("orders", "invoices")
    assert service.operations == ()


def test_every_setting_that_is_off_can_be_switched_on() -> None:
    environment = load_environment(switched_on(draft_environment(URL, CLAIMS, HEADER)), file="e")
    (operation,) = environment.api_services[0].operations
    assert operation.paths == ("/v1/orders/{id}/lines/*",)
    assert operation.scopes is not None
    assert operation.scopes.all == ("orders.read", "orders.write")
    assert environment.users[0].id == "ada"
    assert environment.clients[0].id == "client-1"
    [rule] = environment.authorization_servers[0].policies[0].rules
    assert rule.scopes == ("orders.read", "orders.write")
    assert environment.issuers[0].jwks == "keys.jwks.json"
    assert environment.users_complete


def test_what_the_token_says_of_itself_is_to_be_checked() -> None:
    text = draft_environment(URL, CLAIMS, HEADER)
    for line, wanted in (
        ('issuer = "https', "check it, a wrong issuer would pass"),
        ("audience = [", "check it, a wrong audience would pass"),
        ("#scopes = { all", "all that the token has: keep those that the API asks for"),
    ):
        before = text[: text.index(f"\n{line}")].rpartition("\n")[2]
        assert wanted in before
    assert "the token that you gave" not in draft_environment(URL)


@pytest.mark.parametrize(("method", "named"), [("POST", "POST"), (None, "GET"), ("PSOT", "GET"), ("a\nb", "GET")])
def test_the_operation_is_that_of_the_request(method: str | None, named: str) -> None:
    environment = load_environment(switched_on(draft_environment(URL, CLAIMS, HEADER, method)), file="e")
    (operation,) = environment.api_services[0].operations
    assert (operation.name, operation.methods) == (f"{named} /v1/orders/{{id}}/lines/*", (named,))


def test_nothing_of_the_query_and_no_id_of_the_path_gets_into_it() -> None:
    text = draft_environment(URL, CLAIMS, HEADER)
    assert not [word for word in ("secret-in-query", "771", "9f86d081") if word in text]


def test_what_is_not_given_is_said_to_be_an_example() -> None:
    text = draft_environment(None)
    environment = load_environment(text, file="e")
    assert environment.api_services[0].base_urls == ("https://api.example.com",)
    assert environment.issuers[0].issuer == "https://login.example.com"
    assert text.count("This is an example") == 7
    assert load_environment(switched_on(text), file="e").api_services[0].audience == "my-api"


@pytest.mark.parametrize(
    ("url", "base_url"),
    [
        ("//api.shop.test/orders", "https://api.shop.test"),
        ("http://LOCALHOST:80/", "http://localhost"),
        ("/orders", "https://api.example.com"),
        ("https://$HOST/orders", "https://api.example.com"),
        ("ftp://api.shop.test", "https://api.example.com"),
        ("https://ada:hunter2@api.shop.test/", "https://api.shop.test"),
    ],
)
def test_the_base_url_is_the_host_where_there_is_one(url: str, base_url: str) -> None:
    text = draft_environment(url)
    assert load_environment(text, file="e").api_services[0].base_urls == (base_url,)
    assert "hunter2" not in text


@pytest.mark.parametrize(
    ("header", "algorithms"),
    [({"alg": "PS512"}, ("PS512",)), ({"alg": "HS256"}, None), ({"alg": "none"}, None), ({"alg": 7}, None), ({}, None)],
)
def test_only_an_asymmetric_algorithm_is_taken_over(header: dict[str, Any], algorithms: tuple[str, ...] | None) -> None:
    assert load_environment(draft_environment(URL, CLAIMS, header), file="e").issuers[0].algorithms == algorithms


def test_a_request_for_a_token_is_none_to_an_api() -> None:
    text = draft_environment(None, token_endpoint="https://login.shop.test/token?tenant=7")
    environment = load_environment(text, file="e")
    assert environment.authorization_servers[0].token_endpoint == "https://login.shop.test/token"
    assert environment.api_services[0].base_urls == ("https://api.example.com",)


@pytest.mark.parametrize(
    ("claims", "issuer", "said"),
    [
        ({"iss": "https://login.shop.test"}, "https://login.shop.test", "Taken from the token that you gave"),
        ({"iss": "login.shop.test"}, "login.shop.test", "Taken from the token that you gave"),
        ({"iss": "https://login.shop.test/{tenant}"}, "https://login.example.com", "the token's own can not be one"),
        ({"iss": 7}, "https://login.example.com", "the token's own can not be one"),
        ({}, "https://login.example.com", "there was no token with one"),
    ],
)
def test_an_issuer_that_can_not_be_one_is_not_taken_over(claims: dict[str, Any], issuer: str, said: str) -> None:
    text = draft_environment(URL, claims, HEADER)
    assert load_environment(text, file="e").issuers[0].issuer == issuer
    assert said in text


def test_each_setting_has_a_comment() -> None:
    lines = draft_environment(URL, CLAIMS, HEADER).split("\n")
    plain = {"name", "issuer", "kind", "#groups", "#attributes", "#status", "#name"}
    for before, line in pairwise(lines):
        key = line.split(" =")[0]
        if "=" in line and not line.startswith("# ") and key not in plain:
            assert before.startswith("# "), line


TEXTS = st.text(st.characters(), max_size=12) | st.sampled_from(['"""', "a\nb = 1", "\x7f\x00", "\\", "]\n[x]"])
VALUES = TEXTS | st.integers() | st.none() | st.lists(TEXTS, max_size=3)


@given(
    st.none() | TEXTS | TEXTS.map(lambda text: f"https://a.test/{text}"),
    st.dictionaries(st.sampled_from(["iss", "aud", "sub", "scope", "scp"]), VALUES),
    st.dictionaries(st.sampled_from(["alg", "kid"]), VALUES),
    st.none() | TEXTS.map(lambda text: f"https://a.test/{text}"),
)
@settings(max_examples=150, deadline=None)
def test_it_loads_whatever_it_was_made_from(
    url: str | None, claims: dict[str, Any], header: dict[str, Any], endpoint: str | None
) -> None:
    text = draft_environment(url, claims, header, token_endpoint=endpoint)
    assert load_environment(text, file="e").issuers
    assert load_environment(switched_on(text), file="e").users
    assert set(tomllib.loads(text)) - {"authorization_servers"} == {"name", "schema", "issuers", "api_services"}
