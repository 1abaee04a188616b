"""Grants that redeem what the user was given at the sign-in: the policies were asked then, and not again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from engine.environment.timestamps import parse_timestamp
from engine.issuing.access_policies import by_priority
from engine.issuing.history import events
from engine.models.question import Known, Question
from engine.words import instant

if TYPE_CHECKING:
    from engine.environment.model import AuthorizationServer

ASKED_BEFORE = frozenset(
    {
        "authorization_code",
        "refresh_token",
        "urn:ietf:params:oauth:grant-type:device_code",
        "urn:openid:params:grant-type:ciba",
    }
)
"""Grants of a token request that somebody signed in for before: policies are asked at the first authentication."""


def first_authenticated(known: Known) -> datetime | None:
    """When the policies were asked: when the code or token was issued, in UTC; None where it is not known."""
    at = (known.granted or {}).get("at")
    return moment_of(at)


def moment_of(at: object) -> datetime | None:
    """An instant of a detail of history, in UTC; None where it is none."""
    if isinstance(at, datetime):
        return at.astimezone(UTC)
    try:
        return parse_timestamp(at).astimezone(UTC) if isinstance(at, str) else None
    except ValueError:
        return None


def changes_since(
    question: Question, known: Known, server: AuthorizationServer, at: datetime
) -> tuple[tuple[str, str], ...]:
    """Each policy and rule that was changed between the sign-in and now, with when; by `changed_at` and by history."""
    found = sorted(set(_changes(question, known, server, at)), key=lambda change: change[1])
    return tuple((what, instant(when)) for what, when in found)


def _changes(
    question: Question, known: Known, server: AuthorizationServer, at: datetime
) -> Iterator[tuple[str, datetime]]:
    names: dict[str, str] = {}
    for policy in by_priority(server.policies):
        named = [("policy", policy.name, policy.changed_at)]
        named += [("rule", rule.name, rule.changed_at) for rule in policy.rules]
        for kind, name, changed_at in named:
            names[name] = what = f"{kind} {name}"
            when = moment_of(changed_at)
            if when is not None and at < when <= question.now:
                yield what, when
    for event in events(question, known):
        if event.type.startswith("policy_") and event.subject in names and at < event.at:
            yield names[event.subject], event.at
