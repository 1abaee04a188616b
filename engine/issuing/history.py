"""What history knows of a code, a refresh token or an assertion. Never the thing itself: its SHA-256."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from itertools import chain

from engine.environment.timestamps import parse_timestamp
from engine.models.question import HistoryEvent, Known, Question
from engine.tokens.view import environment_of

SHORTEST_HASH = 16
"""Hex digits of a hash that are taken to name one thing."""


def hash_of(secret: str) -> str:
    """The SHA-256 of a code or token as 64 lower-case hex digits."""
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def events(question: Question, known: Known) -> tuple[HistoryEvent, ...]:
    """Everything that happened until the request was sent, in the order of time."""
    environment = environment_of(question, known)
    listed = (
        HistoryEvent(at=at, type=event.type, subject=event.subject, detail=event.detail)
        for event in (environment.history if environment else ())
        if (at := _instant(event.at)) is not None
    )
    before = (event for event in chain(listed, question.history) if event.at <= question.now)
    return tuple(sorted(before, key=lambda event: event.at))


def _instant(text: str) -> datetime | None:
    try:
        return parse_timestamp(text).astimezone(UTC)
    except ValueError:
        return None


def about(found: tuple[HistoryEvent, ...], secret: str, *types: str) -> Iterator[HistoryEvent]:
    """The events of these types whose subject is the hash of a code or token, or the beginning of it."""
    digest = hash_of(secret)
    for event in found:
        subject = event.subject.lower()
        if event.type in types and len(subject) >= SHORTEST_HASH and digest.startswith(subject):
            yield event
