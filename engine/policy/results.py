"""What a policy came to for given values of the attributes that it reads, remembered.

One diagnosis asks many times: every fix that is proposed is proved by asking again. A policy that reads no clock is
asked the same by most requests. Only values are kept in which there is nothing to hide.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import datetime

from engine.policy.attributes import Attributes, AttributeValue, Value
from engine.shown import known_clean

MOST = 512
MOST_NODES = 50_000
"""Results that are remembered of one tree, and the nodes of all of them."""

Values = tuple[Hashable, ...]
"""The attributes in the order of their names: each a type, a value and where it comes from, or why there is none."""

TEXTS = frozenset({str})
PLAIN = frozenset({bool, int, datetime})
"""Types whose values are no secret. Two floats may be equal and look different (`0.0`, `-0.0`)."""


def most_of(size: int) -> int:
    """How many results of a tree with so many nodes are remembered."""
    return min(MOST, MOST_NODES // size)


def values_of(attributes: Attributes, names: Sequence[str]) -> Values:
    """What these attributes are. The same values of the same types make the same result."""
    return tuple([_part(attributes.get(name)) for name in names])


def _part(found: AttributeValue) -> Hashable:
    if type(found) is not Value:
        return found
    value, source = found
    kind = type(value)
    if kind is list:
        return kind, tuple(value) if TEXTS.issuperset(map(type, value)) else None, source
    return kind, value if kind is str or kind in PLAIN else None, source


def can_be_kept(values: Values) -> bool:
    """Whether each of these is known in full, and redaction finds nothing in any text of them."""
    texts: list[str] = []
    for part in values:
        if isinstance(part, tuple):
            value = part[1]
            if value is None:
                return False
            texts += value if type(value) is tuple else (value,) if type(value) is str else ()
    return known_clean(texts)
