"""The events of a deployment: who did what to which API service."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import count

import pytest

from engine.audit.deployments import DEPLOYMENT_TYPES, deployment_events, withdrawal_events
from engine.audit.events import SERVICE, event_from_dict, event_to_dict
from engine.environment.deployed import ServiceChange

AT = datetime(2026, 3, 4, 10, 11, 12, tzinfo=UTC)
BEFORE = {"api_services": [{"name": "Old", "id": "as-9"}]}
AFTER = {
    "name": "shop",
    "id": "env-1",
    "api_services": [{"name": "Orders", "id": "as-1", "href": "https://console.test/as-1"}, {"name": "Stock"}],
}


def events(*changes: ServiceChange):
    numbers = count(1)
    return deployment_events(changes, BEFORE, AFTER, actor="kim", at=AT, new_id=lambda: f"id-{next(numbers)}")


@pytest.mark.parametrize(
    ("change", "kinds"),
    [
        (ServiceChange("Orders", "created"), ["API Service Created", "API Service Deployed"]),
        (ServiceChange("Orders", "updated"), ["API Service Updated", "API Service Deployed"]),
        (ServiceChange("Orders", "updated", own=False), ["API Service Deployed"]),
        (ServiceChange("Old", "deleted"), ["API Service Deleted"]),
    ],
)
def test_which_events(change, kinds):
    found = events(change)

    assert [event.type for event in found] == kinds
    assert [event.action_type for event in found] == [DEPLOYMENT_TYPES[kind] for kind in kinds]


def test_actor_action_resource_and_result():
    event = events(ServiceChange("Orders", "created"))[0]

    assert (event.client, event.user, event.environment, event.environment_id) == ("apiwhy", "kim", "shop", "env-1")
    assert (event.source, event.at, event.result) == ("apiwhy", "2026-03-04T10:11:12Z", "SUCCESS")
    assert event.api_service is not None
    assert (event.api_service.name, event.api_service.id, event.api_service.href) == (
        "Orders",
        "as-1",
        "https://console.test/as-1",
    )
    assert event.description == 'API service "Orders" created by kim.'
    assert event.verdict is None


def test_one_correlation_joins_them_and_every_id_is_its_own():
    found = events(
        ServiceChange("Orders", "created"), ServiceChange("Stock", "created"), ServiceChange("Old", "deleted")
    )

    assert len({event.correlation_id for event in found}) == 1
    assert len({event.id for event in found}) == len(found) == 5


def test_they_are_events_like_others():
    event = events(ServiceChange("Old", "deleted"))[0]

    assert event_from_dict(event_to_dict(event)) == event
    assert all(kind.startswith(SERVICE) for kind in DEPLOYMENT_TYPES)


def test_a_copy_that_is_withdrawn_is_an_event_for_each_service():
    before = {"name": "shop", "api_services": [{"name": "Orders"}, {"name": "Stock"}]}
    found = withdrawal_events(before, actor="kim", at=AT, new_id=lambda: "1")

    assert [(event.type, event.description) for event in found] == [
        ("API Service Withdrawn", 'API service "Orders" withdrawn by kim.'),
        ("API Service Withdrawn", 'API service "Stock" withdrawn by kim.'),
    ]
