"""What is wrong with the text of a token, as data: checks and remarks put it into words."""

from __future__ import annotations

from typing import NamedTuple


class Fault(NamedTuple):
    """One thing that is wrong: the reason, a sentence about it, what was seen, what was wanted."""

    reason: str
    summary: str
    seen: str
    wanted: str


class MalformedToken(ValueError):
    """The text cannot be read as a signed JWT. Carries the `Fault` that says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(f"{fault.seen}, wanted {fault.wanted}")
        self.fault = fault
