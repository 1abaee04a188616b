"""Stage `scope`: does the server know the scopes and resources that are asked for, and may the client ask for them?"""

from __future__ import annotations

import re
from collections.abc import Iterable

from engine.issuing.form import sent_by
from engine.issuing.targets import check_target
from engine.models.question import Answer, Known, Question
from engine.near.words import difference
from engine.shown import shown
from engine.stages.notes import Notes
from engine.tokens.view import environment_of
from engine.words import quoted

OPENID = ("openid", "profile", "email", "address", "phone", "offline_access")
"""Scopes that every OpenID provider knows (OpenID Connect Core sections 3.1.2.1, 5.4 and 11)."""
SCOPE = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+")
"""A scope (RFC 6749 section 3.3)."""
SOURCE = "scope"


def check_scope(question: Question, known: Known) -> Answer:
    """Written as scopes are, known to the server, allowed to the client, no wider than what was granted."""
    if question.exchange.request is None:
        return Answer()
    notes, asked = Notes("scope", question), known.requested_scopes
    if asked is None:
        notes.skipped("scope.server", _why_not(question, known))
    elif not asked:
        _check_none(notes, known)
    else:
        _check_form(notes, known, asked)
        _check_server(notes, known, asked)
        _check_client(notes, known, asked)
        _check_granted(notes, known, asked)
    check_target(notes, known, asked or (), sent_by(question, known).every("resource"))
    return notes.answer()


def _why_not(question: Question, known: Known) -> str:
    return "its scopes were granted before" if sent_by(question, known).lacks("scope") else "the scopes are not shown"


def _check_none(notes: Notes, known: Known) -> None:
    """The server falls back to its own, or refuses (RFC 6749 section 3.3)."""
    check = "scope.default"
    if known.server is None:
        notes.unknown(
            check, "no scope is asked for; which ones the server grants then is not known",
            fact="the server's default scopes", give="`default_scopes` of its `[[authorization_servers]]`",
        )  # fmt: skip
    elif known.server.default_scopes:
        notes.passed(check, f"none asked for, the server's own: {' '.join(known.server.default_scopes)}")
    elif known.server.default_scopes is not None:
        notes.failed(
            check, "scope.missing", "no scope is asked for, and the server has none to grant instead",
            seen="no `scope`", wanted=quoted((known.server.scopes or ())[:6]) if known.server.scopes else "a scope",
            source=SOURCE,
        )  # fmt: skip
    else:
        notes.passed(check, "none asked for")
        notes.assume("no scope is asked for, and the server names no default: the token is taken to have none")


def _check_form(notes: Notes, known: Known, asked: tuple[str, ...]) -> None:
    bad = [scope for scope in asked if not SCOPE.fullmatch(scope)]
    joined = [scope for scope in asked if len(asked) == 1 and ("," in scope or "+" in scope)]
    if bad:
        notes.failed(
            "scope.form", "scope.invalid", "a scope holds a character that none may have",
            seen=f"`{shown(bad[0], 60)}`", wanted="printable ASCII without space, `\"` and `\\`", source=SOURCE,
        )  # fmt: skip
    elif joined:
        notes.assume(
            f"`{shown(joined[0], 60)}` is one scope: scopes are parted by spaces, not by `,` or `+`", "scope.invalid"
        )


def _check_server(notes: Notes, known: Known, asked: tuple[str, ...]) -> None:
    check, here = "scope.server", known_scopes(notes.question, known)
    if here is None:
        notes.unknown(
            check, "which scopes the server knows is not known",
            fact="the scopes that the server knows", give="`scopes` of its `[[authorization_servers]]`",
        )  # fmt: skip
        return
    strange = [scope for scope in asked if scope not in here and scope not in OPENID]
    if not strange:
        mixed = len({scope in OPENID for scope in asked}) > 1
        notes.passed(
            check, f"the server knows {' '.join(asked)}", entries=("scope.openid_with_others",) if mixed else ()
        )
        return
    notes.failed(
        check, "scope.unknown", f"the server does not know {quoted(shown(one, 60) for one in strange)}",
        seen=f"`scope={shown(' '.join(asked), 120)}`", wanted=quoted(here[:8]), source=SOURCE,
    )  # fmt: skip
    _near(notes, strange, here)


def known_scopes(question: Question, known: Known) -> tuple[str, ...] | None:
    """What the server knows: its own list with the scopes of its issuer's resources; None where it has no list."""
    server, environment = known.server, environment_of(question, known)
    if server is None or environment is None or server.scopes is None:
        return None
    more = (scope for one in environment.resources if one.issuer == server.issuer for scope in one.scopes)
    return tuple(dict.fromkeys((*server.scopes, *(server.default_scopes or ()), *more)))


def _check_client(notes: Notes, known: Known, asked: tuple[str, ...]) -> None:
    check = "scope.client"
    if known.client is None:
        return
    allowed = known.client.scopes
    if allowed is None:
        _not_named(notes, known, asked)
        return
    strange = [scope for scope in asked if scope not in allowed and scope not in OPENID]
    if not strange:
        notes.passed(check, "the client may ask for them")
        return
    notes.failed(
        check, "scope.not_allowed", f"the client may not ask for {quoted(shown(one, 60) for one in strange)}",
        seen=f"`scope={shown(' '.join(asked), 120)}`", wanted=quoted(allowed[:8]), source=SOURCE,
    )  # fmt: skip
    _near(notes, strange, allowed)


def _not_named(notes: Notes, known: Known, asked: tuple[str, ...]) -> None:
    """A client whose scopes are not named: the server's policies decide, where it has some."""
    check = "scope.client"
    if all(scope in OPENID for scope in asked):
        notes.passed(check, "every client may ask for the scopes of OpenID Connect")
    elif known.server is not None and known.server.policies:
        notes.skipped(check, "the client's scopes are not named: the access policies decide")
    else:
        notes.unknown(
            check, "which scopes the client may ask for is not known",
            fact="the scopes that the client may ask for", give="`scopes` of the client in the environment",
        )  # fmt: skip


def _check_granted(notes: Notes, known: Known, asked: tuple[str, ...]) -> None:
    """A refreshed token has no scope that was not granted at first (RFC 6749 section 6)."""
    granted = (known.granted or {}).get("scopes")
    if granted is None or known.grant_type != "refresh_token":
        return
    wider = [scope for scope in asked if scope not in granted]
    if wider:
        notes.failed(
            "scope.granted",
            "scope.wider_than_granted",
            f"{quoted(shown(one, 60) for one in wider)} was not granted before",
            seen=f"`scope={shown(' '.join(asked), 120)}`",
            wanted=quoted(granted),
            source=SOURCE,
        )
    else:
        notes.passed("scope.granted", "no wider than what was granted")


def _near(notes: Notes, strange: Iterable[str], here: Iterable[str]) -> None:
    for scope in strange:
        for one in here:
            near = difference(scope, one)
            if near is not None:
                notes.near(one, "scope", shown(scope, 60), one, near.distance, f"{one}: {near.words}")
