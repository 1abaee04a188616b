"""Base URLs that a URL almost matched; many are looked up, and what is found is the same."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from engine.environment.hosts import hosts_of
from engine.environment.loader import environment_from_tables
from engine.environment.model import Environment
from engine.near.base_urls import FEW, MOST, near_base_urls, near_hosts, some_base_urls
from engine.urls import Url, parse_url
from tests.support.world import judge

HOST = "https://api.shop.test"


@cache
def environment(*urls: str) -> Environment:
    services = [{"name": url, "base_urls": [url], "issuer": "login"} for url in urls]
    tables: dict[str, Any] = {
        "name": "w",
        "issuers": [{"name": "login", "issuer": "https://login.test"}],
        "api_services": services,
    }
    return environment_from_tables(tables, file="w")


def url(text: str) -> Url:
    parsed = parse_url(text)
    assert parsed is not None
    return parsed


def near(text: str, *urls: str) -> list[tuple[str, str, int, str]]:
    return [
        (one.base.text, one.seen, one.difference.distance, one.difference.words)
        for one in near_base_urls(environment(*urls), url(text))
    ]


@pytest.mark.parametrize(
    ("text", "base", "seen", "distance", "words"),
    [
        (f"{HOST}/order/7", f"{HOST}/orders", f"{HOST}/order", 1, "`s` is missing in `order`"),
        (f"{HOST}/ORDERS/7", f"{HOST}/orders", f"{HOST}/ORDERS", 1, "`/ORDERS` is written `/orders`"),
        ("http://api.shop.test/orders/7", f"{HOST}/orders", "http://api.shop.test/orders", 1, "the scheme is `https` there, `http` here"),
        (f"{HOST}:8443/orders/7", f"{HOST}/orders", f"{HOST}:8443/orders", 1, "the port is 443 there, 8443 here"),
        (f"{HOST}/orders/7", f"{HOST}:8443/orders", f"{HOST}/orders", 1, "the port is 8443 there, 443 here"),
        (f"{HOST}/order/7", f"{HOST}:8443/orders", f"{HOST}/order", 2, "the port is 8443 there, 443 here and `s` is missing in `order`"),
        (f"{HOST}/orders/7", f"{HOST}/v1/orders", f"{HOST}/orders", 1, "the segment `v1` is missing"),
        (f"{HOST}/v1/orders/7", f"{HOST}/orders", f"{HOST}/v1/orders", 1, "the segment `v1` is too much"),
        (f"{HOST}//orders/7", f"{HOST}/orders", f"{HOST}//orders", 1, "a slash more"),
        (f"{HOST}/v1", f"{HOST}/v1/orders", f"{HOST}/v1", 1, "the segment `orders` is missing"),
        (f"{HOST}/v2/orders/7", f"{HOST}/v1/orders", f"{HOST}/v2/orders", 1, "`2` where `1` stands in `v1`"),
        (f"{HOST}/east/orders/7", f"{HOST}/north/orders", f"{HOST}/east/orders", 2, "`east` where `north` stands"),
        ("//api.shop.test/order/7", f"{HOST}/orders", f"{HOST}/order", 1, "`s` is missing in `order`"),
    ],
)  # fmt: skip
def test_what_differs_is_said(text: str, base: str, seen: str, distance: int, words: str) -> None:
    assert near(text, base) == [(base, seen, distance, words)]


@pytest.mark.parametrize(
    ("text", "base"),
    [
        (f"{HOST}/carts/7", f"{HOST}/orders"),
        (f"{HOST}/v1/carts/7", f"{HOST}/v1/orders/now"),
        (f"{HOST}/v1/7/x", f"{HOST}/v1/orders/now"),
        (f"{HOST}/", f"{HOST}/orders"),
        ("https://other.test/orders", f"{HOST}/orders"),
    ],
)
def test_what_only_has_as_many_segments_is_not_near(text: str, base: str) -> None:
    assert near(text, base) == []


def test_the_nearest_come_first_and_not_too_many() -> None:
    urls = (f"{HOST}/orders", f"{HOST}/ordersx", *(f"{HOST}/order{letter}" for letter in "abcdefghijklm"))
    found = near(f"{HOST}/order/7", *urls)
    assert [one[2] for one in found] == sorted(one[2] for one in found)
    assert len(found) == MOST


MANY = tuple(f"{HOST}/{region}/service-{number}" for region in ("north", "south") for number in range(FEW))


@pytest.mark.parametrize(
    "slip",
    ["north/service-1", "nort/service-17", "north/servce-17", "NORTH/service-17", "service-17", "north/x/service-17",
     "norht/service-17", "/north/service-17"],
)  # fmt: skip
def test_of_many_base_urls_the_same_are_found_as_when_each_is_looked_at(slip: str) -> None:
    text = f"{HOST}/{slip}/7".replace("service-1/", "service-1x/")
    one_by_one = {
        (base, distance, words)
        for at in range(0, len(MANY), MOST)
        for base, _, distance, words in near(text, *MANY[at : at + MOST])
        if distance == 1
    }
    found = {(base, distance, words) for base, _, distance, words in near(text, *MANY) if distance == 1}
    assert found <= one_by_one
    assert found == one_by_one or len(found) > MOST // 2


def test_a_url_far_from_ten_thousand_is_near_none_of_them() -> None:
    many = environment(*(f"{HOST}/s{number}" for number in range(3000)))
    assert near_base_urls(many, url(f"{HOST}/nothing/like/it")) == []


@pytest.mark.parametrize(
    ("host", "found"),
    [
        ("api.shop.tes", True),
        ("api.shopp.test", True),
        ("apy.shop.test", True),
        ("api.shop.test", False),
        ("a.test", False),
    ],
)
def test_hosts_one_letter_away(host: str, found: bool) -> None:
    assert [base.url.host for base in near_hosts(environment(f"{HOST}/orders"), host)] == ["api.shop.test"] * found


def test_a_few_base_urls_those_on_this_host_first() -> None:
    hosts = hosts_of(environment(f"{HOST}/a", f"{HOST}/b", "https://b.test/x"))
    assert some_base_urls(hosts, "api.shop.test", 1) == ([f"{HOST}/a"], 2)
    assert some_base_urls(hosts, "nowhere.test", 2) == ([f"{HOST}/a", f"{HOST}/b"], 3)


@pytest.mark.parametrize(
    ("sent", "called"),
    [
        ("https://API.shop.test:443/order/7?x=1", f"{HOST}/orders/7?x=1"),
        (f"{HOST}/v1/orders/a%20b", f"{HOST}/orders/a%20b"),
        (f"{HOST}//orders/7", f"{HOST}/orders/7"),
    ],
)
def test_the_fix_puts_the_base_url_where_the_url_slipped(sent: str, called: str) -> None:
    fix = judge({"request": f"GET {sent}"}).fixes[0]
    assert (fix.reasons, fix.edits[0].to, fix.proved) == (("service.no_match",), called, True)
