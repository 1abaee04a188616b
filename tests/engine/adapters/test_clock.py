from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from engine.adapters.clock import new_id, now


def test_now_is_an_instant_in_utc() -> None:
    before = datetime.now(UTC)
    moment = now()
    assert before <= moment <= datetime.now(UTC)
    assert moment.tzinfo is UTC


def test_ids_are_random_and_never_the_same() -> None:
    made = {new_id() for _ in range(100)}
    assert len(made) == 100
    assert {UUID(one).version for one in made} == {4}
