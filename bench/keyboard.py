"""A process of its own that uses the app by its keyboard, and prints as JSON what each part of that cost.

`python -m bench.keyboard`, in a folder for its files.
"""

from __future__ import annotations

import asyncio
import gc
import json
import sys
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.widgets import Input

from bench.places import ENVIRONMENT, REQUEST
from bench.typist import Figures, NotingDriver, Typist
from engine.adapters.store import AuditStore
from tests.support.make_har import make_har
from tui.app import ApiwhyApp
from tui.workbench import Inputs, Workbench

SIZE = (120, 36)
ANCHOR = "typing in the one field of a minimal Textual app"
IDLE, BUSY = "typing in Replay's filter, nothing runs", "typing in Replay's filter while 3,000 requests are judged"
LONG = 3000
DIALOGS = {"ctrl+e": "the environment picker", "f1": "the help", "k": "the facts", "ctrl+d": "the demos"}
LINE = "  -H 'X-Trace-Number: 0123456789abcdef0123456789abcdef' \\\n"


class Least(App[None]):
    """The least app in which one can type."""

    def compose(self) -> ComposeResult:
        yield Input()


async def anchor(typist: Typist) -> None:
    """What Textual itself takes."""
    async with typist.part(ANCHOR):
        await typist.press(*"abcdefghij" * 2)


async def diagnose(typist: Typist) -> None:
    """One request, by its whole keyboard, twice: the first time of a thing loads what it needs."""
    app: Any = typist.app
    async with typist.part("pasting a request"):
        await typist.paste(REQUEST.read_text("utf-8"))
        await typist.until(lambda: app.diagnose.trace)
    for _ in range(2):
        async with typist.part("moving through the stages"):
            await typist.press(*["down"] * 9, *["up"] * 9)
        async with typist.part("opening and closing a stage"):
            await typist.press("enter", "escape", "down", "enter", "escape", "up")
        async with typist.part("toggling the audit"):
            await typist.press(*"aAAaAA")
        for key, name in DIALOGS.items():
            async with typist.part(f"opening and closing {name}"):
                await typist.press(key, "escape")
        async with typist.part("opening and closing the inputs"):
            await typist.press("i", "escape", "i")
        async with typist.part("typing in the request, diagnosed as one types"):
            await typist.press("end", *" -H 'x: y'")
        await typist.press("escape")


async def guide(typist: Typist) -> None:
    """The guide, opened twice."""
    for _ in range(2):
        async with typist.part("opening the guide"):
            await typist.press("3")
        async with typist.part("typing in the guide's search"):
            await typist.press("/", *"token exp", *["backspace"] * 9)
        await typist.press("escape", "escape")


async def long_inputs(typist: Typist) -> None:
    """A request of 16 KB in the box."""
    await typist.press("i")
    async with typist.part("a request of 16 KB: pasting, opening, typing"):
        await typist.paste("curl 'https://api.shop.test/orders/7' \\\n" + LINE * 260 + "  -H 'Accept: */*'")
        await typist.press("escape", "i", "escape", "i", "x", "y")
    await typist.press("escape")


async def replay(typist: Typist) -> None:
    """Row 16: the same keys while a long capture is judged, and after it was."""
    app: Any = typist.app
    app.open_replay(str(Path("long.har").absolute()))
    await typist.until(lambda: app.current_mode == "replay" and app.screen.is_mounted and app.screen.rows.count)
    await typist.press("/")
    async with typist.part(BUSY):
        while not app.screen.is_done:
            await typist.press(*"ab", "backspace", "backspace")
    async with typist.part(IDLE):
        for _ in range(12):
            await typist.press(*"ab", "backspace", "backspace")


def use(app: App[Any], parts: dict[str, Figures], *works: Callable[[Typist], Awaitable[None]]) -> None:
    """Runs an app, does the works in turn, and leaves it."""
    typist = Typist(app, parts)

    async def by_keyboard(pilot: Pilot[Any]) -> None:
        try:
            await typist.until(lambda: NotingDriver.written)
            await asyncio.sleep(1)
            for work in works:
                await work(typist)
        finally:
            app.exit()

    asyncio.run(app.run_async(size=SIZE, auto_pilot=by_keyboard))
    NotingDriver.written.clear()


def main() -> None:
    """Everything in the folder one stands in, which is the home folder, too."""
    Path("long.har").write_text(make_har(LONG).text, "utf-8")
    parts: dict[str, Figures] = {}
    use(Least(), parts, anchor)
    gc.collect()
    gc.disable()  # as the command does until the first frame is there
    with AuditStore.open(Path("audit.sqlite")) as store:
        app = ApiwhyApp(Workbench(store=store), inputs=Inputs(environment=str(ENVIRONMENT)))
        use(app, parts, diagnose, guide, long_inputs, replay)
    json.dump({name: asdict(figures) for name, figures in parts.items()}, sys.stdout)


if __name__ == "__main__":
    main()
