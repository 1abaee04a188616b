"""The pages of the guide that were looked at: back, forward, and glances that leave no trace."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Visit:
    """A page that was shown. `link` is the one chosen on it; a glance is replaced by the next page."""

    entry: str
    glance: bool = False
    link: int | None = None


class Visits:
    """A line of visits with a place in it, as a browser keeps."""

    def __init__(self) -> None:
        self._line: list[Visit] = []
        self._place = -1

    @property
    def current(self) -> Visit | None:
        """Where one is; None before the first page."""
        return self._line[self._place] if self._line else None

    @property
    def can_back(self) -> bool:
        return self._place > 0

    @property
    def can_forward(self) -> bool:
        return self._place + 1 < len(self._line)

    def glance(self, entry: str) -> None:
        """Looks at a page in passing, as the cursor of a list moves over it."""
        self._go(Visit(entry, glance=True))

    def visit(self, entry: str) -> None:
        """Opens a page; what lay ahead of it is forgotten."""
        self._go(Visit(entry))

    def keep(self, link: int | None = None) -> None:
        """Makes a glance a visit, and remembers which link was chosen."""
        if self._line:
            self._line[self._place] = replace(self._line[self._place], glance=False, link=link)

    def step(self, by: int) -> Visit | None:
        """Goes so many pages forward, or back where negative; None where the line ends before."""
        if not 0 <= self._place + by < len(self._line):
            return None
        self._place += by
        return self.current

    def _go(self, visit: Visit) -> None:
        current = self.current
        if current and current.entry == visit.entry:
            self._line[self._place] = replace(current, glance=current.glance and visit.glance)
            return
        kept = self._place if current and current.glance else self._place + 1
        self._line[kept:] = [visit]
        self._place = kept
