"""What differs between two texts, counted and said."""

from __future__ import annotations

import pytest

from engine.near import difference
from engine.near.words import letters, origins, segments
from engine.urls import parse_url

LOGIN = "https://login.shop.test"


@pytest.mark.parametrize(
    ("seen", "wanted", "distance", "words"),
    [
        ("Orders", "orders", 1, "`Orders` is written `orders`"),
        ("orders/", "orders", 1, "a slash more at the end"),
        (LOGIN, f"{LOGIN}/", 1, "a slash less at the end"),
        ("orders:read", "orders.read", 1, "`:` where `.` stands"),
        ("orders_read", "orders-read", 1, "`_` where `-` stands"),
        ("order.read", "orders.read", 1, "`s` is missing in `order.read`"),
        ("orderss.read", "orders.read", 1, "`s` is too much in `orderss.read`"),
        ("orders.raad", "orders.read", 1, "`a` where `e` stands in `orders.read`"),
        ("odrers.read", "orders.read", 1, "`odrers.read` is written `orders.read`"),
        ("orderz.rexd", "orders.read", 2, "2 letters differ: `orderz.rexd` is written `orders.read`"),
        ("read", "orders.read", 2, "`orders.` is missing before `read`"),
        ("api://shop/orders.read", "orders.read", 2, "`api://shop/` is too much before `orders.read`"),
        ("http://login.shop.test", LOGIN, 1, "the scheme is `https` there, `http` here"),
        (LOGIN, f"{LOGIN}:8443", 1, "the port is 8443 there, 443 here"),
        ("http://login.shop.test:8080", LOGIN, 2, "the scheme is `https` there, `http` here and the port is 443 there, 8080 here"),
        (f"{LOGIN}/tenant-b", f"{LOGIN}/tenant-a", 1, "`b` where `a` stands in `tenant-a`"),
        (f"{LOGIN}/east/v2", f"{LOGIN}/north/v2", 2, "`east` where `north` stands"),
        (f"{LOGIN}/v2.0", f"{LOGIN}/tenant/v2.0", 1, "the segment `tenant` is missing"),
        (f"{LOGIN}/a/b", f"{LOGIN}/b", 1, "the segment `a` is too much"),
        (f"{LOGIN}//a", f"{LOGIN}/a", 1, "a slash more"),
        ("https://logn.shop.test/a", f"{LOGIN}/a", 1, "`i` is missing in `logn.shop.test`"),
        (f"{LOGIN}/A", f"{LOGIN}/a", 1, f"`{LOGIN}/A` is written `{LOGIN}/a`"),
    ],
)  # fmt: skip
def test_what_differs(seen: str, wanted: str, distance: int, words: str) -> None:
    assert difference(seen, wanted) == (distance, words)


@pytest.mark.parametrize(
    ("seen", "wanted"),
    [
        ("orders", "orders"),
        ("orders", "carts"),
        ("a", "b"),
        ("openid", "orders.read"),
        ("https://a.test", "https://login.shop.test"),
        (f"{LOGIN}/a/b/c", LOGIN),
        (f"{LOGIN}/a/b", f"{LOGIN}/c/d"),
        ("", "orders"),
    ],
)
def test_what_is_equal_or_far_apart_is_no_near_miss(seen: str, wanted: str) -> None:
    assert difference(seen, wanted) is None


@pytest.mark.parametrize(
    ("one", "other"), [("order", "orders"), ("Order", "order"), ("ordres", "orders"), ("oders", "orders")]
)
def test_letters_count_alike_from_both_sides(one: str, other: str) -> None:
    here, there = letters(one, other), letters(other, one)
    assert here is not None
    assert there is not None
    assert here.distance == there.distance == 1


def test_a_port_that_follows_from_the_scheme_is_not_said_twice() -> None:
    here, there, odd = (parse_url(url) for url in ("http://a.test", "https://a.test", "https://a.test:80"))
    assert here is not None
    assert there is not None
    assert odd is not None
    assert [one.distance for one in origins(here, there)] == [1]
    assert [one.words for one in origins(odd, there)] == ["the port is 443 there, 80 here"]
    assert origins(there, there) == []


@pytest.mark.parametrize(
    ("here", "there", "distance"),
    [(("a",), ("A",), 1), (("v1", "x"), ("x",), 1), (("x",), ("v1", "x"), 1), (("v1",), ("x",), 2), (("a", "b"), ("c", "d"), None),
     (("a", "b", "c"), ("a",), None), (("", "a"), ("a",), 1)],
)  # fmt: skip
def test_segments(here: tuple[str, ...], there: tuple[str, ...], distance: int | None) -> None:
    found = segments(here, there)
    assert (found.distance if found else None) == distance
