"""One page of the guide, in a pane that scrolls; its links are followed by keyboard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.geometry import Region
from textual.message import Message

from tui.render.entry import links_of, with_chosen
from tui.render.lines import Action, Row
from tui.widgets.rows import Rows


class EntryPage(VerticalScroll, can_focus=True):
    """Shows rows with links. Tab and the arrows choose one, Enter follows it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "choose(1)", "Next link", tooltip="choose the next link of the page"),
        Binding("right", "choose(1)", "Next link", show=False, tooltip="choose the next link of the page"),
        Binding("shift+tab,left", "choose(-1)", "Link before", show=False, tooltip="choose the link before"),
        Binding("enter", "follow_chosen", "Follow", tooltip="open what the chosen link names"),
        Binding("space", "page_down", "Page down", show=False, tooltip="a screenful down"),
    ]

    @dataclass
    class LinkFollowed(Message):
        """A link is to be followed: an id of the guide, or an address on the web."""

        target: str

    def __init__(self) -> None:
        super().__init__()
        self._page = PageRows()
        self._links: list[Action] = []

    def compose(self) -> ComposeResult:
        yield self._page

    @property
    def chosen(self) -> int | None:
        """The chosen link, counted from 0."""
        return self._page.chosen

    def show(self, rows: Sequence[Row], chosen: int | None = None) -> None:
        """Shows another page, from its top, or from the link that was chosen on it."""
        self._links = links_of(rows)
        self._page.show(rows, chosen if chosen is not None and chosen < len(self._links) else None)
        self.scroll_home(animate=False)
        self.call_after_refresh(self._show_chosen)
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "choose":
            return bool(self._links)
        return self.chosen is not None if action == "follow_chosen" else True

    def action_choose(self, by: int) -> None:
        """Chooses the next link that can be seen, or the one so many further."""
        now = self.chosen
        self._page.choose(self._first_seen(by) if now is None else (now + by) % len(self._links))
        self._show_chosen()
        self.refresh_bindings()

    def action_follow_chosen(self) -> None:
        """Follows the chosen link."""
        if self.chosen is not None:
            self.post_message(self.LinkFollowed(str(self._links[self.chosen][1][0])))

    def _first_seen(self, by: int) -> int:
        """The first link on the screen, else the first or last of the page."""
        top, height = self.scroll_offset.y, self.scrollable_content_region.height
        seen = [link for link, y in enumerate(self._page.places()) if top <= y < top + height]
        if seen:
            return seen[0] if by > 0 else seen[-1]
        return 0 if by > 0 else len(self._links) - 1

    def _show_chosen(self) -> None:
        places = self._page.places()
        if self.chosen is not None and self.chosen < len(places):
            self.scroll_to_region(Region(0, max(0, places[self.chosen] - 1), 1, 3), animate=False)


class PageRows(Rows):
    """The rows of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.chosen: int | None = None
        self._rows: Sequence[Row] = ()

    def show(self, rows: Sequence[Row], chosen: int | None) -> None:
        """Shows other rows."""
        self._rows, self.chosen = rows, chosen
        self.redraw()

    def choose(self, link: int | None) -> None:
        """Marks a link as chosen."""
        self.chosen = link
        self.redraw()

    def rows_for(self, width: int) -> Sequence[Row]:
        return with_chosen(self._rows, self.chosen)

    def places(self) -> list[int]:
        """The line in which each link begins, counted from 0."""
        lines = self.lines(self.content_size.width) if self.content_size.width else []
        found: list[tuple[int, Action]] = []
        for y, (spans, _) in enumerate(lines):
            for span in spans:
                if span.action and not (found and found[-1][1] is span.action):
                    found.append((y, span.action))
        return [y for y, _ in found]
