"""Chance with a seed: the same seed always gives the same cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import TypeVar

Item = TypeVar("Item")


class Dice(Random):
    """`random.Random` with the three throws that the makers need."""

    def chance(self, probability: float) -> bool:
        """True in this share of the throws."""
        return self.random() < probability

    def some(self, items: Sequence[Item], least: int = 0, most: int | None = None) -> list[Item]:
        """Some of the items, each at most once, in their order."""
        count = self.randint(least, min(len(items), len(items) if most is None else most))
        return [items[place] for place in sorted(self.sample(range(len(items)), count))]

    def weighed(self, weights: Mapping[Item, float]) -> Item:
        """One of the keys, as often as its weight says."""
        return self.choices(list(weights), list(weights.values()))[0]
