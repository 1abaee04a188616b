"""Facts that no capture shows: keys, issuer, audience, scopes, certificate, source address, time, log lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widget import Widget
from textual.widgets import Input

from tui.facts import FACTS, KEPT, NONE, Fact, FactProblem, fact_values, kept_files, with_facts
from tui.render.folded import is_big
from tui.render.lines import BLANK, GLYPHS, Row, Span, line
from tui.screens.dialog import Dialog
from tui.widgets.diagnose.secret_area import SecretArea
from tui.widgets.rows import Rows, StaticRows
from tui.widgets.search_field import COMPACT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.models.certificate import Certificate
    from tui.workbench import Inputs

BOX_LINES, LINE_LINES = 4, 2
"""Lines that a box and a line to type in take, with the blank one below, as the style sheet has them."""


class FactsScreen(Dialog["Inputs | None"]):
    """Dismissed with the inputs and these facts in them, or None. What is wrong is said below its field.

    `wanted` is the field in which the cursor stands: the fact that is missing.
    """

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Leave", tooltip="change nothing"),
        Binding("ctrl+r", "take", "Diagnose", priority=True, tooltip="diagnose with these facts"),
        Binding("down", "app.focus_next", "Next", show=False),
        Binding("up", "app.focus_previous", "Before", show=False),
    ]

    def __init__(self, inputs: Inputs, wanted: str | None = None) -> None:
        super().__init__()
        self._inputs = inputs
        self._wanted = wanted or FACTS[0].name

    def compose(self) -> ComposeResult:
        values, kept = fact_values(self._inputs), kept_files(self._inputs)
        with VerticalScroll(classes="dialog", can_focus=False) as dialog:
            dialog.border_title = "give facts"
            dialog.border_subtitle = "Enter diagnoses   Tab next   Esc leaves"
            with Horizontal(id="facts"):
                yield Labels()
                with Vertical(id="fact-fields"):
                    for fact in FACTS:
                        yield _field(fact, values[fact.name], KEPT if fact.name in kept else fact.wanted)
                    yield StaticRows(id="dialog-problem")

    def on_mount(self) -> None:
        self.query_one(f"#fact-{self._wanted}").focus()

    @on(SecretArea.Pasted)
    def _pasted(self, event: SecretArea.Pasted) -> None:
        if is_big(event.text):
            name = str(event.area.id).removeprefix("fact-")
            self._say(FactProblem(name, "too long to paste here, wanted the path of a file"))
        else:
            event.area.insert_text(event.text)

    @on(SecretArea.Submitted)
    @on(Input.Submitted)
    @work(thread=True, exclusive=True, group="facts")
    def action_take(self) -> None:
        """Reads the facts, key files among them, and goes back with them."""
        values = {fact.name: _typed(self.query_one(f"#fact-{fact.name}")).strip() for fact in FACTS}
        try:
            keys, certificate = _read_keys(values["jwks"], self._inputs), _read_certificate(values, self._inputs)
            found = with_facts(self._inputs, values, keys, certificate)
        except FactProblem as problem:
            self.app.call_from_thread(self._say, problem)
        else:
            self.app.call_from_thread(self.dismiss, found)

    def _say(self, problem: FactProblem) -> None:
        said = line(Span(f"{GLYPHS['failed']} ", "failed"), str(problem))
        below = self.query_one("#dialog-problem", StaticRows)
        below.add_class("-said")
        below.update([Row(left=said, hang=2)])
        field = self.query_one(f"#fact-{problem.name}")
        self.query_one("#fact-fields").move_child(below, after=field)
        self.query_one(Labels).make_room(problem.name, below)
        field.focus()
        self.call_after_refresh(below.scroll_visible, animate=False)

    def action_leave(self) -> None:
        """Goes back without a change."""
        self.dismiss(None)


class Labels(Rows):
    """What the fields are called, each beside its field: one widget for all, since each takes its time as it opens."""

    def __init__(self) -> None:
        super().__init__()
        self._wrong: tuple[str, StaticRows] | None = None

    def make_room(self, name: str, below: StaticRows) -> None:
        """Leaves as many lines after this field as what is said below it takes."""
        self._wrong = (name, below)
        self.redraw()

    def rows_for(self, width: int) -> Sequence[Row]:
        rows: list[Row] = []
        name, below = self._wrong or ("", None)
        for fact in FACTS:
            taken = BOX_LINES if fact.secret else LINE_LINES
            if below and fact.name == name:
                taken += len(below.lines(self._beside)) + 1
            rows += [Row(left=line(Span(fact.label, "dim"))), *[BLANK] * (taken - 1)]
        return rows

    @property
    def _beside(self) -> int:
        return self.parent.content_size.width - self.outer_size.width if isinstance(self.parent, Widget) else 0


class FactArea(SecretArea):
    """A box of a fact: Enter hands in one line, and goes on where there are several."""

    @property
    def is_finished(self) -> bool:
        return self.document.line_count == 1


def _field(fact: Fact, value: str, placeholder: str) -> Input | SecretArea:
    """A line to type in, or a box that covers what is secret in it."""
    if not fact.secret:
        return Input(value, placeholder=placeholder, id=f"fact-{fact.name}", compact=True, classes=COMPACT)
    area = FactArea(placeholder=placeholder, id=f"fact-{fact.name}")
    area.load_text(value)
    return area


def _typed(field: Widget) -> str:
    return field.text if isinstance(field, SecretArea) else field.value if isinstance(field, Input) else ""


def _read_keys(typed: str, inputs: Inputs) -> str | None:
    """The JWK Set of a file, the one that is there already, or none. Raises FactProblem."""
    from pathlib import Path

    from engine.adapters.files import FileUnreadable, read_text
    from engine.tokens.keys import KeysUnreadable, parse_jwks

    if typed in ("", NONE):
        return None if typed else inputs.jwks
    try:
        text = typed if typed.startswith("{") else read_text(str(Path(typed).expanduser()))
        parse_jwks(text, source="keys")
    except (FileUnreadable, KeysUnreadable) as error:
        raise FactProblem("jwks", str(error)) from None
    return text


def _read_certificate(values: Mapping[str, str], inputs: Inputs) -> Certificate | None:
    """The certificate of a file, the one that is there already, or none. Raises FactProblem."""
    from pathlib import Path

    from engine.adapters.certificates import CertificateUnreadable, read_certificate

    typed = values["certificate"]
    if typed in ("", NONE):
        return None if typed else inputs.given.certificate
    try:
        return read_certificate(str(Path(typed).expanduser()))
    except CertificateUnreadable as error:
        raise FactProblem("certificate", str(error)) from None
