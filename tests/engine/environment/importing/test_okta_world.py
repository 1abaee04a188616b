"""Who belongs to whom in an organisation, by links or because there is only one owner."""

from __future__ import annotations

import pytest

from engine.environment.importing.okta_world import World, status_of
from engine.environment.importing.reading import Node, Notes


def test_people_and_groups_by_their_names():
    world, notes = World(), Notes()
    world.by_kind["users"] = [Node({"id": "u1", "profile": {"login": "kim"}}, "$", notes)]
    world.by_kind["groups"] = [Node({"id": "g1", "profile": {"name": "staff"}, "members": [{"id": "u1"}]}, "$", notes)]
    world.learn()

    assert world.user_names(["u1", "u2"]) == ["kim", "u2"]
    assert world.group_names(["g1", "g2"]) == ["staff", "g2"]
    assert world.members["u1"] == ["staff"]


def test_an_app_owns_nobody_without_a_link():
    world, notes = World(), Notes()
    world.by_kind["appUsers"] = [
        Node({"id": "u1"}, "$[0]", notes), Node({"id": "u2", "_links": {"app": [{"href": "https://a/api/v1/apps/a1"}]}}, "$[1]", notes),
    ]  # fmt: skip

    assert [one.path for one in world.of("appUsers", "a1")] == ["$[1]"]


@pytest.mark.parametrize(
    ("status", "found", "named"),
    [
        ("ACTIVE", None, 0),
        (None, None, 0),
        ("INACTIVE", "inactive", 0),
        ("DELETED", "deleted", 0),
        ("ODD", "inactive", 1),
    ],
)
def test_a_status(status, found, named):
    notes = Notes()

    assert status_of(Node({"status": status}, "$", notes)) == found
    assert len(notes.unsaid) == named
