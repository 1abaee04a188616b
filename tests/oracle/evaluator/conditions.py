"""What a condition can come to: true, false, or an error; both of the first two where something is not known.

Design, section 6, *Conditions*. A result is a set of `True`, `False` and `ERROR`.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from datetime import datetime
from ipaddress import ip_address, ip_network
from itertools import product
from typing import Any

import re2

from tests.oracle.evaluator.attributes import ABSENT, ClockTime, World
from tests.oracle.evaluator.sent import Tables
from tests.oracle.evaluator.subject import UNKNOWN

ERROR: Any = "error"
Outcomes = frozenset[Any]
EITHER: Outcomes = frozenset({True, False})
CERTAIN: Outcomes = frozenset({True})


class TypesDiffer(Exception):
    """Two values that cannot be compared: the condition is an error."""


def outcomes(condition: Tables | None, world: World) -> Outcomes:
    """Everything that a condition may come to; an absent one is true."""
    if condition is None:
        return CERTAIN
    if "not" in condition:
        return frozenset(one if one is ERROR else not one for one in outcomes(condition["not"], world))
    for key, decisive in (("all", False), ("any", True)):
        if key in condition:
            parts = [outcomes(one, world) for one in condition[key]]
            return frozenset(_joined(combination, decisive) for combination in product(*parts))
    return _compared(condition, world)


def _joined(parts: tuple[Any, ...], decisive: bool) -> Any:
    if decisive in parts:
        return decisive
    return ERROR if ERROR in parts else not decisive


def _compared(condition: Tables, world: World) -> Outcomes:
    comparator = next(key for key in condition if key not in ("attribute", "default", "zone"))
    given = condition[comparator]
    left = world.get(condition["attribute"], condition.get("zone"))
    right = world.get(given["attribute"], given.get("zone")) if isinstance(given, dict) else given
    if left is ABSENT:
        left = condition.get("default", ABSENT)
    if right is ABSENT:
        right = given.get("default", ABSENT)
    if left is ABSENT or right is ABSENT:
        return frozenset({ERROR})
    if left is UNKNOWN or right is UNKNOWN:
        return EITHER
    try:
        holds = COMPARATORS[comparator.removeprefix("not_")](left, right)
    except TypesDiffer:
        return frozenset({ERROR})
    return frozenset({holds != comparator.startswith("not_")})


def kind(value: Any) -> str:
    """The type of a value, as conditions know types."""
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, ClockTime):
        return "time of day"
    if isinstance(value, datetime):
        return "instant"
    return {str: "string", list: "list"}.get(type(value), "other")


def want(condition: bool) -> None:
    if not condition:
        raise TypesDiffer


def alike(left: Any, right: Any) -> tuple[Any, Any]:
    """Two scalars of one type, texts read as what stands on the other side. Raises TypesDiffer."""
    if "list" in (kind(left), kind(right)) or "other" in (kind(left), kind(right)):
        raise TypesDiffer
    for other in (kind(left), kind(right)):
        if other in ("instant", "time of day"):
            return read_as(other, left), read_as(other, right)
    want(kind(left) == kind(right))
    return left, right


def read_as(wanted: str, value: Any) -> Any:
    """An instant or a time of day. Raises TypesDiffer."""
    try:
        if wanted == "time of day":
            want(isinstance(value, str))
            return datetime.fromisoformat(f"2026-01-01T{value}").time()
        instant = value if isinstance(value, datetime) else datetime.fromisoformat(value)
        want(instant.tzinfo is not None)
    except (ValueError, TypeError):
        raise TypesDiffer from None
    return instant


def equals(left: Any, right: Any) -> bool:
    one, other = alike(left, right)
    return bool(one == other)


def contains(left: Any, right: Any) -> bool:
    if kind(left) == "list":
        want(kind(right) != "list")
        return right in left
    want(kind(left) == kind(right) == "string")
    return right in left


def is_in(left: Any, right: Any) -> bool:
    want(kind(right) == "list" and kind(left) != "list")
    return any(equals(left, one) for one in right)


def of_texts(test: Callable[[str, str], bool]) -> Callable[[Any, Any], bool]:
    def compare(left: Any, right: Any) -> bool:
        want(kind(left) == kind(right) == "string")
        return test(left, right)

    return compare


def in_order(test: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    def compare(left: Any, right: Any) -> bool:
        one, other = alike(left, right)
        if isinstance(one, str):
            one, other = read_as("instant", one), read_as("instant", other)
        want(not isinstance(one, bool))
        return bool(test(one, other))

    return compare


def in_network(left: Any, right: Any) -> bool:
    want(kind(left) == "string")
    try:
        address = ip_address(left)
        return any(address in ip_network(one) for one in (right if isinstance(right, list) else [right]))
    except ValueError:
        raise TypesDiffer from None


COMPARATORS: dict[str, Callable[[Any, Any], bool]] = {
    "equals": equals,
    "contains": contains,
    "in": is_in,
    "starts_with": of_texts(str.startswith),
    "ends_with": of_texts(str.endswith),
    "matches": of_texts(lambda left, right: re2.search(right, left) is not None),
    "greater_than": in_order(operator.gt),
    "less_than": in_order(operator.lt),
    "at_least": in_order(operator.ge),
    "at_most": in_order(operator.le),
    "in_network": in_network,
}
