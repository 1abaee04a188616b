"""What stands on the Diagnose screen before anything was pasted: the question, and what to press."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from tui.messages import InputsWanted
from tui.render.lines import Row, Span, line, pad
from tui.widgets.rows import StaticRows

QUESTION = [Row(left=line(Span("Why was my API call refused?", "title")))]
KEY, DOES = 8, 20


def _pair(*pairs: tuple[str, str, str]) -> Row:
    spans: list[Span] = []
    for key, does, action in pairs:
        spans += [Span(pad(key, KEY), "key", (action, ())), Span(pad(does, DOES))]
    return Row(left=tuple(spans), hang=KEY)


HINTS = [
    Row(left=line(Span(pad("ctrl+o", KEY), "key", ("app.open_file", ())), "open a file")),
    Row(
        left=line(Span(pad("ctrl+d", KEY), "key", ("app.demo", ())), "a demo: ",
                  Span("expired token, missing scope, a gateway's 502 …", "dim")),
        hang=KEY,
    ),
    Row(
        left=line(Span(pad("ctrl+e", KEY), "key", ("app.environment", ())), "choose an environment: ",
                  Span("what the request is judged against", "dim")),
        hang=KEY,
    ),
    Row(
        left=line(Span(pad("Esc", KEY), "key", ("screen.back", ())), "leave the box, then ", Span("1 2 3 4 5", "key"),
                  " change the screen and ", Span("?", "key"), " helps"),
        hang=KEY,
    ),
]  # fmt: skip


class Question(StaticRows):
    """The one question that the screen asks."""

    def __init__(self) -> None:
        super().__init__(QUESTION)


class Welcome(StaticRows, can_focus=True):
    """The first keys. Takes focus, so that there is somewhere to be outside the text box."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,i", "inputs", "To the box", tooltip="put the cursor into the paste box"),
    ]

    def __init__(self) -> None:
        super().__init__(HINTS)

    def action_inputs(self) -> None:
        """Goes back into the paste box."""
        self.post_message(InputsWanted())
