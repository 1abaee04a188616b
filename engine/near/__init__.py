"""Near misses: what almost matched, how far off it is, and what differs in words."""

from __future__ import annotations

from engine.near.words import Difference, difference

__all__ = ["Difference", "difference"]
