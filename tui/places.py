"""The numbered screens, each imported when it is first opened."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from textual.screen import Screen


class Place(NamedTuple):
    """A screen by its number: what it is called, and where its class is."""

    number: str
    name: str
    title: str
    module: str
    screen: str


PLACES = (
    Place("1", "diagnose", "Diagnose", "tui.screens.diagnose", "DiagnoseScreen"),
    Place("2", "replay", "Replay", "tui.screens.replay", "ReplayScreen"),
    Place("3", "guide", "Guide", "tui.screens.guide", "GuideScreen"),
    Place("4", "audit", "Audit", "tui.screens.audit", "AuditScreen"),
    Place("5", "environment", "Environment", "tui.screens.environment", "EnvironmentScreen"),
)


def available() -> tuple[Place, ...]:
    """The places whose screen is there."""
    return tuple(place for place in PLACES if place.module in sys.modules or find_spec(place.module))


def open_place(name: str, *about: Any) -> Screen[None]:
    """A new screen of a place, opened on what it is given. KeyError for a name that is none."""
    place = {place.name: place for place in PLACES}[name]
    screen: Screen[None] = getattr(import_module(place.module), place.screen)(*about)
    return screen
