"""A refresh token that is presented: when it was issued and last used, and how long its rule lets it live."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from engine.issuing.history import about, events, hash_of
from engine.issuing.revocations import Issued
from engine.models.question import HistoryEvent, Known, Question

ISSUED, USED = "refresh_token_issued", "refresh_token_used"


class Refreshed(Struct, frozen=True, kw_only=True):
    """`lifetime` and `idle` are the rule's, in seconds: 0 or None do not limit it, or are told by the grant itself."""

    issued: datetime
    last_used: datetime
    lifetime: int | None
    idle: int | None
    source: str
    token: Issued
    events: tuple[HistoryEvent, ...]


def refreshed_by(question: Question, known: Known) -> Refreshed | None:
    """What history and the matching rule tell of the presented refresh token; None where history does not know it."""
    secret = known.parameters.get("refresh_token")
    found = events(question, known) if secret else ()
    if not secret or not found:
        return None
    issued = next(about(found, secret, ISSUED), None)
    if issued is None:
        return None
    used = [event.at for event in about(found, secret, USED)]
    evaluation = known.evaluation
    rule = evaluation.rule if evaluation is not None and evaluation.outcome == "granted" else None
    told = issued.detail
    return Refreshed(
        issued=issued.at, last_used=max((issued.at, *used)),
        lifetime=rule.refresh_token_lifetime_seconds if rule and "expires_in" not in told else None,
        idle=rule.refresh_token_idle_seconds if rule and "idle_seconds" not in told else None,
        source=f"rule {rule.name}" if rule else "[[history]]",
        token=Issued(
            at=issued.at, names=frozenset({hash_of(secret)}), user=known.subject or told.get("user"),
            client=known.client_id or told.get("client"), server=known.server.name if known.server else None,
        ),
        events=found,
    )  # fmt: skip
