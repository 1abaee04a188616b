"""The three inputs side by side: request, token, response."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from tui.widgets.diagnose.input_field import InputField
from tui.widgets.diagnose.secret_area import SecretArea

PASTE_HERE = (
    " \n\n Paste a curl command, a HAR, a raw request or response, a token,\n"
    " a log line; or type a code: 403, invalid_grant, AADSTS50058."
)
FIELDS = ("text", "token", "response")
ALONE, ABOVE = 3, 1
"""Cells at both sides of the paste box that is alone on the screen, and of the inputs above what was found."""


class InputPanel(Horizontal):
    """Holds the inputs; the request's is the paste box."""

    def compose(self) -> ComposeResult:
        yield InputField("text", "request", placeholder=PASTE_HERE, named=False)
        with Vertical(id="beside") as beside:
            beside.display = False
            yield InputField("token", "token", placeholder="a token, if the request has none")
            yield InputField("response", "response", placeholder="the answer, with its status line")

    def stand_alone(self, alone: bool) -> None:
        """Shows the paste box alone, without its name, or all inputs."""
        self.styles.padding = (0, ALONE if alone else ABOVE)
        self.query_one("#beside").display = not alone
        self.field("text").name_it(not alone)

    def field(self, name: str) -> InputField:
        """One input by its name: `text`, `token` or `response`."""
        return self.query_one(f"#field-{name}", InputField)

    def put(self, **texts: str) -> None:
        """Shows other texts, without telling anyone."""
        for name, text in texts.items():
            if self.field(name).value != text:
                self.field(name).put(text)

    def say_problem(self, field: str, problem: str, *, loud: bool) -> None:
        """Says a problem below its input and clears it below the others."""
        for name in FIELDS:
            self.field(name).say_problem(problem if name == field else "", loud=loud)

    def clear_problems(self) -> None:
        """Says nothing below any input."""
        self.say_problem("", "", loud=False)

    def reveal(self) -> bool:
        """Shows or covers the secrets of all inputs; whether they show now."""
        shown = not self.field("text").area.revealed
        for name in FIELDS:
            self.field(name).reveal(shown)
        return shown

    @property
    def has_secrets(self) -> bool:
        """Whether anything in the boxes is covered."""
        return any(area.has_secrets for area in self.query(SecretArea))
