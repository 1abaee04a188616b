"""What would let a previewed token be issued: each change is made and the preview run again, so that it is proved."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec.structs import replace

from engine.findings import Findings
from engine.fixes.access import access_changes, asking_only, fewer_scopes
from engine.fixes.applying import edited
from engine.fixes.propose import BY_ACCESS
from engine.issuing.preview_stages import PreviewAsk, find_issuing
from engine.models.question import Question
from engine.models.trace import Fix, NearMiss

if TYPE_CHECKING:
    from engine.environment.model import AuthorizationServer


def remedies(question: Question, server: AuthorizationServer, ask: PreviewAsk, findings: Findings) -> Iterator[Fix]:
    """Fixes for the first reason that refuses, at most one of each owner; what the guide says where none is found."""
    _, reason = findings.reasons[0]
    owners: set[str] = set()
    for fix in _tried(question, server, ask, findings, reason):
        if fix.owner not in owners and reason not in fix.left:
            owners.add(fix.owner)
            yield fix
    if not owners:
        facts = question.catalog.reason(reason)
        yield Fix(reasons=(reason,), owner=facts.owner, change=facts.next_step)


def _as_meant(ask: PreviewAsk, miss: NearMiss) -> PreviewAsk | None:
    """What is asked with the name that was nearly written."""
    if miss.field == "grant_type":
        return replace(ask, grant_type=miss.wanted)
    if miss.field == "client_id":
        return replace(ask, client=miss.wanted)
    if miss.field == "scope" and miss.seen in ask.scopes:
        return replace(ask, scopes=tuple(miss.wanted if one == miss.seen else one for one in ask.scopes))
    return None


def _tried(
    question: Question, server: AuthorizationServer, ask: PreviewAsk, findings: Findings, reason: str
) -> Iterator[Fix]:
    for miss in findings.near_misses:
        meant = _as_meant(ask, miss) if miss.stage == reason.partition(".")[0] != "access_policy" else None
        if meant is not None:
            left = find_issuing(question, server, meant).reasons
            yield Fix(
                reasons=(reason,), owner="client", change=f"send the {miss.field} `{miss.wanted}`", proved=True,
                left=tuple(one for _, one in left), assuming="it is the one that was meant",
            )  # fmt: skip
    kept = fewer_scopes(findings.known) if reason == "access_policy.scope_not_covered" else ()
    if kept:
        left = find_issuing(question, server, replace(ask, scopes=kept)).reasons
        yield Fix(
            reasons=(reason,), owner="client", change=asking_only(kept), proved=True,
            left=tuple(one for _, one in left), assuming="the call needs no more",
        )  # fmt: skip
    environment = question.environment
    if environment is None or not reason.startswith(BY_ACCESS):
        return
    for change in access_changes(environment, findings.known, reason):
        changed = edited(question, change.edits)
        assert changed.environment is not None
        number = environment.authorization_servers.index(server)
        again = find_issuing(changed, changed.environment.authorization_servers[number], ask)
        yield Fix(
            reasons=(reason,), owner=change.owner, change=change.words, edits=change.edits, proved=True,
            widens=change.widens, assuming=change.assuming, left=tuple(one for _, one in again.reasons),
        )  # fmt: skip
