"""Asks before anything is sent: which hosts, what for, who names them, and whether the token goes there."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll

from tui.render.lines import BLANK, Row, Span, line
from tui.screens.dialog import Dialog
from tui.widgets.rows import StaticRows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tui.contacts import Contact


class OnlineScreen(Dialog[bool]):
    """Dismissed with True where a person agreed to every contact that is listed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "dismiss(True)", "Send", tooltip="send all of these"),
        Binding("escape,o", "dismiss(False)", "Leave", tooltip="send nothing"),
    ]

    def __init__(self, contacts: Sequence[Contact]) -> None:
        super().__init__()
        self._contacts = contacts

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog") as dialog:
            dialog.border_title = "use the network?"
            dialog.border_subtitle = "Enter sends these   Esc sends nothing"
            yield StaticRows(contact_rows(self._contacts))


def contact_rows(contacts: Sequence[Contact]) -> list[Row]:
    """What would be sent where; the token in a line of its own."""
    rows: list[Row] = []
    for contact in contacts:
        what = "this request's access token goes to" if contact.sends_token else "a request goes to"
        rows += [
            Row(left=line(Span(f"{what} ", "unknown" if contact.sends_token else ""), Span(contact.host, "strong"))),
            Row(left=line(Span("for ", "dim"), contact.purpose), hang=4),
            Row(left=line(Span("named by ", "dim"), contact.named_by.replace("`", "")), hang=9),
            BLANK,
        ]
    return rows[:-1]
