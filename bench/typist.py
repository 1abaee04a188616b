"""Presses the keys of an app and notes what each cost: until something is drawn, and how late the event loop was.

The app runs on a terminal that only notes when it is written to. How late the loop is, is what a key would wait that
comes at the worst moment.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any, ClassVar

from textual import events
from textual.app import App
from textual.drivers.headless_driver import HeadlessDriver
from textual.keys import _character_to_key

QUIET = 0.08
"""Seconds without drawing after which a key has done all it does."""
GIVEN_UP = 2.0
"""Seconds after which a key is taken for one that draws nothing, and a screen for one that is never still."""
PATIENCE = 60
"""Seconds that anything else may take."""
SAMPLE = 0.002
"""Seconds between two looks at how late the event loop is."""
NAMES = {" ": "space", "\n": "enter"}


class NotingDriver(HeadlessDriver):
    """A terminal that shows nothing, but for which everything is drawn."""

    written: ClassVar[list[float]] = []

    @property
    def is_headless(self) -> bool:
        return False

    def write(self, data: str) -> None:
        self.written.append(perf_counter())


@dataclass
class Figures:
    """Seconds: of each key until the first drawing, and how late the event loop was, every few milliseconds."""

    echo: list[float] = field(default_factory=list)
    late: list[float] = field(default_factory=list)


class Typist:
    """Uses one app. What is pressed within `part` is counted under its name."""

    def __init__(self, app: App[Any], parts: dict[str, Figures]) -> None:
        self.app = app
        self.parts = parts
        self._now: Figures | None = None
        app.driver_class = NotingDriver

    @asynccontextmanager
    async def part(self, name: str) -> AsyncIterator[None]:
        """What is pressed inside is counted under this name."""
        await self.rest()
        self._now = self.parts.setdefault(name, Figures())
        sampler = asyncio.create_task(_sample(self._now.late))
        try:
            yield
            await self.rest()
        finally:
            sampler.cancel()
            self._now = None

    async def press(self, *keys: str) -> None:
        """Presses keys one after the other, each once the one before has done all it does."""
        for key in keys:
            name = key if len(key) > 1 else NAMES.get(key) or _character_to_key(key)
            await self._cost(events.Key(name, key if len(key) == 1 else None))

    async def paste(self, text: str) -> None:
        """Pastes into what has focus."""
        await self._cost(events.Paste(text))

    async def until(self, holds: Callable[[], object]) -> None:
        """Waits until something holds. TimeoutError where it never does."""
        async with asyncio.timeout(PATIENCE):
            while not holds():
                await asyncio.sleep(0.01)
        await self.rest()

    async def rest(self) -> None:
        """Waits until nothing is drawn any more, or as long as something always is."""
        started = perf_counter()
        while perf_counter() - started < GIVEN_UP and self._quiet() < QUIET:
            await asyncio.sleep(0.01)

    async def _cost(self, event: events.Event) -> None:
        driver, written = self.app._driver, NotingDriver.written
        assert driver is not None
        event.set_sender(self.app)
        started, before = perf_counter(), len(written)
        driver.send_message(event)
        while len(written) == before and perf_counter() - started < GIVEN_UP:
            await asyncio.sleep(0.002)
        await self.rest()
        if self._now is not None and len(written) > before:
            self._now.echo.append(written[before] - started)

    def _quiet(self) -> float:
        return perf_counter() - max(NotingDriver.written[-1:], default=0.0)


async def _sample(late: list[float]) -> None:
    while True:
        wanted = perf_counter() + SAMPLE
        await asyncio.sleep(SAMPLE)
        late.append(perf_counter() - wanted)
