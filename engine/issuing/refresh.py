"""A refresh token: within its lifetime and idle window, of this client, neither revoked nor replaced."""

from __future__ import annotations

from datetime import timedelta

from engine.issuing.form import Sent
from engine.issuing.grants import HISTORY, Events, check_lifetime, check_owner, check_revoked, seconds
from engine.issuing.history import about
from engine.models.question import HistoryEvent, Known
from engine.stages.notes import Notes
from engine.words import duration, instant


def check_refresh_token(notes: Notes, known: Known, sent: Sent, issued: HistoryEvent, found: Events) -> None:
    """RFC 6749 section 6, RFC 9700 section 4.14.2; idle windows are products' own."""
    secret = sent.get("refresh_token") or ""
    used = list(about(found, secret, "refresh_token_used"))
    _check_rotation(notes, used)
    check_revoked(notes, found, secret, "refresh token")
    check_lifetime(notes, issued, "refresh token", seconds(issued.detail.get("expires_in")))
    _check_idle(notes, issued, used)
    check_owner(notes, known, issued, "refresh token")


def _check_rotation(notes: Notes, used: list[HistoryEvent]) -> None:
    replaced = next((event for event in used if event.detail.get("rotated") is True), None)
    if replaced is None:
        notes.passed("grant.use", "not replaced, as far as history tells", source=HISTORY)
        return
    notes.failed(
        "grant.use", "grant.used", "the refresh token was replaced when it was used before",
        seen=f"used at {instant(replaced.at)}", wanted="the newest refresh token", source=HISTORY,
    )  # fmt: skip


def _check_idle(notes: Notes, issued: HistoryEvent, used: list[HistoryEvent]) -> None:
    """It ends where it stays unused too long; where no window is told, none is judged."""
    window = seconds(issued.detail.get("idle_seconds"))
    if not window:
        return
    last = max([issued.at, *(event.at for event in used)])
    idle = notes.question.now - last
    if idle >= timedelta(seconds=window):
        notes.failed(
            "grant.idle", "grant.idle_too_long", f"the refresh token was not used for {duration(idle.total_seconds())}",
            seen=f"last used at {instant(last)}", wanted=f"once in {duration(window)}", source=HISTORY,
        )  # fmt: skip
    else:
        notes.passed("grant.idle", f"last used {duration(idle.total_seconds())} ago", source=HISTORY)
