"""What every dialog is: a screen over a screen, with a frame, a title, and the keys that leave it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.segment import Segment
from rich.style import Style
from textual.app import App
from textual.color import Color
from textual.renderables.background_screen import BackgroundScreen
from textual.screen import ModalScreen, Screen

from tui.screens.steady import Result as Result
from tui.screens.steady import SteadyScreen
from tui.widgets.rows import ROLE_CLASSES

if TYPE_CHECKING:
    from typing import Self

    from textual.geometry import Region


class Dialog(ModalScreen[Result], SteadyScreen[Result]):
    """Subclasses put their widgets into a container of the class `dialog`."""

    COMPONENT_CLASSES: ClassVar[set[str]] = set(ROLE_CLASSES)
    _below: Dimmed | None = None

    def render(self) -> RenderableType:
        below = super().render()
        if isinstance(below, BackgroundScreen) and not (self._below and self._below.shows(below)):
            self._below = Dimmed(below.screen, below.color)
        return self._below or below

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """Where only parts are wanted again, they are what changed on the screen below."""
        if regions and self._below:
            self._below.forget()
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def notify_style_update(self) -> None:
        super().notify_style_update()
        if self._below:
            self._below.forget()


async def ask(app: App[Any], dialog: Dialog[Result]) -> Result | None:
    """What is picked in a dialog. One that is open gives way; its own key only leaves it again."""
    again = False
    while isinstance(app.screen, Dialog):
        again = again or type(app.screen) is type(dialog)
        await app.screen.dismiss(None)
    if again:
        return None
    picked: Result = await app.push_screen_wait(dialog)
    return picked


class Dimmed(BackgroundScreen):
    """The screen below, tinted as Textual does it, but each of its few styles once: that takes a fifth of the time.

    It is drawn once and kept.
    """

    def __init__(self, screen: Screen[Any], color: Color) -> None:
        super().__init__(screen, color)
        self._size = screen.size
        self._drawn: list[Segment] = []

    def shows(self, other: BackgroundScreen) -> bool:
        """Whether this is the same screen in the same colour, and as large as it was."""
        return (self.screen, self.color, self._size) == (other.screen, other.color, other.screen.size)

    def forget(self) -> None:
        """Draws it again the next time: it has changed."""
        self._drawn = []

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if not self._drawn:
            below = console.render(self.screen._compositor, options)
            self._drawn = list(self.process_segments(below, self.color))
        return self._drawn

    @classmethod
    def process_segments(cls, segments: Iterable[Segment], color: Color) -> Iterable[Segment]:
        for segment in segments:
            text, style, control = segment
            yield segment if control else Segment(text, _dimmed(style or Style.null(), color), control)


@lru_cache(maxsize=1024)
def _dimmed(style: Style, color: Color) -> Style:
    [tinted] = BackgroundScreen.process_segments([Segment(" ", style)], color)
    return tinted.style or style
