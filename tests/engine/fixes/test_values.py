"""Values that make comparisons come out as wanted."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from engine.fixes.values import Wish, values_for, wishes_of
from tests.support.world import NOW


def wish(test: str, other: Any, seen: Any = None, *, holds: bool = True, name: str = "token.x", **more: Any) -> Wish:
    return Wish(name, seen, test, other, holds, **more)


@pytest.mark.parametrize(
    ("wishes", "value"),
    [
        ([wish("equals", "a", "b")], "a"),
        ([wish("equals", True, False)], True),
        ([wish("equals", True, True, holds=False)], False),
        ([wish("equals", 3, 2)], 3),
        ([wish("equals", "a", "a", holds=False)], "other"),
        ([wish("in", ["a", "b"], "c")], "a"),
        ([wish("in", ["a", "b"], "c"), wish("equals", "a", "c", holds=False)], "b"),
        ([wish("at_least", 3, 1)], 3),
        ([wish("greater_than", 3, 1)], 4),
        ([wish("less_than", 3, 7)], 2),
        ([wish("greater_than", 3, 9), wish("less_than", 5, 9)], 4),
        ([wish("contains", "a", ["b"])], ["b", "a"]),
        ([wish("contains", "a", ["b"]), wish("contains", "b", ["b"], holds=False)], ["a"]),
        ([wish("contains", "a")], ["a"]),
        ([wish("contains", "a", "b")], "a"),
        ([wish("starts_with", "ab", "x")], "ab"),
        ([wish("ends_with", "ab", "x")], "ab"),
        ([wish("matches", "^eu$", "us")], "eu"),
        ([wish("matches", r"^\d+$", "x")], "1"),
        ([wish("in_network", ["203.0.113.0/24"], "192.0.2.9")], "203.0.113.1"),
        ([wish("in_network", "198.51.100.7/32", "192.0.2.9")], "198.51.100.7"),
        ([wish("in_network", "192.0.2.0/24", "192.0.2.9", holds=False)], "198.51.100.1"),
        ([wish("at_least", "2026-01-01T00:00:00Z", "2025-01-01T00:00:00Z")], "2026-01-01T00:00:00+00:00"),
        ([wish("contains", ["a", "b"], "c", mirrored=True)], "a"),
    ],
)
def test_the_likeliest_value_that_meets_all_wishes(wishes: list[Wish], value: Any) -> None:
    assert values_for(wishes, NOW)[0] == value


@pytest.mark.parametrize(
    "wishes",
    [
        [wish("equals", "three", 3)],
        [wish("equals", "a", ["b"])],
        [wish("equals", "a", "c"), wish("equals", "b", "c")],
        [wish("less_than", "2020-01-01T00:00:00Z", name="request.time")],
        [wish("less_than", 2), wish("greater_than", 2)],
    ],
)
def test_where_no_value_of_the_same_kind_meets_them_there_is_none(wishes: list[Wish]) -> None:
    assert values_for(wishes, NOW) == []


@pytest.mark.parametrize(
    ("wishes", "at"),
    [
        ([wish("at_least", "13:00", name="request.local_time", zone="UTC")], "2026-03-04T13:00"),
        ([wish("less_than", "09:00", name="request.local_time", zone="UTC")], "2026-03-05T00:01"),
        ([wish("at_least", "09:00", name="request.local_time", zone="America/New_York")], "2026-03-04T14:00"),
        ([wish("equals", "monday", name="request.weekday", zone="UTC")], "2026-03-09T00:01"),
        ([wish("equals", "monday", name="request.weekday", zone="UTC"),
          wish("at_least", "09:00", name="request.local_time", zone="UTC")], "2026-03-09T09:00"),
        ([wish("greater_than", "2026-04-01T00:00:00Z", name="request.time")], "2026-04-01T00:00"),
    ],
)  # fmt: skip
def test_the_next_time_that_is_right(wishes: list[Wish], at: str) -> None:
    found = values_for(wishes, NOW)[0]
    assert abs(found - datetime.fromisoformat(f"{at}:00+00:00")) <= timedelta(minutes=1)
    assert wishes[0].changes == "request.time"


def side(value: Any, attribute: str | None = None, **more: Any) -> dict[str, Any]:
    return {"value": value, "from": "policy", **({"attribute": attribute} if attribute else {}), **more}


@pytest.mark.parametrize(
    ("comparison", "outcome", "names"),
    [
        ({"test": "equals", "left": side("a", "token.x"), "right": side("b")}, "true", ["token.x"]),
        ({"test": "equals", "left": side("a", "token.x"), "right": side("b", "path.y")}, "true", ["token.x", "path.y"]),
        ({"test": "equals", "left": side(None, "token.x", absent=True), "right": side("b", "path.y")}, "true", ["token.x"]),
        ({"test": "equals", "left": side("•••", "request.header.X-Api-Key"), "right": side("•••")}, "true", []),
        ({"test": "equals", "left": side("a", "token.x"), "right": side("eyJ…•••")}, "true", []),
    ],
)  # fmt: skip
def test_either_side_may_change_where_the_other_is_known(
    comparison: dict[str, Any], outcome: str, names: list[str]
) -> None:
    assert [one.attribute for one in wishes_of(comparison, outcome)] == names


@pytest.mark.parametrize(
    ("test", "outcome", "holds"),
    [("in", "true", True), ("in", "false", False), ("not_in", "true", False), ("not_in", "false", True)],
)
def test_a_not_form_is_the_plain_one_the_other_way(test: str, outcome: str, holds: bool) -> None:
    [found] = wishes_of({"test": test, "left": side("a", "token.x"), "right": side(["b"])}, outcome)
    assert (found.test, found.holds) == ("in", holds)
