"""The app's keys, read from the bindings of its screens."""

from __future__ import annotations

from importlib import import_module
from typing import NamedTuple

from textual.binding import Binding

from tui.app import ApiwhyApp
from tui.places import PLACES
from tui.render.keys import key_name
from tui.screens.base import WorkScreen

EVERYWHERE = "everywhere"


class Pressed(NamedTuple):
    """A key that a footer can name: where it acts, how it is written, what it does."""

    where: str
    keys: tuple[str, ...]
    does: str


def every_key() -> list[Pressed]:
    """First what acts everywhere, then what each screen adds."""
    screens = [(place.title, getattr(import_module(place.module), place.screen)) for place in PLACES]
    shared = [(EVERYWHERE, ApiwhyApp), (EVERYWHERE, WorkScreen)]
    own = [(title, part) for title, screen in screens for part in screen.__mro__ if _is_own(part)]
    return [
        Pressed(
            where, tuple(key_name(key) for key in binding.key.split(",")), f"{binding.description}: {binding.tooltip}"
        )
        for where, owner in (*shared, *own)
        for binding in vars(owner).get("BINDINGS", [])
        if isinstance(binding, Binding) and binding.show and binding.tooltip
    ]


def _is_own(part: type) -> bool:
    """Whether a class is a part of one screen of ours, and not what all screens share."""
    return part.__module__.startswith("tui.") and not issubclass(WorkScreen, part)
