"""Stage `token`: presented once, right kind, well-formed, algorithm, key, signature, issuer, lifetime, audience,
active, bound?

Every axis is a check of its own; none stops the others.
"""

from __future__ import annotations

from engine.models.question import Answer, Known, Question
from engine.stages.notes import Notes, all_skipped
from engine.tokens.active import check_active
from engine.tokens.alike import judge_alike, keep_mould
from engine.tokens.binding import check_binding
from engine.tokens.challenged import read_challenge
from engine.tokens.claim_checks import check_audience, check_issuer, check_lifetime
from engine.tokens.clocks import compare_clocks
from engine.tokens.form import check_form
from engine.tokens.presented import check_presented
from engine.tokens.signature import check_signature
from engine.tokens.standing import Standing, is_plain, recall, remember
from engine.tokens.subject import learn_subject
from engine.tokens.view import TokenView

FIRST = check_signature, check_issuer
"""What is looked at before the lifetime of a token that could be read, in the order of their reasons."""


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
    if not is_plain(question, known):
        _judge(notes, known, text)
        return notes.answer()
    standing = recall(question, known, text)
    if standing is not None:
        _judge_again(notes, standing, standing.view(question, known))
    elif not judge_alike(notes, known, text):
        _judge(notes, known, text)
    return notes.answer()


def _judge(notes: Notes, known: Known, text: str) -> None:
    checks, start = notes.checks, len(notes.checks)
    jws = check_form(notes, known, text)
    if jws is None:
        return
    view = TokenView.of(notes.question, known, jws)
    for axis in FIRST:
        axis(notes, view)
    before = tuple(checks[start:])
    check_lifetime(notes, view)
    start = len(checks)
    check_audience(notes, view)
    audience = tuple(checks[start:])
    check_active(notes, view)
    after = tuple(checks[start:])
    check_binding(notes, view)
    read_challenge(notes, view)
    compare_clocks(notes, view)
    if not _is_told_nothing(view):
        learn_subject(notes, view)
    if not notes.needs and not notes.assumptions and is_plain(notes.question, known):
        standing = remember(view, text, (before, after), notes.learnt)
        if standing is not None:
            keep_mould(notes.question, text, standing, audience)


def _judge_again(notes: Notes, standing: Standing, view: TokenView) -> None:
    notes.checks += standing.before
    check_lifetime(notes, view)
    notes.checks += standing.after
    check_binding(notes, view)
    notes.learnt = standing.learnt


def _is_told_nothing(view: TokenView) -> bool:
    """An issuer that calls a token inactive need not say more (RFC 7662 section 2.2): no claim is absent then."""
    return view.jws.introspected and view.claims == {"active": False}
