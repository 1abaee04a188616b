"""What a request asks for: facts for the later stages."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from engine.issuing.asked import find_user, person
from engine.models.question import Known
from engine.pipeline import find
from tests.support.issuing import issuing_question, issuing_world

CASES: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"base": "job"}, {"grant_type": "client_credentials", "requested_scopes": ("orders.read",), "client_id": "job"}),
    ({"base": "job", "drop": ["scope"]}, {"requested_scopes": ()}),
    ({"base": "job", "hidden": ["body"], "body": ""}, {"requested_scopes": None, "grant_type": None}),
    ({"base": "code"}, {"grant_type": "authorization_code", "requested_scopes": ("orders.read",), "subject": "ada"}),
    ({"base": "code", "change": {"code": "never"}}, {"requested_scopes": None, "subject": None, "granted": None}),
    ({"base": "refresh"}, {"requested_scopes": ("orders.read", "orders.write"), "groups": ("buyers",)}),
    ({"base": "authorize"}, {"grant_type": "authorization_code", "requested_scopes": ("openid", "orders.read")}),
    ({"base": "authorize", "change": {"response_type": "token"}}, {"grant_type": "implicit"}),
    ({"base": "device"}, {"grant_type": "urn:ietf:params:oauth:grant-type:device_code", "client_id": "app"}),
    ({"base": "par"}, {"grant_type": "authorization_code", "client_id": "web"}),
]


@pytest.mark.parametrize(("case", "learnt"), CASES)
def test_what_later_stages_are_told(case: dict[str, Any], learnt: dict[str, Any]) -> None:
    known = find(issuing_question(case)).known
    assert {name: getattr(known, name) for name in learnt} == learnt


def test_what_was_granted_carries_the_time_of_its_event() -> None:
    granted = find(issuing_question({"base": "code"})).known.granted
    assert granted is not None
    assert (granted["at"].isoformat(), granted["user"]) == ("2026-03-04T10:10:42+00:00", "ada")


def test_people() -> None:
    world = issuing_world()
    known = Known(issuer=world.issuers[0])
    listed, absent = (
        person(issuing_question({}), world, known, "ada"),
        person(issuing_question({}), world, known, "bob"),
    )
    assert (listed["groups"], listed["user_absent"]) == (("buyers",), False)
    assert (absent["groups"], absent["user_absent"]) == ((), True)
    assert person(issuing_question({}), None, known, "ada")["groups"] is None
    elsewhere = replace(world.issuers[0], kind="external")
    assert find_user(world, Known(issuer=elsewhere), "ada") is None
