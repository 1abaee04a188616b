"""What is done while nobody presses a key, so that no key waits for it: garbage is looked for, modules are loaded.

Modules are imported by a thread, one at a time; style sheets are read between two frames.
"""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from importlib import import_module
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.app import App
    from textual.css.stylesheet import Stylesheet

MODULES = (
    "engine.redaction.text", "engine.asking", "engine.captures.curl", "engine.pipeline", "engine.adapters.environments",
    "jwt", "engine.tokens.keys", "engine.audit.events", "tui.screens.pick", "tui.screens.facts", "tui.screens.help",
    "tui.screens.environments", "tui.screens.guide", "tui.screens.audit", "tui.screens.replay", "engine.captures.har",
    "engine.adapters.processes", "tui.screens.environment",
)  # fmt: skip
"""What the first diagnosis, the dialogs and the other screens import, in the order in which they are likely needed."""
STYLES = ("lists.tcss", "guide.tcss", "audit.tcss", "replay.tcss", "environment.tcss")
PAUSE = 0.03
"""Seconds between two imports, for keys that came meanwhile."""
SWITCH_SECONDS = 0.001
"""How long a thread keeps the interpreter when another wants it; by default five times as long."""
RESTING = 1.0
"""Seconds without a key after which garbage is looked for."""
YOUNG = 4
"""Looks at young garbage, of some thousand objects each, after which it is worth a look at all that is new."""


class Leisure:
    """Begins once the first frame is drawn. `pressed` is to be called at each key.

    `last` is what else is prepared, once all is loaded; in a thread, as that is.
    """

    def __init__(self, last: Callable[[], object] = object) -> None:
        self._last = last
        self._pressed = time.monotonic()
        self._ended = Event()
        self._thread = Thread(target=self._import, name="loading what is needed soon", daemon=True)
        self._held = False

    def begin(self) -> None:
        """Loads what is needed soon. Takes over the search for garbage where the start has stopped it."""
        sys.setswitchinterval(SWITCH_SECONDS)
        if not gc.isenabled():
            self._held = True
            gc.freeze()
            gc.set_threshold(*gc.get_threshold()[:2], 1_000_000)
            gc.enable()
        self._thread.start()

    def pressed(self) -> None:
        """A key was pressed: now is no time for anything else."""
        self._pressed = time.monotonic()

    def tidy(self, *, lasting: bool) -> None:
        """Looks for garbage where nobody waits. `lasting` where what is there will stay: it is not searched again.

        Python itself would look through everything at some moment, which takes up to 100 ms.
        """
        resting = time.monotonic() - self._pressed > RESTING
        if self._held and resting and gc.get_count()[2] >= YOUNG:
            gc.collect()
            if lasting:
                gc.freeze()

    def end(self) -> None:
        """Loads nothing more."""
        self._ended.set()

    def _import(self) -> None:
        for name in MODULES:
            if self._ended.is_set():
                return
            if name not in sys.modules:
                with suppress(ImportError):  # whoever needs it says so
                    import_module(name)
                self._ended.wait(PAUSE)
        self._last()
        if self._held:
            gc.freeze()


def style_at_leisure(app: App[Any], steps: Iterator[object] | None = None) -> None:
    """Loads one style sheet after another, with time for keys between them."""
    steps = steps or load_styles(app.stylesheet)
    if next(steps, None):
        app.set_timer(PAUSE, partial(style_at_leisure, app, steps))


def load_styles(stylesheet: Stylesheet) -> Iterator[str]:
    """Reads and parses a style sheet with each step, so that the first visit to a screen need not."""
    for name in STYLES:
        path = Path(__file__).parent / "screens" / name
        if not stylesheet.has_source(str(path)):
            stylesheet.read(path)
            stylesheet.parse()
        yield name
