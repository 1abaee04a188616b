"""`apiwhy [INPUT]`: opens the app; where standard output is no terminal, it is `diagnose`."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING

from msgspec.structs import replace

from tui.cli.options import ALLOWED, UNREADABLE, USAGE, CannotRead, allow_network, piped, say, shared_inputs
from tui.cli.output import watched

if TYPE_CHECKING:
    from tui.workbench import Inputs, Workbench


def run(words: Sequence[str]) -> int:
    """Opens the app on the input, or diagnoses where nobody watches or a format is asked for."""
    from tui.cli.diagnose import parser, read_named
    from tui.cli.diagnose import run as diagnose

    if not watched() or any(word.partition("=")[0] == "--format" for word in words):
        return diagnose(words)
    options = parser().read(words)
    from tui.workbench import Workbench

    workbench = Workbench()
    try:
        inputs = shared_inputs(options)
        allow_network(workbench, options, in_app=True)
        if len(options.input) > 1:
            raise CannotRead(f"the app opens one input, saw {len(options.input)}; `apiwhy diagnose` takes several")
        name = options.input[0] if options.input else "-" if piped() else ""
        inputs = replace(inputs, text=read_named(workbench, name), name="" if name == "-" else PurePath(name).name)
    except UNREADABLE as error:
        say(str(error))
        return USAGE
    return open_app(workbench, inputs, record=not options.no_record)


def open_app(workbench: Workbench, inputs: Inputs, *, start: str = "diagnose", record: bool = True) -> int:
    """Runs the app until it is left; `start` is its first screen.

    Piped input was read by now: the keyboard becomes standard input again.
    """
    if sys.stdin is None or not sys.stdin.isatty():
        try:
            os.dup2(os.open("/dev/tty", os.O_RDONLY), 0)
        except OSError:
            say("there is no terminal to take keys from; `apiwhy diagnose` prints instead of opening the app")
            return USAGE
    from tui.first_frame import first_frame

    gc.disable()  # a tenth of the start is looking for garbage where there is none; the app enables it once it is drawn
    with first_frame(asks=start == "diagnose" and not inputs.text):
        from tui.app import ApiwhyApp

        ApiwhyApp(workbench, inputs=inputs, start=start, record=record).run()
    return ALLOWED
