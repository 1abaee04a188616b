"""The least that a Textual app can be."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import Static


class Least(App[None]):
    def compose(self) -> ComposeResult:
        yield Static("the least app")


Least().run()
