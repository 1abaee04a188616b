"""Shipped scenarios, read from the package and signed with the demo keys that ship beside them."""

from __future__ import annotations

from engine.scenarios import RenderedScenario, render_scenario
from knowledge.scenarios import KEYS, demo_key, load_scenario


def read_scenario(reason: str) -> RenderedScenario:
    """A scenario's texts with signed tokens. KeyError where none has this name."""
    return render_scenario(load_scenario(reason), {name: demo_key(name) for name in KEYS})
