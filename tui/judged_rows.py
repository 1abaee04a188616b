"""The rows of a replayed capture as its list shows them: worst first, other hosts and bad records folded, filtered.

Rows are put into sorted groups as they come, so that a batch costs no more at row 100,000 than at the first.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.replay.rows import VERDICTS

if TYPE_CHECKING:
    from engine.models.exchange import Problem
    from engine.replay.rows import Row

OTHER_HOSTS, UNREAD = "other hosts", "unread"


class Fold(NamedTuple):
    """A line that stands for rows below it. `said` are hosts."""

    name: str
    opened: bool
    number: int
    said: tuple[str, ...] = ()


class JudgedRows:
    """A sequence of what shows. `add` takes rows in the capture's order."""

    def __init__(self, problems: Sequence[Problem] = ()) -> None:
        self.rows: list[Row] = []
        self.widest_reason = 0
        self._problems = tuple(problems)
        self._opened: set[str] = set()
        self._passes: Callable[[str], bool] = _everything
        self._start_groups()

    def _start_groups(self) -> None:
        self._groups: list[list[Row]] = [[] for _ in range(2 * len(VERDICTS))]
        self._foreign: list[Row] = []
        self._hosts: dict[str, None] = {}

    def add(self, rows: Iterable[Row]) -> None:
        """Takes more rows."""
        for row in rows:
            self.rows.append(row)
            self._put(row)

    def filter(self, text: str) -> None:
        """Shows only rows in which every word of the text occurs; a word after `-` must not."""
        self._passes = _words(text)
        self._start_groups()
        for row in self.rows:
            self._put(row)

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
        index = getattr(wanted, "index", None)
        start = 0
        for group in self._groups:
            found = bisect_left(group, index, key=_index) if isinstance(index, int) else len(group)
            if found < len(group) and group[found].index == index:
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
    def matching(self) -> int:
        """How many rows pass the filter, folded ones too."""
        return self._folded_at + len(self._foreign)

    @property
    def _folded_at(self) -> int:
        return sum(map(len, self._groups))

    def _put(self, row: Row) -> None:
        self.widest_reason = max(self.widest_reason, len(row.reason or ""))
        if not self._passes(haystack(row)):
            return
        if row.foreign:
            self._foreign.append(row)
            self._hosts[row.host] = None
        else:
            self._groups[2 * VERDICTS.index(row.verdict) + (row.agreement != "differs")].append(row)

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


def _everything(_: str) -> bool:
    return True


def _words(text: str) -> Callable[[str], bool]:
    words = text.casefold().split()
    wanted = [word for word in words if not word.startswith("-")]
    unwanted = [word[1:] for word in words if word.startswith("-") and word != "-"]
    if not words:
        return _everything
    return lambda said: all(word in said for word in wanted) and not any(word in said for word in unwanted)


def _index(row: Row) -> int:
    return row.index
