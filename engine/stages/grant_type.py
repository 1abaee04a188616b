"""Stage `grant_type`: does the server support this grant, and may this client use it?"""

from __future__ import annotations

from engine.models.question import Answer, Known, Question
from engine.near.words import difference
from engine.shown import shown
from engine.stages.notes import Notes
from engine.words import quoted

LEGACY = {
    "password": "RFC 9700 section 2.4 forbids the password grant: new servers do not have it",
    "implicit": "RFC 9700 section 2.1.2 advises against the implicit grant",
}


def check_grant_type(question: Question, known: Known) -> Answer:
    """The server first, then the client (RFC 6749 section 5.2)."""
    if question.exchange.request is None:
        return Answer()
    notes, asked = Notes("grant_type", question), known.grant_type
    if asked is None:
        notes.skipped("grant_type.server", "no grant type is shown")
        return notes.answer()
    if asked in LEGACY:
        notes.assume(LEGACY[asked])
    _check(
        notes, "grant_type.server", asked, known.server.grant_types if known.server else None,
        reason="grant_type.unsupported", owner="the server",
    )  # fmt: skip
    _check(
        notes, "grant_type.client", asked, known.client.grant_types if known.client else None,
        reason="grant_type.not_allowed", owner="the client",
    )  # fmt: skip
    return notes.answer()


def _check(notes: Notes, check: str, asked: str, known: tuple[str, ...] | None, *, reason: str, owner: str) -> None:
    verb = "supports" if owner == "the server" else "may use"
    table = "[[authorization_servers]]" if owner == "the server" else "[[clients]]"
    if known is None:
        notes.unknown(
            check, f"which grants {owner} {verb} is not known",
            fact=f"which grants {owner} {verb}", give=f"`grant_types` of its `{table}` in the environment",
        )  # fmt: skip
    elif asked in known:
        notes.passed(check, f"{owner} {verb} {asked}")
    else:
        refuse = "does not support" if owner == "the server" else "may not use"
        notes.failed(
            check, reason, f"{owner} {refuse} this grant type",
            seen=f"`grant_type={shown(asked, 80)}`", wanted=quoted(known), source="form grant_type",
        )  # fmt: skip
        for one in known:
            near = difference(asked, one)
            if near is not None:
                notes.near(one, "grant_type", shown(asked, 80), one, near.distance, f"{one}: {near.words}")
