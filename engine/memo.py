"""Remembers what was made of the last few objects, by identity: environments and catalogs need no other."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Source = TypeVar("Source")
Made = TypeVar("Made")
KEPT = 8


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
