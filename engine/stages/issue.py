"""Stage `issue`: which tokens are issued, and how long each lives by the rule that matched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.issuing.access_policies import Evaluation
from engine.issuing.asked_before import ASKED_BEFORE
from engine.issuing.lifetimes import lifetimes_of, said
from engine.models.question import Answer, Known, Question
from engine.stages.notes import Notes, all_skipped
from engine.tokens.view import environment_of

if TYPE_CHECKING:
    from engine.environment.model import AuthorizationServer

CHECK = "issue.access_token"


def check_issue(question: Question, known: Known) -> Answer:
    """Nothing here refuses: what does has done so before, and a server's own failure only its answer tells."""
    server = known.server
    if environment_of(question, known) is None or server is None or known.grant_type is None:
        return Answer()
    if known.endpoint != "token":
        return Answer()
    found = known.evaluation
    before = known.grant_type in ASKED_BEFORE
    if found is not None and found.outcome == "denied" and not before:
        return all_skipped(CHECK, "no access rule, no token")
    if known.reading is not None and known.reading.kind == "refusal":
        return all_skipped(CHECK, "the answer refuses: nothing is issued")
    if found is not None and found.outcome == "unknown" and not before:
        return Answer()
    notes = Notes("issue", question)
    _say(notes, known, server, found if found is not None and found.outcome == "granted" else None)
    return notes.answer()


def _say(notes: Notes, known: Known, server: AuthorizationServer, found: Evaluation | None) -> None:
    scopes = found.granted if found is not None and found.granted is not None else known.requested_scopes or ()
    rule = found.rule if found is not None else None
    life = lifetimes_of(server, known.client, known.grant_type, scopes, rule)
    source = f"rule {rule.name}" if rule else None
    if life.access is None:
        notes.passed(CHECK, "an access token; how long it lives is not told here", source=source)
    else:
        notes.passed(
            CHECK, f"an access token for {said(life.access)}", source=source, entries=("issue.lifetime_of_rule",)
        )
    if life.refresh is not None and known.grant_type != "refresh_token" and life.refresh.lifetime is not None:
        used = f", at most {said(life.refresh.idle)} unused" if life.refresh.idle else ""
        notes.passed("issue.refresh_token", f"a refresh token for {said(life.refresh.lifetime)}{used}", source=source)
    if life.identity is not None:
        notes.passed(
            "issue.id_token",
            f"an ID token for {said(life.identity)}",
            source="OpenID Connect",
            entries=("issue.id_token_hour",),
        )
