"""A screen that is styled, laid out and drawn once as it opens, so that no key waits for the second and third time."""

from __future__ import annotations

from asyncio import sleep
from typing import TypeVar

from textual.events import ScreenResume
from textual.geometry import Size
from textual.screen import Screen

Result = TypeVar("Result")


class SteadyScreen(Screen[Result]):
    """What every screen and dialog is. Textual alone styles a screen three times as it opens, and lays it out as often.

    What is done here in between is private to Textual; where it is called otherwise, all is only slower.
    """

    _styled_for = _styled_with = -1

    async def _compose(self) -> None:
        """Takes the classes of the terminal's size before there are widgets, so that none has to be styled twice."""
        self._fit()
        if self._styled_with != len(self.app.stylesheet.source):  # its own was read after it was styled
            self.app.stylesheet.apply(self, animate=False)
        await super()._compose()
        self._styled_for = self.app._css_update_count
        await sleep(0)  # a key that came meanwhile goes first

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._styled_with = len(self.app.stylesheet.source)

    def _fit(self) -> None:
        sides = zip(self.app.size, (self.app.HORIZONTAL_BREAKPOINTS, self.app.VERTICAL_BREAKPOINTS), strict=True)
        for size, breakpoints in sides:
            fitting = [name for least, name in sorted(breakpoints or ()) if size >= least]
            self.add_class(*fitting[-1:], update=False)

    def _on_screen_resume(self, event: ScreenResume) -> None:
        """Styles are made again only where the style sheets changed since; what changes a class styles it at once."""
        event.refresh_styles = event.refresh_styles and self._styled_for != self.app._css_update_count
        self._styled_for = self.app._css_update_count
        super()._on_screen_resume(event)

    def _screen_resized(self, size: Size) -> None:
        """The size that it has already is no reason for another layout."""
        if size != self._size:
            super()._screen_resized(size)
