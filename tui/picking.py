"""What a person picks from a list over the screen: a shipped scenario, a file, an environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.messages import InputPasted
from tui.screens.dialog import ask

if TYPE_CHECKING:
    from tui.app import ApiwhyApp


async def pick_demo(app: ApiwhyApp) -> None:
    """Opens the scenario that is picked."""
    from tui.screens.pick import PickScreen, scenario_choices

    reason = await ask(app, PickScreen("try an example", scenario_choices(app.workbench.catalog.scenarios)))
    if reason is not None:
        app.try_scenario(reason)


async def pick_file(app: ApiwhyApp) -> None:
    """Reads the file that is picked as if it had been pasted."""
    from tui.screens.open_file import OpenFileScreen

    opened = await ask(app, OpenFileScreen())
    if opened is not None:
        app.give(InputPasted("text", opened.text, opened.name))


async def pick_environment(app: ApiwhyApp) -> None:
    """Judges against the environment that is picked."""
    from tui.screens.environments import EnvironmentPicker

    picked = await ask(app, EnvironmentPicker(app.workbench, app.environment))
    if picked is not None:
        app.environment = picked.environment
