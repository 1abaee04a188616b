"""Check `token.form`: can it be read, and was it sent as it was issued?"""

from __future__ import annotations

from collections.abc import Iterable

from engine.models.question import Known
from engine.stages.notes import Notes
from engine.tokens.claim_types import find_mistyped
from engine.tokens.faults import Fault, MalformedToken
from engine.tokens.introspection import find_reply
from engine.tokens.jose import Jws, looks_like_jwt, parse_jws
from engine.tokens.kind import check_kind
from engine.tokens.recovery import is_removed, recover

FORM = "token.form"
SHORT = 40
"""A text under this length may be a word in place of a token; no signed token is."""


def check_form(notes: Notes, known: Known, text: str) -> Jws | None:
    """The token taken apart, or None where nothing in it can be read.

    What went wrong on the way is undone and named, and the token is judged on as it was issued.
    """
    reply = find_reply(notes.question.exchange.evidence) if not looks_like_jwt(text) else None
    if reply is not None:
        notes.passed(FORM, "its introspection reply stands for the claims", source="introspection reply")
        return Jws({}, reply, b"", b"", introspected=True)
    if is_removed(text):
        notes.unknown(
            FORM, "the token was removed from this capture",
            fact="the access token that was sent",
            give="--token FILE, or a capture that keeps the Authorization header",
        )  # fmt: skip
        return None
    text, removed = _without_mark(notes, text)
    recovered = recover(text)
    if (recovered.mistakes or len(text) < SHORT or text[:1] in "<PS") and _is_something_else(notes, text):
        return None
    _say_mistakes(notes, recovered.mistakes)
    if not looks_like_jwt(recovered.text):
        _opaque(notes, known, recovered.text)
        return None
    return _read(notes, recovered.text, removed=removed, flawless=not recovered.mistakes)


def _is_something_else(notes: Notes, text: str) -> bool:
    from engine.tokens.other_forms import find_placeholder, find_saml

    other = find_placeholder(text) or find_saml(text)
    if other is not None:
        _refuse(notes, (other,))
    return other is not None


def _without_mark(notes: Notes, text: str) -> tuple[str, bool]:
    """The token without what stands for its signature, and whether that was taken out of the capture."""
    head, dot, tail = text.rpartition(".")
    if not tail:
        return text, notes.question.exchange.token is not None
    return (f"{head}{dot}", True) if "." in head and is_removed(tail) else (text, False)


def _say_mistakes(notes: Notes, mistakes: tuple[Fault, ...]) -> None:
    """In a captured request the mistake is a refusal; in a token given beside it, it may be a slip of pasting."""
    if not mistakes:
        return
    if notes.question.exchange.token is None:
        _refuse(notes, mistakes)
        return
    for fault in mistakes:
        notes.assume(f"the pasted token has {fault.seen}: judged without; sent so, it fails", fault.reason)


def _refuse(notes: Notes, faults: Iterable[Fault]) -> None:
    for fault in faults:
        notes.failed(FORM, fault.reason, fault.summary, seen=fault.seen, wanted=fault.wanted, source="token")


def _read(notes: Notes, text: str, *, removed: bool, flawless: bool) -> Jws | None:
    try:
        jws = parse_jws(text, removed=removed)
    except MalformedToken as problem:
        _refuse(notes, (problem.fault,))
        return None
    check_kind(notes, jws)
    faults = jws.faults
    if notes.question.token_edits:
        faults = tuple(fault for fault in faults if fault.reason != "token.truncated")  # a new token comes whole
    if faults:
        _refuse(notes, faults)
    elif flawless:
        notes.passed(FORM, form_of(text), source="token")
    mistyped = find_mistyped(jws.claims)
    if mistyped is not None and not jws.introspected:
        notes.failed(
            "token.claims", mistyped.reason, mistyped.summary,
            seen=mistyped.seen, wanted=mistyped.wanted, source="token claims",
        )  # fmt: skip
    return jws


def form_of(text: str) -> str:
    """What is said of a token without fault."""
    return f"a signed JWT, {len(text)} bytes"


def _opaque(notes: Notes, known: Known, text: str) -> None:
    from engine.tokens.other_forms import opaque_fault, strange_character

    service, environment = known.service, notes.question.environment
    names = service.issuer_names if service else ()
    issuers = [environment.issuer_by_name[name] for name in names if environment and name in environment.issuer_by_name]
    strange = strange_character(text)
    if strange is not None:
        _refuse(notes, (strange,))
    elif issuers and all(issuer.token_type == "jwt" for issuer in issuers):
        _refuse(notes, (opaque_fault(text),))
    else:
        notes.unknown(
            FORM, f"an opaque token of {len(text)} characters: it says nothing by itself",
            fact="what the issuer knows of this token", give="--with FILE that holds its introspection reply",
        )  # fmt: skip
