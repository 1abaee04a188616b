"""The outline of an environment: kinds, things and what they hold, with the worst finding beside each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from engine.environment.outline import Item, walk
from tui.render.environment_outline import Shown, item_row, shown_items
from tui.render.lines import Row
from tui.widgets.row_list import RowList

if TYPE_CHECKING:
    from engine.environment.lint.found import Finding
    from engine.environment.positions import Path

OPEN_AT_FIRST: tuple[Path, ...] = (("api_services",),)


class OutlineList(RowList):
    """Posts `ItemPicked` as the cursor comes to an item, with `opened` where Enter was pressed on it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right", "unfold(True)", "Unfold", show=False, tooltip="show what belongs to it"),
        Binding("left", "unfold(False)", "Fold", show=False, tooltip="hide what belongs to it"),
    ]

    @dataclass
    class ItemPicked(Message):
        """The cursor stands on this item; `opened` where its page is wanted."""

        item: Item
        opened: bool

    def __init__(self) -> None:
        super().__init__()
        self._items: tuple[Item, ...] = ()
        self._findings: Sequence[Finding] = ()
        self._opened: set[Path] = set(OPEN_AT_FIRST)
        self._words: tuple[str, ...] = ()
        self._listed: list[Shown] = []
        self._here: Path = ()

    @property
    def count(self) -> int:
        return len(self._listed)

    @property
    def item(self) -> Item | None:
        """The item under the cursor."""
        return self._listed[self.cursor].item if self._listed else None

    def row(self, place: int, width: int) -> Row:
        shown = self._listed[place]
        return item_row(shown, width=width, here=bool(self._here) and shown.item.path == self._here)

    def show(self, items: tuple[Item, ...], findings: Sequence[Finding]) -> None:
        """Shows another outline, or other findings; the cursor stays at its place in it."""
        self._items, self._findings = items, findings
        self._rebuild(self.item.place if self.item else None)

    def filter(self, text: str) -> None:
        """Shows only what every word of the text occurs in, each with its own line; all again for no words."""
        self._words = tuple(text.casefold().split())
        self._rebuild(None)

    def mark(self, path: Path, *, follow: bool) -> None:
        """Marks the thing whose page is shown; `follow` opens what holds it and puts the cursor on it."""
        self._here = path
        if not follow or self._words:
            self.refresh()
            return
        found = next((item for item in walk(self._items) if item.path == path), None)
        if found is not None:
            holding = {found.place[:length] for length in range(1, len(found.place))}
            self._opened |= {item.place for item in walk(self._items) if item.place in holding and item.children}
            self._rebuild(found.place)

    def watch_cursor(self, before: int, after: int) -> None:
        super().watch_cursor(before, after)
        if self.item is not None:
            self.post_message(self.ItemPicked(self.item, opened=False))

    def action_open(self) -> None:
        """Opens the page of the item under the cursor; a kind unfolds or folds."""
        if self.item is None:
            return
        if self.item.table is None:
            self.action_unfold(self.item.place not in self._opened)
        else:
            self.post_message(self.ItemPicked(self.item, opened=True))

    def action_unfold(self, wide: bool) -> None:
        """Unfolds an item, or folds it, or what it belongs to."""
        item = self.item
        if item is None or self._words:
            return
        if wide:
            self._opened |= {item.place} if item.children else set()
            self._rebuild(item.place)
            return
        at = item.place if item.place in self._opened and item.children else self._holder(item)
        self._opened.discard(at)
        self._rebuild(at)

    def _holder(self, item: Item) -> Path:
        """The place of what an item belongs to."""
        return next((one.place for one in walk(self._items) if item in one.children), item.place)

    def _rebuild(self, at: Path | None) -> None:
        if self._words:
            found = [item for item in walk(self._items) if item.table is not None and self._fits(item)]
            self._listed = [Shown(item._replace(children=()), 0, opened=False) for item in found]
        else:
            self._listed = list(shown_items(self._items, self._opened, self._findings))
        places = [number for number, shown in enumerate(self._listed) if shown.item.place == at]
        self.refill(places[0] if places else 0 if at is None else None)

    def _fits(self, item: Item) -> bool:
        said = f"{item.kind} {item.name} {item.note}".casefold()
        return all(word in said for word in self._words)
