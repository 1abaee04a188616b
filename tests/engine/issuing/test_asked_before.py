"""When the policies were asked, and what has changed since."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from engine.asking import make_question
from engine.issuing.asked_before import ASKED_BEFORE, changes_since, first_authenticated, moment_of
from engine.models.exchange import Exchange
from engine.models.question import HistoryEvent, Known, Question
from tests.support.bakery import bakery, event
from tests.support.world import NOW, catalog


def question_with(*events: HistoryEvent, **changes: object) -> Question:
    world = bakery({name.replace("__", "/"): value for name, value in changes.items()})
    made = make_question(Exchange(kind="token"), catalog=catalog(), clock=NOW, now=NOW, environment=world)
    return Question(**{**{name: getattr(made, name) for name in Question.__struct_fields__}, "history": events})


def changes(question: Question, hours: float) -> tuple[tuple[str, str], ...]:
    environment = question.environment
    assert environment is not None
    server = environment.authorization_servers[0]
    return changes_since(question, Known(closed=True), server, NOW - timedelta(hours=hours))


def test_a_rule_that_was_changed_after_the_sign_in_is_told_with_its_time() -> None:
    assert changes(question_with(), 0.15) == (("rule bakers", "2026-03-04T10:05:00Z"),)
    assert changes(question_with(), 0.05) == ()


def test_events_count_for_policies_and_rules_of_this_server_only() -> None:
    told = [
        event(0.01, "policy_changed", "Shop"),
        event(0.01, "policy_changed", "Elsewhere"),
        event(9, "policy_changed", "Old"),
    ]
    assert changes(question_with(history=told), 0.05) == (("policy Shop", "2026-03-04T10:10:36Z"),)
    stored = HistoryEvent(at=NOW - timedelta(minutes=1), type="policy_changed", subject="vans")
    assert changes(question_with(stored), 0.05) == (("rule vans", "2026-03-04T10:10:12Z"),)


@pytest.mark.parametrize(
    ("at", "wanted"),
    [
        ("2026-03-04T10:11:12Z", NOW),
        (NOW.astimezone(timezone(timedelta(hours=2))), NOW),
        ("yesterday", None),
        (1772619072, None),
        (None, None),
    ],
)
def test_an_instant_of_a_detail(at: object, wanted: datetime | None) -> None:
    found = moment_of(at)
    assert found == wanted
    assert found is None or found.tzinfo is UTC
    assert first_authenticated(Known(granted={"at": at})) == wanted


def test_grants_that_nobody_signed_in_for_are_asked_now() -> None:
    assert not ASKED_BEFORE & {"client_credentials", "password", "implicit"}
    assert first_authenticated(Known()) is None
