"""Remembers what was made of the last few objects, by identity: environments and catalogs need no other."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Source = TypeVar("Source")
Made = TypeVar("Made")
Key = TypeVar("Key")
KEPT = 8


def keep(held: dict[Key, Made], key: Key, made: Made, most: int) -> Made:
    """Remembers what was made, and gives it back. Where there are too many already, all others are forgotten."""
    if len(held) >= most:
        held.clear()
    held[key] = made
    return made


def by_identity(make: Callable[[Source], Made]) -> Callable[[Source], Made]:
    """`make`, called once for each of the last few objects. They are held, so an id is never another object's."""
    held: dict[int, tuple[Source, Made]] = {}

    def remembered(source: Source) -> Made:
        known = held.get(id(source))
        if known is not None and known[0] is source:
            return known[1]
        made = make(source)
        while len(held) >= KEPT:
            held.pop(next(iter(held)), None)
        held[id(source)] = source, made
        return made

    return remembered
