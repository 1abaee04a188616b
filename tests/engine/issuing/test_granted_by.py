"""What gave a refresh token: its rule's limits, and what ends it with a change."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from engine.asking import make_question
from engine.issuing.granted_by import UNKNOWN, check_source, life_by_rule
from engine.issuing.lifetimes import RefreshLife
from engine.models.exchange import Exchange
from engine.models.question import HistoryEvent, Known
from engine.stages.notes import Notes
from tests.support.bakery import REFRESH_TOKEN, bakery, digest
from tests.support.world import NOW, catalog

LONG_AGO = {"authorization_servers/0/policies/1/rules/0/changed_at": "2026-01-01T00:00:00Z"}
WEEK = RefreshLife(604800, 86400)
BEN = {"client": "shop-web", "user": "ben", "scopes": ["orders.bake"]}


def issued(**detail: Any) -> HistoryEvent:
    return HistoryEvent(
        at=NOW - timedelta(hours=1), type="refresh_token_issued", subject=digest(REFRESH_TOKEN), detail=detail
    )


def noted(changes: dict[str, Any] | None = None) -> tuple[Notes, Known]:
    world = bakery(changes)
    question = make_question(Exchange(kind="token"), catalog=catalog(), clock=NOW, now=NOW, environment=world)
    server = world.authorization_servers[0]
    return Notes("grant", question), Known(server=server, issuer=world.issuers[0], client_id="shop-web", closed=True)


LIVES: list[tuple[str, dict[str, Any], dict[str, Any], RefreshLife]] = [
    ("by the rule of the sign-in", LONG_AGO, BEN, WEEK),
    ("scopes as one text", LONG_AGO, BEN | {"scopes": "orders.read orders.bake"}, WEEK),
    ("the rule was changed since", {}, BEN, UNKNOWN),
    ("another rule, which says nothing of it", LONG_AGO, BEN | {"user": "carl", "scopes": ["orders.read"]}, UNKNOWN),
    ("no rule any more", LONG_AGO, BEN | {"scopes": ["orders.burn"]}, UNKNOWN),
    ("no user is told", LONG_AGO, {"client": "shop-web", "scopes": ["orders.bake"]}, UNKNOWN),
    ("no policies", {"authorization_servers/0/policies": []}, BEN, UNKNOWN),
]


@pytest.mark.parametrize(("changes", "detail", "wanted"), [row[1:] for row in LIVES], ids=[row[0] for row in LIVES])
def test_how_long_the_rule_lets_it_live(changes: dict[str, Any], detail: dict[str, Any], wanted: RefreshLife) -> None:
    assert life_by_rule(*noted(changes), issued(**detail)) == wanted


def test_the_name_of_what_ended_stands_before_the_status_of_now() -> None:
    notes, known = noted({"users/0/status": "inactive"})
    changed = HistoryEvent(at=NOW - timedelta(minutes=5), type="client_changed", subject="shop-web")
    check_source(notes, known, REFRESH_TOKEN, issued(**BEN), (changed,), "refresh token")
    check_source(notes, known, REFRESH_TOKEN, issued(**BEN), (), "refresh token")
    assert [(one.reason, one.seen, one.source) for one in notes.checks] == [
        ("grant.ended_by_change", "the client `shop-web` was changed at 2026-03-04T10:06:12Z", "[[history]]"),
        ("grant.ended_by_change", "the user `ben` is inactive", "status in the environment"),
    ]


def test_what_names_the_token_itself_is_said_elsewhere() -> None:
    notes, known = noted()
    revoked = HistoryEvent(at=NOW, type="token_revoked", subject=digest(REFRESH_TOKEN))
    check_source(notes, known, REFRESH_TOKEN, issued(**BEN), (revoked,), "refresh token")
    assert notes.checks == []
