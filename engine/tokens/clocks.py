"""Whose clock seems to be off: the token's times against the answer's `Date` and the capture's own time."""

from __future__ import annotations

from engine.asking import response_date
from engine.stages.notes import Notes
from engine.tokens.claims import numeric_date
from engine.tokens.view import TokenView
from engine.words import claim_instant, duration, instant

ENTRY = "token.clock_differs"
LATEST = 1e11
"""Seconds since 1970 from which on a time is no clock that is off, but one in milliseconds."""


def compare_clocks(notes: Notes, view: TokenView) -> None:
    """Says which clock is ahead and by how much, where an answer's `Date` shows it; the leeway with it."""
    question = notes.question
    if question.exchange.response is None:
        return
    date = question.now if question.at_from == "response" else response_date(question.exchange.response)
    if date is None:
        return
    leeway = f"the leeway is {view.leeway} seconds"
    server, sent = date.timestamp(), question.now.timestamp()
    issued = numeric_date(view.claims.get("iat"))
    if issued is not None and server + 1 < issued < LATEST:
        notes.assume(
            f"the token was issued at {claim_instant(issued)} and answered at {instant(date)} (header Date): "
            f"the issuer's clock is ahead of the API's by {duration(issued - server)} or more; {leeway}",
            ENTRY,
        )
    if question.at_from == "capture" and abs(server - sent) > view.leeway:
        where = "ahead of" if server > sent else "behind"
        notes.assume(
            f"the API's clock is {duration(server - sent)} {where} the caller's: Date {instant(date)}, sent at "
            f"{instant(question.now)}; {leeway}",
            ENTRY,
        )
