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
    """`make`, called once for each of the objects last used. They are held, so an id is never another object's."""
    held: dict[int, tuple[Source, Made]] = {}
    last: tuple[object, Made] | None = None

    def remembered(source: Source) -> Made:
        nonlocal last
        if last is not None and last[0] is source:
            return last[1]
        known = held.pop(id(source), None) or (source, make(source))
        while len(held) >= KEPT:
            held.pop(next(iter(held)), None)
        held[id(source)] = last = known
        return known[1]

    return remembered
