"""Takes the pictures of the README from the real app: `python -m screenshots.make [NAME…]`."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from screenshots.svg import FONT, has_font, png_of, settled
from screenshots.world import ENVIRONMENT, EXAMPLES, example, world

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from tui.app import ApiwhyApp
    from tui.workbench import Inputs

Act = Callable[["ApiwhyApp", "Pilot[Any]"], Awaitable[None]]
FOLDER = Path(__file__).parent
WIDE, SMALL = (120, 36), (80, 24)
WAITS = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One picture: the size of the terminal, the inputs that the app starts with, and what is done then."""

    name: str
    size: tuple[int, int] = WIDE
    inputs: Callable[[], Inputs | None] = lambda: None
    act: Act | None = None
    shows: str = "16 events"
    """What stands there last: it comes from a thread, and the picture is taken once it is drawn."""


def pressing(*keys: str) -> Act:
    """Keys that are pressed one after another."""

    async def press(app: ApiwhyApp, pilot: Pilot[Any]) -> None:
        for key in keys:
            await pilot.press(key)
            await at_rest(app, pilot)

    return press


async def open_capture(app: ApiwhyApp, pilot: Pilot[Any]) -> None:
    """Opens a capture as `ctrl+o` does, against the examples' environment."""
    app.environment = ENVIRONMENT
    app.open_replay(str(EXAMPLES / "ticket-sanitised.har"))


def expired() -> Inputs:
    """The example that most pictures show."""
    return example("expired")


PICTURES = (
    Picture(name="diagnose", inputs=expired),
    Picture(name="diagnose-80x24", size=SMALL, inputs=expired),
    Picture(name="guide", inputs=expired, act=pressing("g")),
    Picture(name="audit", inputs=expired, act=pressing("4")),
    Picture(name="environment", inputs=expired, act=pressing("5", "n", "n"), shows="scope_not_granted"),
    Picture(name="replay", act=open_capture, shows="har: 40 requests"),
)


def take(picture: Picture) -> str:
    """The picture as SVG. Runs the app in an event loop of its own."""
    return asyncio.run(take_soon(picture))


async def take_soon(picture: Picture) -> str:
    """The picture as SVG."""
    from tui.app import ApiwhyApp

    with world() as workbench:
        app = ApiwhyApp(workbench, inputs=picture.inputs())
        async with app.run_test(size=picture.size) as pilot:
            await at_rest(app, pilot)
            if picture.act:
                await picture.act(app, pilot)
                await at_rest(app, pilot)
            await until_drawn(app, pilot, picture.shows)
            await at_rest(app, pilot)
            return settled(app.export_screenshot(simplify=True))


async def at_rest(app: ApiwhyApp, pilot: Pilot[Any]) -> None:
    """Waits until no work is left, nothing moves, and no cursor blinks."""
    from textual.widgets import Input, TextArea

    for _ in range(3):
        await pilot.pause()
        await app.workers.wait_for_complete([worker for worker in app.workers if not worker.is_finished])
        await pilot.wait_for_scheduled_animations()
    for box in (*app.screen.query(Input), *app.screen.query(TextArea)):
        box.cursor_blink = False
    await pilot.pause()


async def until_drawn(app: ApiwhyApp, pilot: Pilot[Any], text: str) -> None:
    """Waits until a text is on the screen; TimeoutError where it never is."""
    for _ in range(WAITS):
        if text in app.export_screenshot(simplify=True).replace("&#160;", " "):
            return
        await pilot.pause(0.05)
    raise TimeoutError(f"`{text}` was never drawn")


def main(names: list[str]) -> int:
    """Writes each picture as SVG and as PNG; all of them where none is named."""
    if not has_font():
        print(f"the font {FONT} is missing (Debian: fonts-dejavu-core), wanted for the PNGs", file=sys.stderr)
        return 1
    for picture in PICTURES:
        if names and picture.name not in names:
            continue
        svg = take(picture)
        (FOLDER / f"{picture.name}.svg").write_text(svg, "utf-8")
        (FOLDER / f"{picture.name}.png").write_bytes(png_of(svg))
        print(picture.name)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
