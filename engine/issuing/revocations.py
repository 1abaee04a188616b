"""What ends a token before its time: revoked by name, or by a change of its user, its server or its client.

A change of an access policy ends nothing: it counts from the next sign-in on (Okta, API access management).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from engine.words import instant, shortened

if TYPE_CHECKING:
    from engine.models.question import HistoryEvent

ENDS_USER = frozenset({"deactivated", "deleted", "unassigned"})
"""What may happen to a user so that tokens end; another change of the user ends none."""


class Issued(Struct, frozen=True, kw_only=True):
    """A token by what may be said of it. `names` are its `jti`, session or hash; `at` is when it was issued, in UTC."""

    at: datetime | None
    names: frozenset[str] = frozenset()
    user: str | None = None
    client: str | None = None
    server: str | None = None


class Revocation(Struct, frozen=True):
    """What ended a token: when, and what happened in words. `explicit`: this very token was named."""

    at: datetime
    what: str
    explicit: bool

    @property
    def said(self) -> str:
        """As a sentence goes on: `the user `ada` was deactivated at 2026-03-04T10:00:00Z`."""
        return f"{self.what} at {instant(self.at)}"


def find_revocation(events: Iterable[HistoryEvent], issued: Issued, now: datetime) -> Revocation | None:
    """The first event that ended the token between its issue and now; None where history tells of none.

    Without a known issue only what names the token itself counts.
    """
    found = (_ends(event, issued) for event in events if event.at <= now)
    ending = [one for one in found if one is not None]
    return min(ending, key=lambda one: one.at, default=None)


def _ends(event: HistoryEvent, issued: Issued) -> Revocation | None:
    subject = shortened(event.subject, 60)
    if "revoked" in event.type and _names(issued, event.subject):
        return Revocation(event.at, "it was revoked", explicit=True)
    if issued.at is None or event.at < issued.at:
        return None
    if "revoked" in event.type and event.subject in (issued.user, issued.client):
        return Revocation(event.at, f"the tokens of `{subject}` were revoked", explicit=True)
    told = _change(event, issued)
    return Revocation(event.at, f"the {told[0]} `{subject}` was {told[1]}", explicit=False) if told else None


def _names(issued: Issued, subject: str) -> bool:
    """Whether an event names this token: by its own names, or by the beginning of its hash."""
    return any(subject == name or (len(subject) >= 16 and name.startswith(subject.lower())) for name in issued.names)


def _change(event: HistoryEvent, issued: Issued) -> tuple[str, str] | None:
    """Of whom or what an event tells, and what happened; None where that ends no token."""
    kind, _, verb = event.type.partition("_")
    what = str(event.detail.get("what") or verb or "changed")
    other = {name: event.detail.get(name) not in (None, getattr(issued, name)) for name in ("client", "user")}
    if kind == "user" and event.subject == issued.user:
        return ("user", what) if what in ENDS_USER and not other["client"] else None
    if kind == "client" and event.subject == issued.client:
        return ("client", what) if not other["user"] else None
    return ("authorization server", what) if kind == "server" and event.subject == issued.server else None
