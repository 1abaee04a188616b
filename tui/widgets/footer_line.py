"""The last line: the keys that act now, at most seven."""

from __future__ import annotations

from collections.abc import Sequence

from textual.dom import DOMNode
from textual.screen import Screen

from tui.render.keys import Key, footer_line
from tui.render.lines import Row
from tui.widgets.rows import Rows

LAST = ("f1", "ctrl+p")


class FooterLine(Rows):
    """Made from the bindings of what has focus, so that it cannot name a key that does nothing."""

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._changed)

    def _changed(self, screen: Screen[object]) -> None:
        if screen is self.screen:
            self.redraw()

    def rows_for(self, width: int) -> Sequence[Row]:
        return [Row(left=footer_line(self._keys(), width), keep=True)]

    def _keys(self) -> list[Key]:
        order = getattr(self.screen, "footer_actions", ())
        keys: dict[str, tuple[int, Key]] = {}
        for node, binding, enabled, _ in self.screen.active_bindings.values():
            last = binding.key in LAST
            placed = binding.action in order
            elsewhere = bool(order) and not placed and node in (self.screen, self.app)
            if not enabled or (not last and (elsewhere or not binding.show)):
                continue
            place = order.index(binding.action) if placed else -1
            does = "All" if binding.key == "ctrl+p" else binding.description
            click = (f"{self._namespace(node)}.{binding.action}", ())
            key = Key(binding.key, does, action=None if "(" in binding.action else click, last=last)
            keys.setdefault(binding.action, (LAST.index(binding.key) if last else place, key))
        return [key for _, key in sorted(keys.values(), key=lambda placed: placed[0])]

    def _namespace(self, node: DOMNode) -> str:
        return "app" if node is self.app else "screen" if node is self.screen else "focused"
