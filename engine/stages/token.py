"""Stage `token`: presented once, right kind, well-formed, algorithm, key, signature, issuer, lifetime, audience,
active, bound?

Every axis is a check of its own; none stops the others.
"""

from __future__ import annotations

from engine.models.question import Answer, Known, Question
from engine.stages.notes import Notes, all_skipped
from engine.tokens.active import check_active
from engine.tokens.binding import check_binding
from engine.tokens.challenged import read_challenge
from engine.tokens.claim_checks import check_audience, check_issuer, check_lifetime
from engine.tokens.clocks import compare_clocks
from engine.tokens.form import check_form
from engine.tokens.presented import check_presented
from engine.tokens.signature import check_signature
from engine.tokens.subject import learn_subject
from engine.tokens.view import TokenView

AXES = (check_signature, check_issuer, check_lifetime, check_audience, check_active, check_binding)
"""What is looked at once the token could be read, in the order in which reasons count."""


def check_token(question: Question, known: Known) -> Answer:
    """Judges the token on every axis; teaches claims, scopes, client, user and groups."""
    if known.preflight:
        return all_skipped("token.presented", "a preflight carries no token by design")
    if known.endpoint == "metadata":
        return all_skipped("token.presented", "published metadata needs no token")
    if known.operation is not None and known.operation.token == "none":
        return all_skipped("token.presented", f"{known.operation.name} asks for no token")
    notes = Notes("token", question)
    text = check_presented(notes, known)
    if text is None:
        return notes.answer()
    jws = check_form(notes, known, text)
    if jws is None:
        return notes.answer()
    view = TokenView.of(question, known, jws)
    for axis in AXES:
        axis(notes, view)
    read_challenge(notes, view)
    compare_clocks(notes, view)
    if not _is_told_nothing(view):
        learn_subject(notes, view)
    return notes.answer()


def _is_told_nothing(view: TokenView) -> bool:
    """An issuer that calls a token inactive need not say more (RFC 7662 section 2.2): no claim is absent then."""
    return view.jws.introspected and view.claims == {"active": False}
