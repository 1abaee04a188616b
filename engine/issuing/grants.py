"""What codes and refresh tokens have in common: whose they are, how long they live, whether they were revoked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from engine.issuing.history import about
from engine.models.question import HistoryEvent, Known
from engine.shown import shown
from engine.stages.notes import Notes
from engine.words import duration, instant

HISTORY = "[[history]]"
Events = tuple[HistoryEvent, ...]


def check_owner(notes: Notes, known: Known, issued: HistoryEvent, name: str) -> None:
    """It is bound to the client that it was issued to (RFC 6749 sections 4.1.3 and 6)."""
    check, owner = "grant.client", issued.detail.get("client")
    if owner is None or known.client_id is None:
        _not_told(notes, check, f"to which client the {name} was issued", "client")
    elif owner == known.client_id:
        notes.passed(check, f"issued to {owner}", source=HISTORY)
    else:
        notes.failed(
            check, "grant.other_client", f"the {name} was issued to another client",
            seen=f"`{shown(known.client_id, 60)}`", wanted=f"`{owner}`", source=HISTORY,
        )  # fmt: skip


def check_lifetime(notes: Notes, issued: HistoryEvent, name: str, lives: float | None) -> None:
    """It ends so many seconds after it was issued; 0 is never."""
    check, now = "grant.lifetime", notes.question.now
    if lives is None:
        _not_told(notes, check, f"how long the {name} lives", "expires_in")
    elif lives > 0 and now >= issued.at + timedelta(seconds=lives):
        ended = issued.at + timedelta(seconds=lives)
        notes.failed(
            check, "grant.expired", f"the {name} expired {duration((now - ended).total_seconds())} ago",
            seen=f"issued at {instant(issued.at)}, good until {instant(ended)}", wanted=f"later than {instant(now)}",
            source=HISTORY,
        )  # fmt: skip
    else:
        notes.passed(check, f"issued {duration((now - issued.at).total_seconds())} ago", source=HISTORY)


def check_revoked(notes: Notes, found: Events, secret: str, name: str) -> None:
    """Revoked explicitly (RFC 7009), as far as history tells."""
    revoked = list(about(found, secret, "token_revoked"))
    if revoked:
        by = revoked[-1].detail.get("by")
        notes.failed(
            "grant.revoked", "grant.revoked", f"the {name} was revoked",
            seen=f"revoked at {instant(revoked[-1].at)}" + (f" by {shown(str(by), 60)}" if by else ""),
            wanted=f"a {name} that is not revoked", source=HISTORY,
        )  # fmt: skip


def seconds(value: Any) -> float | None:
    """A number of seconds in a detail; None where it is none."""
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _not_told(notes: Notes, check: str, fact: str, key: str) -> None:
    notes.unknown(check, f"{fact} is not known", fact=fact, give=f"`{key}` in the detail of the event in `[[history]]`")
