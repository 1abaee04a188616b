"""Stage `issue`: is what the token would come from still alive, and how long would each token live?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.issuing.lifetimes import lifetimes_of, said
from engine.issuing.refreshing import Refreshed, refreshed_by
from engine.issuing.revocations import find_revocation
from engine.models.question import Answer, Known, Question
from engine.stages.notes import Notes
from engine.tokens.view import environment_of
from engine.words import duration, instant

if TYPE_CHECKING:
    from engine.environment.model import AuthorizationServer


def check_issue(question: Question, known: Known) -> Answer:
    """Judges the life of a refresh token, and says what is issued by which rule."""
    if environment_of(question, known) is None or known.server is None:
        return Answer()
    notes = Notes("issue", question)
    if known.grant_type == "refresh_token" and known.flow == "token":
        _check_refresh(notes, known)
    evaluation = known.evaluation
    if evaluation is None and not notes.checks:
        return Answer()
    if evaluation is not None and evaluation.outcome == "granted":
        _say_lifetimes(notes, known, known.server)
    return notes.answer()


def _check_refresh(notes: Notes, known: Known) -> None:
    """A refresh token ends by its lifetime, by lying unused, and by what changed since it was issued."""
    refreshed = refreshed_by(notes.question, known)
    if refreshed is None:
        return
    _check_life(notes, refreshed)
    _check_use(notes, refreshed)
    _check_revoked(notes, known, refreshed)


def _check_life(notes: Notes, refreshed: Refreshed) -> None:
    now, life = notes.question.now, refreshed.lifetime
    if not life:
        return
    age = (now - refreshed.issued).total_seconds()
    if age < life:
        notes.passed("issue.refresh_lifetime", f"the refresh token lives {duration(life - age)} more")
        return
    notes.failed(
        "issue.refresh_lifetime", "issue.refresh_token_expired",
        f"the refresh token expired {duration(age - life)} ago",
        seen=f"issued at {instant(refreshed.issued)}", wanted=f"at most {duration(life)} ago", source=refreshed.source,
    )  # fmt: skip


def _check_use(notes: Notes, refreshed: Refreshed) -> None:
    now, idle = notes.question.now, refreshed.idle
    if not idle:
        return
    unused = (now - refreshed.last_used).total_seconds()
    if unused < idle:
        notes.passed("issue.refresh_use", f"used {duration(unused)} ago, within {duration(idle)}")
        return
    notes.failed(
        "issue.refresh_use", "issue.refresh_token_idle",
        f"the refresh token was not used for {duration(unused)}, and ends after {duration(idle)} without use",
        seen=f"last used at {instant(refreshed.last_used)}", wanted=f"used within {duration(idle)}",
        source=refreshed.source,
    )  # fmt: skip


def _check_revoked(notes: Notes, known: Known, refreshed: Refreshed) -> None:
    """What changed since the token was issued; who is not active now changed, too, whenever that was."""
    ended = find_revocation(refreshed.events, refreshed.token, notes.question.now)
    gone = next((one for one in (known.user, known.client) if one is not None and one.status != "active"), None)
    if ended is None and gone is None:
        notes.passed("issue.revocation", "nothing in the history ends the refresh token")
        return
    kind = "user" if gone is known.user else "client"
    what = ended.said if ended else f"the {kind} `{gone.id}` is {gone.status}" if gone else ""
    notes.failed(
        "issue.revocation", "issue.token_revoked", f"the refresh token is revoked: {what}",
        seen=what, wanted=f"no such change since {instant(refreshed.issued)}", source="[[history]]" if ended else kind,
    )  # fmt: skip


def _say_lifetimes(notes: Notes, known: Known, server: AuthorizationServer) -> None:
    evaluation = known.evaluation
    assert evaluation is not None
    scopes = evaluation.granted if evaluation.granted is not None else known.requested_scopes or ()
    life = lifetimes_of(server, known.client, known.grant_type, scopes, evaluation.rule)
    rule = f"rule {evaluation.rule.name}" if evaluation.rule else "access policies"
    if known.flow == "authorization":
        return
    notes.passed("issue.access_token", f"an access token for {said(life.access)}", source=rule)
    if life.refresh is not None and known.grant_type != "refresh_token":
        used = f", at most {said(life.refresh.idle)} unused" if life.refresh.idle else ""
        notes.passed("issue.refresh_token", f"a refresh token for {said(life.refresh.lifetime)}{used}", source=rule)
    if life.identity is not None:
        notes.passed("issue.id_token", f"an ID token for {said(life.identity)}", source="OpenID Connect")
