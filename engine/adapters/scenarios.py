"""Shipped scenarios, read from the package and signed with the demo keys that ship beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.scenarios import RenderedScenario, render_scenario
from knowledge.scenarios import KEYS, demo_key, load_scenario

if TYPE_CHECKING:
    from engine.environment.lint import Checked


def read_scenario(reason: str) -> RenderedScenario:
    """A scenario's texts with signed tokens. KeyError where none has this name."""
    return render_scenario(load_scenario(reason), {name: demo_key(name) for name in KEYS})


def check_scenario(name: str, *, file: str) -> Checked:
    """What is to be said of a scenario's environment, against its deployed copy where it has one; `file` names it.

    KeyError where no scenario has this name, or this one has no environment.
    """
    from engine.environment.lint import check_tables
    from engine.environment.loader import environment_from_tables

    scenario = load_scenario(name)
    if scenario.environment is None:
        raise KeyError(name)
    deployed = environment_from_tables(scenario.deployed, file=file) if scenario.deployed else None
    return check_tables(scenario.environment, file=file, deployed=deployed)
