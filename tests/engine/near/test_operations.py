"""Operations that a method and a path almost matched."""

from __future__ import annotations

from typing import Any

import pytest

from engine.environment.model import ApiService, Operation
from engine.near.operations import FEW, MOST, near_operations


def service(*operations: tuple[str, str]) -> ApiService:
    made = [Operation(name=path, paths=(path,), methods=tuple(methods.split()) or None) for methods, path in operations]
    return ApiService(name="s", base_urls=("https://a.test",), operations=tuple(made))


def near(method: str, path: str, *operations: tuple[str, str]) -> list[tuple[Any, ...]]:
    segments = tuple(path.split("/")[1:])
    found = near_operations(service(*operations), method, segments)
    return [(one.operation.name, one.field, one.seen, one.wanted, *one.difference) for one in found]


@pytest.mark.parametrize(
    ("method", "path", "operation", "field", "distance", "words"),
    [
        ("DELETE", "/orders/7", ("GET PUT", "/orders/{id}"), "methods", 1, "has this path for GET, PUT, not DELETE"),
        ("GET", "/orders/7/", ("GET", "/orders/{id}"), "paths", 1, "it has no slash at the end"),
        ("GET", "/orders/7", ("GET", "/orders/{id}/"), "paths", 1, "it has a slash at the end"),
        ("GET", "/Orders/7", ("GET", "/orders/{id}"), "paths", 1, "`Orders` is written `orders`"),
        ("GET", "/order/7", ("", "/orders/{id}"), "paths", 1, "`s` is missing in `order`"),
        ("GET", "/orders/7/item", ("", "/orders/{id}/items"), "paths", 1, "`s` is missing in `item`"),
        ("GET", "/order/7/item", ("", "/orders/{id}/items"), "paths", 2, "`s` is missing in `order` and `s` is missing in `item`"),
        ("GET", "/7", ("", "/orders/{id}"), None, 0, ""),
        ("GET", "/v1/orders/7", ("", "/orders/{id}"), "paths", 1, "the segment `v1` is too much"),
        ("GET", "/orders/7", ("", "/v1/orders/{id}"), "paths", 1, "the segment `v1` is missing"),
        ("GET", "/orders//7", ("", "/orders/{id}"), "paths", 1, "a slash more"),
        ("GET", "/OFFICE/a/b", ("", "/office/**"), "paths", 1, "`OFFICE` is written `office`"),
        ("GET", "/carts/7", ("", "/orders/{id}"), None, 0, ""),
        ("POST", "/order/7", ("GET", "/orders/{id}"), None, 0, ""),
        ("GET", "/a/b/c", ("", "/orders/{id}"), None, 0, ""),
    ],
)  # fmt: skip
def test_what_differs_is_said(
    method: str, path: str, operation: tuple[str, str], field: str | None, distance: int, words: str
) -> None:
    seen, wanted = (method, ", ".join(operation[0].split())) if field == "methods" else (path, operation[1])
    found = near(method, path, operation)
    assert found == ([(operation[1], field, seen, wanted, distance, words)] if field else [])


def test_the_nearest_come_first_each_once_and_not_too_many() -> None:
    found = near(
        "GET",
        "/orders",
        *(("POST", f"/order{letter}") for letter in "abcdefghijkl"),
        ("POST", "/orders"),
        ("GET", "/order"),
    )
    assert [one[0] for one in found[:2]] == ["/orders", "/order"]
    assert len(near("GET", "/orderz", *(("GET", f"/order{letter}") for letter in "abcdefghijkl"))) == MOST


@pytest.mark.parametrize(
    ("method", "path", "name"),
    [
        ("PUT", "/r17/7/x", "/r17/{id}/x"),
        ("GET", "/r17/7/X", "/r17/{id}/x"),
        ("GET", "/R17/7/x", "/r17/{id}/x"),
        ("GET", "/r17/7/x/", "/r17/{id}/x"),
        ("GET", "/r17/x", "/r17/{id}/x"),
    ],
)
def test_of_many_operations_those_that_may_be_near_are_looked_up(method: str, path: str, name: str) -> None:
    many = [("GET", f"/r{number}/{{id}}/x") for number in range(FEW + 50)]
    found = near(method, path, *many)
    assert (name in [one[0] for one in found]) == (path != "/r17/x")


@pytest.mark.parametrize(
    ("method", "path", "wanted", "words"),
    [
        (
            "GET",
            "/orders/7",
            "/v2/shop/orders/{id}",
            ["would match without `/v2/shop`, which its base URL has already"],
        ),
        ("POST", "/orders/7", "/v2/shop/orders/{id}", []),
        ("GET", "/carts/7", "/v2/shop/orders/{id}", []),
        ("GET", "/orders/7", "/v2/orders/{id}", ["the segment `v2` is missing"]),
    ],
)
def test_a_pattern_that_repeats_the_path_of_its_base_url(method, path, wanted, words):
    operation = Operation(name="one", paths=(wanted,), methods=("GET",))
    made = ApiService(name="s", base_urls=("https://a.test/v2/shop",), operations=(operation,))

    assert [one.difference.words for one in near_operations(made, method, tuple(path.split("/")[1:]))] == words
