"""Pick one of a list: type to narrow it, arrows to choose, Enter to take, Escape to leave it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from engine.redaction import escape_controls
from tui.render.lines import in_words, pad, shorten
from tui.screens.dialog import Dialog
from tui.widgets.rows import StaticRows
from tui.widgets.search_field import COMPACT

if TYPE_CHECKING:
    from engine.models.trace import Trace
    from knowledge.records import ScenarioSummary

TITLE = 34
"""Cells of a choice's title before what is said of it."""

COMMONEST = (
    "token.expired", "token.missing", "token.audience_mismatch", "token.issuer_mismatch", "token.signature_invalid",
    "rules.scope_missing", "rules.group_missing", "policy.denied", "operation.method_not_allowed",
    "gateway.name_not_resolved", "gateway.connection_refused", "upstream.failed", "client.authentication_failed",
    "grant.invalid",
)  # fmt: skip
"""The refusals that people meet most, in the order in which the demos offer them."""
KINDS = ("reason", "behaviour", "finding")
"""What a demo shows, in the order in which they are offered."""


class Choice(NamedTuple):
    """One thing to pick."""

    id: str
    title: str
    said: str = ""


class PickScreen(Dialog[Any]):
    """Dismissed with the id of the choice, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Leave", tooltip="pick nothing"),
        Binding("down", "move('cursor_down')", "Next", show=False, priority=True),
        Binding("up", "move('cursor_up')", "Before", show=False, priority=True),
        Binding("pagedown", "move('page_down')", "Page down", show=False, priority=True),
        Binding("pageup", "move('page_up')", "Page up", show=False, priority=True),
    ]

    def __init__(self, title: str, choices: Sequence[Choice], *, placeholder: str = "type to narrow the list") -> None:
        super().__init__()
        self._title = title
        self.choices = list(choices)
        self._placeholder = placeholder

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as dialog:
            dialog.border_title = self._title
            dialog.border_subtitle = "↑↓ choose   Enter takes   Esc leaves"
            yield Input(placeholder=self._placeholder, compact=True, classes=COMPACT)
            yield OptionList(markup=False, compact=True, classes=COMPACT)
            yield StaticRows(id="dialog-problem")

    def on_mount(self) -> None:
        self.fill("")

    def choices_for(self, typed: str) -> Iterable[Choice]:
        """The choices that every typed word occurs in."""
        words = typed.casefold().split()
        return [choice for choice in self.choices if all(word in " ".join(choice).casefold() for word in words)]

    def fill(self, typed: str) -> None:
        """Lists what fits what was typed, the first one chosen."""
        self.list_choices(self.choices_for(typed))

    def list_choices(self, choices: Iterable[Choice]) -> None:
        """Lists these choices, the first one chosen."""
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options(Option(_prompt(choice), id=choice.id) for choice in choices)
        if options.option_count:
            options.highlighted = 0
        else:
            options.add_option(Option("nothing fits; Backspace widens it again", disabled=True))

    @on(Input.Changed)
    def _narrow(self, event: Input.Changed) -> None:
        self.fill(event.value)

    @on(Input.Submitted)
    def _take(self) -> None:
        self.query_one(OptionList).action_select()

    @on(OptionList.OptionSelected)
    def _picked(self, event: OptionList.OptionSelected) -> None:
        self.pick(event.option_id)

    def pick(self, id: str | None) -> None:
        """Takes a choice."""
        self.dismiss(id)

    def action_leave(self) -> None:
        """Leaves without a choice."""
        self.dismiss(None)

    def action_move(self, how: str) -> None:
        """Moves in the list while the cursor stays in the text."""
        getattr(self.query_one(OptionList), f"action_{how}")()


def _prompt(choice: Choice) -> Content:
    title = pad(shorten(escape_controls(choice.title), TITLE), TITLE)
    return Content.assemble(title, ("  " + escape_controls(choice.said), "dim"))


def scenario_choices(scenarios: Iterable[ScenarioSummary]) -> list[Choice]:
    """The shipped scenarios by name, with what they are about: the commonest refusals first, then kind by kind."""
    places = {reason: place for place, reason in enumerate(COMMONEST)}
    ordered = sorted(scenarios, key=lambda one: (KINDS.index(one.family), places.get(one.reason, len(places))))
    return [
        Choice(one.reason, one.reason, one.title if one.family == "reason" else f"{one.family}: {one.title}")
        for one in ordered
    ]


def stage_choices(trace: Trace) -> list[Choice]:
    """Every stage and check of a trace. An id begins with its stage and a space."""
    return [
        Choice(f"{step.stage} {check.check}", in_words(check.check).replace(".", ": ", 1), check.summary)
        for step in trace.steps
        for check in step.checks
    ]
