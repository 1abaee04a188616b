"""Runs the real app on the real workbench in a test: press keys, wait for what is awaited, read the screen as text."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from textual import events
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.keys import _character_to_key
from textual.pilot import Pilot

from engine.adapters.store import AuditStore
from tests.support.world import catalog
from tui.app import ApiwhyApp
from tui.workbench import Inputs, Workbench

SMALL = (80, 24)
WIDE = (120, 40)
PATIENCE = 400
"""Turns of the event loop that a condition is waited for; a test ends as soon as it holds."""


def make_app(folder: Path, inputs: Inputs | None = None, **options: Any) -> ApiwhyApp:
    """The app with an audit store in this folder."""
    workbench = Workbench(catalog=catalog(), store=AuditStore.open(folder / "audit.sqlite"))
    return ApiwhyApp(workbench, inputs=inputs, **options)


@cache
def scenario(reason: str = "token.expired") -> Inputs:
    """The inputs of a shipped scenario."""
    return Workbench(catalog=catalog()).scenario(reason)


def share_parsed_styles() -> None:
    """Parses each style sheet once for all apps of a test run, not once for each: a fifth of the time of a test."""
    parse = Stylesheet._parse_rules
    parsed: dict[object, list[RuleSet]] = {}

    def parse_once(self: Stylesheet, *sheet: Any, **about: Any) -> list[RuleSet]:
        key = (tuple(sorted(self._variables.items())), sheet, tuple(sorted(about.items())))
        if key not in parsed:
            parsed[key] = parse(self, *sheet, **about)
        return list(parsed[key])

    Stylesheet._parse_rules = parse_once  # type: ignore[method-assign]


def screen_text(app: ApiwhyApp) -> str:
    """What is drawn now, one line a row, without spaces at the ends."""
    rows = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in row).rstrip() for row in rows)


async def until(pilot: Pilot[Any], holds: Callable[[], object], what: str = "the condition") -> None:
    """Waits until something holds."""
    for _ in range(PATIENCE):
        await pilot.pause(0.02)
        if holds():
            await pilot.pause()
            return
    raise AssertionError(f"waited in vain for {what}; the screen:\n{screen_text(pilot.app)}")  # type: ignore[arg-type]


async def shown(pilot: Pilot[Any], text: str) -> None:
    """Waits until a text is on the screen."""
    await until(pilot, lambda: text in screen_text(pilot.app), f"`{text}`")  # type: ignore[arg-type]


async def paste(pilot: Pilot[Any], text: str) -> None:
    """Pastes as a terminal does, to what has focus."""
    await pilot.pause()
    target = pilot.app.screen.focused or pilot.app.screen
    target.post_message(events.Paste(text))
    await pilot.pause()


async def type_in(pilot: Pilot[Any], text: str) -> None:
    """Types a text as fast as a keyboard sends it, and waits until the app rests."""
    names = {" ": "space", "\n": "enter"}
    await press_at_once(
        pilot, *((names.get(character) or _character_to_key(character), character) for character in text)
    )


async def press_at_once(pilot: Pilot[Any], *keys: str | tuple[str, str]) -> None:
    """Presses keys without a pause between them; a key may bring its character."""
    driver = pilot.app._driver
    assert driver is not None
    for key in keys:
        name, character = (key, None) if isinstance(key, str) else key
        event = events.Key(name, character)
        event.set_sender(pilot.app)
        driver.send_message(event)
    await pilot.pause()
