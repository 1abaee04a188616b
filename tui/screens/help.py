"""Help: the screen below explained, its keys taken from its bindings."""

from __future__ import annotations

from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.dom import DOMNode
from textual.screen import Screen

from tui.render.keys import Key, help_rows
from tui.render.lines import Row
from tui.screens.dialog import Dialog
from tui.widgets.rows import StaticRows

UNSAID = {"command_palette"}
PLAIN = {
    "app.focus_next": ("Go on", "to the next box, list or page"),
    "app.focus_previous": ("Go back", "to the box, list or page before"),
    "screen.copy_text": ("Copy", "what is marked with the mouse"),
}
"""What Textual's own keys do, in plain words."""


class HelpScreen(Dialog[None]):
    """Lists only what is bound: what acts where one is, then what acts elsewhere on the screen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f1,q,question_mark", "dismiss", "Close", tooltip="close the help"),
    ]

    def __init__(self, about: Screen[Any]) -> None:
        super().__init__()
        self._rows = rows_about(about)
        place = getattr(about, "PLACE", "")
        self._title = f"help: {place}" if place else "help"

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog") as dialog:
            dialog.border_title = self._title
            dialog.border_subtitle = "Esc closes this   ctrl+q leaves apiwhy"
            yield StaticRows(self._rows)


def rows_about(screen: Screen[Any]) -> list[Row]:
    """The help page of a screen."""
    seen: set[str] = set()
    groups = [("keys that act now", _active(screen, seen)), ("outside the text boxes", _of(screen, seen))]
    groups += [(where, _of_class(kind, seen)) for where, kind in getattr(screen, "KEYED", ())]
    groups.append(("everywhere outside the text boxes", _of(screen.app, seen)))
    return help_rows(getattr(screen, "EXPLAINS", ()), groups)


def _active(screen: Screen[Any], seen: set[str]) -> list[Key]:
    bindings = [found.binding for found in screen.active_bindings.values() if found.enabled]
    return _keys([binding for binding in bindings if binding.tooltip], seen)


def _of(node: DOMNode, seen: set[str]) -> list[Key]:
    found = [binding for bindings in node._bindings.key_to_bindings.values() for binding in bindings]
    return _keys(found, seen)


def _of_class(kind: type[DOMNode], seen: set[str]) -> list[Key]:
    return _keys(list(Binding.make_bindings(kind.BINDINGS)), seen)


def _keys(bindings: list[Binding], seen: set[str]) -> list[Key]:
    keys: list[Key] = []
    for binding in bindings:
        if binding.action in seen or binding.action in UNSAID:
            continue
        seen.add(binding.action)
        keys.append(Key(binding.key, *PLAIN.get(binding.action, (binding.description, binding.tooltip))))
    return keys
