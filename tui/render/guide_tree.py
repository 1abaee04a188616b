"""The guide as a tree of rows: families, the reasons by stage, and what a search found above them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from engine.models.checks import FLOWS
from engine.reports.entry import FAMILY_TITLES
from knowledge.records import Head, Hit
from tui.render.lines import GAP, Row, Span, in_words, line, pad, shorten

STEP = 2
"""Cells of indentation a level."""
LEAST_TITLE = 20
"""Cells below which a title is left out rather than cut to nothing."""
STAGES = tuple(dict.fromkeys(stage for stages in FLOWS.values() for stage in stages))


class Node(NamedTuple):
    """One row of the list: a group that opens (`size` entries), an entry, or what stands between (no `id`).

    `column` is the width of the names beside it.
    """

    id: str
    name: str
    title: str = ""
    depth: int = 0
    size: int = 0
    column: int = 0
    group: str = ""

    @property
    def is_group(self) -> bool:
        return self.size > 0

    @property
    def is_entry(self) -> bool:
        return bool(self.id) and not self.size


class GuideTree:
    """The tree of all entries. `opened` are the ids of groups whose entries show."""

    def __init__(self, families: Mapping[str, Sequence[Head]]) -> None:
        self._families = {family: heads for family, heads in families.items() if heads}
        self.size = sum(len(heads) for heads in self._families.values())

    def nodes(self, opened: Collection[str]) -> list[Node]:
        """The rows that show now."""
        return [node for family in self._families for node in self._family(family, opened)]

    def groups_of(self, entry: str) -> tuple[str, ...]:
        """The groups that must be open for an entry to show; none where it is unknown."""
        for family, heads in self._families.items():
            for head in heads:
                if head.id == entry:
                    return (family, f"{family}/{head.stage}") if head.stage else (family,)
        return ()

    def _family(self, family: str, opened: Collection[str]) -> Iterator[Node]:
        heads = self._families[family]
        yield Node(family, FAMILY_TITLES[family], size=len(heads))
        if family not in opened:
            return
        plain = [head for head in heads if not head.stage]
        yield from _entries(plain, depth=1, group=family)
        for stage in sorted({head.stage for head in heads if head.stage}, key=_order):
            group = f"{family}/{stage}"
            inside = [head for head in heads if head.stage == stage]
            yield Node(group, in_words(stage), depth=1, size=len(inside), group=family)
            if group in opened:
                yield from _entries(inside, depth=2, group=group)


def _entries(heads: Sequence[Head], *, depth: int, group: str) -> Iterator[Node]:
    names = [head.id.removeprefix(f"{head.stage}.") for head in heads]
    column = max(map(len, names), default=0)
    for head, name in zip(heads, names, strict=True):
        yield Node(head.id, name, head.title, depth, column=column, group=group)


def _order(stage: str) -> tuple[int, str]:
    return (STAGES.index(stage) if stage in STAGES else len(STAGES), stage)


def hit_nodes(hits: Sequence[Hit], size: int, query: str) -> list[Node]:
    """What a search found, then a line that counts it; nothing where nothing was searched."""
    if not query.strip():
        return []
    column = max((len(hit.id) for hit in hits), default=0)
    found = [Node(hit.id, hit.id, hit.title, column=column) for hit in hits]
    said = f"{len(hits)} of {size}" if hits else f"nothing on `{query.strip()}`: try fewer words, or a code"
    return [*found, Node("", said)]


def node_row(node: Node, *, width: int, opened: bool, here: bool) -> Row:
    """One row of the list; `here` marks the entry whose page is shown."""
    if not node.id:
        said = shorten(f" {node.name} ", width - STEP)
        return Row(
            left=line(Span("─", "rule"), Span(said, "dim"), Span("─" * (width - len(said) - 1), "rule")), keep=True
        )
    indent = " " * (STEP * node.depth)
    if node.is_group:
        mark = Span("▾ " if opened else "▸ ", "dim")
        return Row(left=line(indent, mark, node.name), right=line(Span(str(node.size), "dim")), keep=True)
    lead = Span("▪ " if here else "  ", "link")
    room = width - len(indent) - len(lead.text)
    rest = room - node.column - GAP
    role = "strong" if here else ""
    if rest < LEAST_TITLE:
        return Row(left=line(indent, lead, Span(shorten(node.name, room), role)), keep=True)
    named = Span(pad(node.name, node.column + GAP), role)
    return Row(left=line(indent, lead, named, Span(shorten(node.title, rest), "dim")), keep=True)
