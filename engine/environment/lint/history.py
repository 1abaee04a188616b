"""What happened before: events of a type that nothing reads, and codes or refresh tokens that stand there in full."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from engine.environment.history import HASH, is_raw, is_read, nearest_type
from engine.environment.lint.found import Found, error, warning
from engine.environment.problems import quoted

if TYPE_CHECKING:
    from engine.environment.model import Environment


def check_history(environment: Environment) -> Iterator[Found]:
    """The subject is never said: it may be a credential that is still good."""
    for at, event in enumerate(environment.history):
        if not is_read(event.type):
            summary = f"{quoted(event.type)} is no type of event that is read: it explains no refusal"
            fix = f"write {quoted(nearest_type(event.type) or '')} if that is meant, or leave the event out"
            yield warning("history.type_unknown", ("history", at, "type"), summary, fix)
        if is_raw(event.type, event.subject):
            summary = "a code or refresh token is named by something else than its hash: it is found by the hash only"
            fix = f"write {HASH}; revoke the token if it stood here in full"
            yield error("history.subject_not_hashed", ("history", at, "subject"), summary, fix)
