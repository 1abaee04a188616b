"""What every dialog is: a screen over a screen, with a frame, a title, and the keys that leave it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import ClassVar, TypeVar

from rich.console import RenderableType
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.renderables.background_screen import BackgroundScreen
from textual.screen import ModalScreen

from tui.widgets.rows import ROLE_CLASSES

Result = TypeVar("Result")


class Dialog(ModalScreen[Result]):
    """Subclasses put their widgets into a container of the class `dialog`."""

    COMPONENT_CLASSES: ClassVar[set[str]] = set(ROLE_CLASSES)

    def render(self) -> RenderableType:
        below = super().render()
        return Dimmed(below.screen, below.color) if isinstance(below, BackgroundScreen) else below


class Dimmed(BackgroundScreen):
    """The screen below, tinted as Textual does it, but each of its few styles once: that takes a fifth of the time."""

    @classmethod
    def process_segments(cls, segments: Iterable[Segment], color: Color) -> Iterable[Segment]:
        for segment in segments:
            text, style, control = segment
            yield segment if control else Segment(text, _dimmed(style or Style.null(), color), control)


@lru_cache(maxsize=1024)
def _dimmed(style: Style, color: Color) -> Style:
    [tinted] = BackgroundScreen.process_segments([Segment(" ", style)], color)
    return tinted.style or style
