"""The comparators of conditions, each with its `not_` form. All are case-sensitive.

A comparison of values that cannot be compared raises `TypeMismatch`; it is never simply false.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct

from engine.policy.values import ORDERED, PARSERS, SCALARS, aligned, kind_of, parse_timestamp

TIMES = tuple(PARSERS)
CIDR = "a network such as `203.0.113.0/24`, or a list of them"


class TypeMismatch(ValueError):
    """Two values that this comparator cannot compare; the text adds what their kinds do not say, or is empty."""


class Comparator(Struct, frozen=True):
    """`test` compares left with right; `wanted` says what a written right side lacks, None where it is good."""

    name: str
    test: Callable[[Any, Any], bool]
    wanted: Callable[[Any], str | None]
    takes_attribute: bool = True


def equal(left: Any, right: Any) -> bool:
    """Equality of two single values of one kind; timestamps as instants."""
    if type(left) is str and type(right) is str and (left == right or not (left[:1].isdigit() and right[:1].isdigit())):
        return left == right
    first, second = aligned(left, right)
    if kind_of(first) != kind_of(second) or kind_of(first) not in SCALARS:
        raise TypeMismatch
    return bool(first == second)


def _same(left: Any, right: Any) -> bool:
    try:
        return equal(left, right)
    except TypeMismatch:
        return False


def contains(left: Any, right: Any) -> bool:
    """Membership where the left side is a list, substring where it is a string."""
    if isinstance(left, list | tuple):
        if type(right) is str and not right[:1].isdigit():
            return right in left
        if kind_of(right) not in SCALARS:
            raise TypeMismatch
        return any(_same(item, right) for item in left)
    if isinstance(left, str) and isinstance(right, str):
        return right in left
    raise TypeMismatch


def is_in(left: Any, right: Any) -> bool:
    """Whether the left value equals one of the list on the right."""
    if not isinstance(right, list | tuple) or kind_of(left) not in SCALARS:
        raise TypeMismatch
    if any(_same(left, item) for item in right):
        return True
    for item in right:
        equal(left, item)
    return False


def matches(left: Any, right: Any) -> bool:
    """Whether the regular expression on the right (RE2) is found in the string on the left."""
    from engine.policy.regex import found

    if not isinstance(left, str):
        raise TypeMismatch
    return found(right, left)


def in_network(left: Any, right: Any) -> bool:
    """Whether the address on the left is in a network, or in one of several."""
    from engine.policy.networks import inside, parse_address, parse_network

    address = parse_address(left) if isinstance(left, str) else None
    if address is None:
        raise TypeMismatch("the left side is no IP address")
    texts = right if isinstance(right, list | tuple) else (right,)
    networks = [parse_network(text) if isinstance(text, str) else None for text in texts]
    if None in networks:
        raise TypeMismatch("the right side is no network")
    return any(inside(address, network) for network in networks if network)


def _text_test(test: Callable[[str, str], bool]) -> Callable[[Any, Any], bool]:
    def both_texts(left: Any, right: Any) -> bool:
        if isinstance(left, str) and isinstance(right, str):
            return test(left, right)
        raise TypeMismatch

    return both_texts


def _order_test(test: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    def both_ordered(left: Any, right: Any) -> bool:
        if type(left) is datetime and type(right) is str and left.tzinfo:
            moment = parse_timestamp(right)
            if moment is not None:
                return test(left, moment)
        first, second = aligned(left, right, texts=TIMES)
        if kind_of(first) != kind_of(second) or kind_of(first) not in ORDERED:
            raise TypeMismatch
        return test(first, second)

    return both_ordered


def _wants_single(value: Any) -> str | None:
    return None if kind_of(value) in SCALARS and not _is_local(value) else "one string, number, boolean or timestamp"


def _wants_text(value: Any) -> str | None:
    return None if isinstance(value, str) else "a string"


def _wants_list(value: Any) -> str | None:
    good = isinstance(value, list | tuple) and not any(_wants_single(item) for item in value)
    return None if good else "a list of strings, numbers, booleans or timestamps"


def _wants_ordered(value: Any) -> str | None:
    reads = isinstance(value, str) and any(parse(value) is not None for parse in PARSERS.values())
    good = reads or (kind_of(value) in ORDERED and not _is_local(value))
    return None if good else "a number, or a timestamp with its offset such as `2026-03-04T10:11:12Z`"


def _is_local(value: Any) -> bool:
    return kind_of(value) == "local timestamp"


def _wants_networks(value: Any) -> str | None:
    from engine.policy.networks import parse_network

    texts = value if isinstance(value, list | tuple) else (value,)
    return None if texts and all(isinstance(text, str) and parse_network(text) for text in texts) else CIDR


def _wants_regex(value: Any) -> str | None:
    from engine.policy.regex import RegexProblem, compile_regex

    if not isinstance(value, str):
        return "a regular expression as a string"
    try:
        compile_regex(value)
    except RegexProblem as problem:
        return f"a regular expression in RE2's syntax, without look-around and back-references ({problem})"
    return None


COMPARATORS: Mapping[str, Comparator] = {
    comparator.name: comparator
    for comparator in (
        Comparator("equals", equal, _wants_single),
        Comparator("contains", contains, _wants_single),
        Comparator("in", is_in, _wants_list),
        Comparator("starts_with", _text_test(str.startswith), _wants_text),
        Comparator("ends_with", _text_test(str.endswith), _wants_text),
        Comparator("matches", matches, _wants_regex, takes_attribute=False),
        Comparator("greater_than", _order_test(operator.gt), _wants_ordered),
        Comparator("less_than", _order_test(operator.lt), _wants_ordered),
        Comparator("at_least", _order_test(operator.ge), _wants_ordered),
        Comparator("at_most", _order_test(operator.le), _wants_ordered),
        Comparator("in_network", in_network, _wants_networks),
    )
}

NAMES: tuple[str, ...] = (*COMPARATORS, *(f"not_{name}" for name in COMPARATORS))
"""Every comparator as it is written in a condition."""
