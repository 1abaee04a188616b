"""What gave a code or refresh token that is presented: its access rule, and what has changed around it since."""

from __future__ import annotations

from engine.issuing.access_conditions import Ask
from engine.issuing.access_policies import find_rule
from engine.issuing.asked import person
from engine.issuing.asked_before import changes_since
from engine.issuing.history import hash_of
from engine.issuing.lifetimes import RefreshLife
from engine.issuing.revocations import Issued, find_revocation
from engine.models.question import HistoryEvent, Known
from engine.stages.notes import Notes
from engine.tokens.view import environment_of
from engine.words import instant

UNKNOWN = RefreshLife(None, None)


def life_by_rule(notes: Notes, known: Known, issued: HistoryEvent) -> RefreshLife:
    """How long the rule of the sign-in lets a refresh token live; not known where a rule was changed since."""
    question, server = notes.question, known.server
    environment = environment_of(question, known)
    if environment is None or server is None or not server.policies:
        return UNKNOWN
    if changes_since(question, known, server, issued.at):
        return UNKNOWN
    told = issued.detail
    user, scopes = told.get("user"), told.get("scopes")
    who = person(question, environment, known, user) if isinstance(user, str) else {}
    ask = Ask(
        client_id=told.get("client") or known.client_id, grant_type="refresh_token", user=user,
        groups=who.get("groups"),
        scopes=tuple(scopes.split() if isinstance(scopes, str) else scopes) if scopes is not None else None,
    )  # fmt: skip
    rule = find_rule(server, ask).rule
    return RefreshLife(rule.refresh_token_lifetime_seconds, rule.refresh_token_idle_seconds) if rule else UNKNOWN


def check_source(
    notes: Notes, known: Known, secret: str, issued: HistoryEvent, found: tuple[HistoryEvent, ...], name: str
) -> None:
    """A code or refresh token ends with a change of its user, its client or its server since it was issued (Okta).

    A user or client that is not active now was changed, too, whenever that was.
    """
    token = Issued(
        at=issued.at, names=frozenset({hash_of(secret)}), user=issued.detail.get("user") or known.subject,
        client=issued.detail.get("client") or known.client_id, server=known.server.name if known.server else None,
    )  # fmt: skip
    ended = find_revocation(found, token, notes.question.now)
    what = ended.said if ended is not None and not ended.explicit else None
    what = what or _gone(notes, known, token)
    if what is None:
        return
    notes.failed(
        "grant.source", "grant.ended_by_change", f"the {name} ended with a change: {what}",
        seen=what, wanted=f"no such change since {instant(issued.at)}",
        source="[[history]]" if ended is not None else "status in the environment",
    )  # fmt: skip


def _gone(notes: Notes, known: Known, token: Issued) -> str | None:
    environment = environment_of(notes.question, known)
    if environment is None:
        return None
    if token.user is not None:
        user = person(notes.question, environment, known, token.user)["user"]
        if user is not None and user.status != "active":
            return f"the user `{user.id}` is {user.status}"
    client = environment.client_by_id.get(token.client or "")
    return f"the client `{client.id}` is {client.status}" if client is not None and client.status != "active" else None
