"""How two path patterns lie to one another: one takes every path of the other, or both take some path."""

from __future__ import annotations

from engine.environment.operations import Pattern


def covers(wide: Pattern, narrow: Pattern) -> bool:
    """Whether every path that `narrow` matches is matched by `wide`."""
    if len(narrow.wanted) < len(wide.wanted):
        return False
    if not wide.open_end and (narrow.open_end or len(narrow.wanted) > len(wide.wanted)):
        return False
    return all(_covers(one, other) for one, other in zip(wide.wanted, narrow.wanted, strict=False))


def overlap(one: Pattern, other: Pattern) -> bool:
    """Whether some path is matched by both."""
    short, long = (one, other) if len(one.wanted) <= len(other.wanted) else (other, one)
    if len(short.wanted) < len(long.wanted) and not short.open_end:
        return False
    return all(_covers(a, b) or _covers(b, a) for a, b in zip(short.wanted, long.wanted, strict=False))


def _covers(wide: str | None, narrow: str | None) -> bool:
    """Whether a segment takes all that another takes; None takes any that is not empty."""
    return wide == narrow or (wide is None and bool(narrow))
