"""What the guide has, as a tree; above it what a search found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message

from knowledge.records import Hit
from tui.render.guide_tree import GuideTree, Node, hit_nodes, node_row
from tui.render.lines import Row
from tui.widgets.row_list import RowList

OPEN_AT_FIRST = ("reason",)


class GuideList(RowList):
    """Posts `EntryPicked` as the cursor comes to an entry, with `opened` where Enter was pressed on it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right", "unfold(True)", "Unfold", show=False, tooltip="show what is in the group"),
        Binding("left", "unfold(False)", "Fold", show=False, tooltip="hide what is in the group"),
    ]

    @dataclass
    class EntryPicked(Message):
        """The cursor stands on this entry; `opened` where it is wanted."""

        entry: str
        opened: bool

    def __init__(self, tree: GuideTree) -> None:
        super().__init__()
        self._tree = tree
        self._opened = set(OPEN_AT_FIRST)
        self._found: list[Node] = []
        self._listed = tree.nodes(self._opened)
        self._here = ""

    @property
    def count(self) -> int:
        return len(self._found) + len(self._listed)

    def row(self, place: int, width: int) -> Row:
        node = self._node(place)
        return node_row(node, width=width, opened=node.id in self._opened, here=node.id == self._here)

    def search(self, hits: Sequence[Hit], query: str) -> None:
        """Shows what a search found, the cursor on the best."""
        self._found = hit_nodes(hits, self._tree.size, query)
        self.refill(0)
        if hits:
            self.post_message(self.EntryPicked(hits[0].id, opened=False))

    def mark(self, entry: str, *, follow: bool) -> None:
        """Marks the entry whose page is shown; `follow` opens its groups and puts the cursor on it."""
        self._here = entry
        if not follow or (self.count and self._node(self.cursor).id == entry):
            self.refresh()
            return
        self._opened.update(self._tree.groups_of(entry))
        self._rebuild(entry)

    def watch_cursor(self, before: int, after: int) -> None:
        super().watch_cursor(before, after)
        if self.count and self._node(after).is_entry:
            self.post_message(self.EntryPicked(self._node(after).id, opened=False))

    def action_open(self) -> None:
        """Opens the entry, or unfolds or folds the group, under the cursor."""
        node = self._node(self.cursor)
        if node.is_group:
            self.action_unfold(node.id not in self._opened)
        elif node.is_entry:
            self.post_message(self.EntryPicked(node.id, opened=True))

    def action_unfold(self, wide: bool) -> None:
        """Unfolds a group, or folds the one that the cursor is in."""
        node = self._node(self.cursor)
        group = node.id if node.is_group and (wide or node.id in self._opened) else "" if wide else node.group
        if group:
            (self._opened.add if wide else self._opened.discard)(group)
            self._rebuild(group)

    def _rebuild(self, at: str) -> None:
        self._listed = self._tree.nodes(self._opened)
        places = [place for place, node in enumerate(self._listed) if node.id == at]
        self.refill(len(self._found) + places[0] if places else None)

    def _node(self, place: int) -> Node:
        return self._found[place] if place < len(self._found) else self._listed[place - len(self._found)]
