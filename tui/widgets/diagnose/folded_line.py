"""The inputs folded to one line; a click opens them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui.messages import InputsWanted
from tui.render.folded import folded_row
from tui.render.lines import Row
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from engine.models.exchange import Exchange


FOLDED = ("i opens the inputs", "i inputs")
UNFOLDED = ("Esc to the stages", "Esc stages")


class FoldedLine(Rows):
    """Shows what was pasted in one line."""

    def __init__(self) -> None:
        super().__init__()
        self._exchange: Exchange | None = None
        self._recognised = ""
        self._unfolded = True

    def show(self, exchange: Exchange | None, recognised: str) -> None:
        """Shows what was recognised, and of the exchange what is no secret."""
        self._exchange, self._recognised = exchange, recognised
        self.redraw()

    def fold(self, folded: bool) -> None:
        """Says how the inputs are opened, or how they are left."""
        self._unfolded = not folded
        self.redraw()

    def rows_for(self, width: int) -> Sequence[Row]:
        hints = UNFOLDED if self._unfolded else FOLDED
        return [folded_row(self._exchange, recognised=self._recognised, hints=hints, width=width)]

    def on_click(self) -> None:
        self.post_message(InputsWanted())
