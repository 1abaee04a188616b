"""The command palette's list, made from the bindings that are there."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from textual.app import App, SystemCommand
from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import Screen

from tui.places import available
from tui.render.keys import key_name

ELSEWHERE = {"command_palette", "quit", "go"}
"""Actions that the list names in words of its own, or that opened it."""


def commands_of(app: App[Any], screen: Screen[Any]) -> Iterator[SystemCommand]:
    """What can be done on this screen now, then the screens, then the app itself."""
    seen: set[str] = set()
    for node in dict.fromkeys((screen, *_keyed(screen), app)):
        for binding in _bindings(node):
            name = binding.action.partition("(")[0]
            able = app._check_action_state(binding.action, node)
            if binding.action in seen or name in ELSEWHERE or not binding.tooltip or not able:
                continue
            seen.add(binding.action)
            said = f"{binding.tooltip} ({key_name(binding.key)})"
            yield SystemCommand(binding.description, said, partial(app.run_action, binding.action, node))
    for place in available():
        yield SystemCommand(
            f"Go to {place.title}", f"screen {place.number}", partial(app.run_action, f"app.go('{place.name}')")
        )
    yield SystemCommand("Light or dark", "change the colours", partial(app.run_action, "app.colours"))
    yield SystemCommand("Quit", "leave apiwhy (ctrl+q)", app.action_quit)


def _keyed(screen: Screen[Any]) -> list[DOMNode]:
    kinds = [kind for _, kind in getattr(screen, "KEYED", ())]
    return [node for kind in kinds for node in screen.query(kind) if node.display]


def _bindings(node: DOMNode) -> list[Binding]:
    return [binding for bindings in node._bindings.key_to_bindings.values() for binding in bindings]
