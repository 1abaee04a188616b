"""The rows of a replayed capture as its list shows them: worst first, other hosts and bad records folded, filtered.

Rows are put into sorted groups as they come, so that a batch costs no more at row 100,000 than at the first.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.replay.rows import VERDICTS, Row

if TYPE_CHECKING:
    from engine.models.exchange import Problem

OTHER_HOSTS, UNREAD = "other hosts", "unread"
FOREIGN = 2 * len(VERDICTS)


class Fold(NamedTuple):
    """A line that stands for rows below it. `said` are hosts."""

    name: str
    opened: bool
    number: int
    said: tuple[str, ...] = ()


class Kept(NamedTuple):
    """A row with what a filter looks in, and the group that it belongs to."""

    row: Row
    words: str
    group: int


class JudgedRows:
    """A sequence of what shows. `add` takes rows in the capture's order."""

    def __init__(self, problems: Sequence[Problem] = ()) -> None:
        self.widest_reason = 0
        self._kept: list[Kept] = []
        self._problems = tuple(problems)
        self._opened: set[str] = set()
        self._wanted: tuple[str, ...] = ()
        self._unwanted: tuple[str, ...] = ()
        self._start_groups()

    def add(self, rows: Iterable[Row]) -> None:
        """Takes more rows."""
        more = [Kept(row, haystack(row), group_of(row)) for row in rows]
        self._kept += more
        self.widest_reason = max([self.widest_reason, *(len(kept.row.reason or "") for kept in more)])
        self._show(more)

    def filter(self, text: str) -> None:
        """Shows only rows in which every word of the text occurs; a word after `-` must not."""
        words = text.casefold().split()
        self._wanted = tuple(word for word in words if word[0] != "-")
        self._unwanted = tuple(word[1:] for word in words if word[0] == "-" and word != "-")
        self._start_groups()
        self._show(self._kept)

    def toggle(self, name: str) -> None:
        """Unfolds or folds."""
        self._opened ^= {name}

    def __len__(self) -> int:
        return self._folded_at + sum(1 + len(below) for _, below in self._folds())

    def __getitem__(self, place: int) -> Row | Fold | Problem:
        for group in self._groups:
            if place < len(group):
                return group[place]
            place -= len(group)
        for fold, below in self._folds():
            if place <= len(below):
                return below[place - 1] if place else fold
            place -= 1 + len(below)
        raise IndexError(place)

    def place_of(self, wanted: Row | Fold | Problem) -> int:
        """Where a row or a fold stands now; 0 where it does not show."""
        start = 0
        for group in self._groups:
            found = bisect_left(group, wanted.index, key=_index) if isinstance(wanted, Row) else len(group)
            if group[found : found + 1] == [wanted]:
                return start + found
            start += len(group)
        for fold, below in self._folds():
            if fold.name == getattr(wanted, "name", None):
                return start
            if wanted in below:
                return start + 1 + below.index(wanted)
            start += 1 + len(below)
        return 0

    @property
    def _folded_at(self) -> int:
        return sum(map(len, self._groups))

    def _start_groups(self) -> None:
        self._groups: list[list[Row]] = [[] for _ in range(FOREIGN)]
        self._foreign: list[Row] = []
        self._hosts: dict[str, None] = {}

    def _show(self, rows: list[Kept]) -> None:
        for word in self._wanted:
            rows = [kept for kept in rows if word in kept.words]
        for word in self._unwanted:
            rows = [kept for kept in rows if word not in kept.words]
        for group, shown in enumerate((*self._groups, self._foreign)):
            shown += [kept.row for kept in rows if kept.group == group]
        self._hosts |= dict.fromkeys(row.host for row in self._foreign[-len(rows) :]) if rows else {}

    def _folds(self) -> Iterator[tuple[Fold, Sequence[Any]]]:
        """Each fold with what shows below it."""
        if self._foreign:
            opened = OTHER_HOSTS in self._opened
            yield Fold(OTHER_HOSTS, opened, len(self._foreign), tuple(self._hosts)), self._foreign if opened else ()
        if self._problems:
            opened = UNREAD in self._opened
            yield Fold(UNREAD, opened, len(self._problems)), self._problems if opened else ()


def haystack(row: Row) -> str:
    """What a filter looks in: everything that the row shows, in lower case."""
    parts = (row.at, row.captured, row.verdict, row.stage, row.reason, row.agreement, row.method, row.url)
    return " ".join(part for part in parts if part).casefold()


def group_of(row: Row) -> int:
    """Where a row stands: refused first, in each verdict those that differ first, other hosts last."""
    return FOREIGN if row.foreign else 2 * VERDICTS.index(row.verdict) + (row.agreement != "differs")


def _index(row: Row) -> int:
    return row.index
