"""The stages that a token preview asks."""

from __future__ import annotations

import pytest

from engine.issuing.preview import choose_server, preview_token
from engine.issuing.preview_stages import TAKEN_TO_HOLD, PreviewAsk
from tests.support.bakery import bakery
from tests.support.world import NOW, catalog


@pytest.mark.parametrize(
    ("grant_type", "user", "stages"),
    [
        ("client_credentials", None, ["client", "grant_type", "scope", "access_policy"]),
        ("authorization_code", "carl", ["client", "grant_type", "user", "scope", "access_policy"]),
    ],
)
def test_a_user_is_asked_for_where_there_is_one(grant_type, user, stages):
    ask = PreviewAsk(client="van-app", grant_type=grant_type, user=user)
    preview = preview_token(bakery(), ask, catalog=catalog(), now=NOW)

    assert [step.stage for step in preview.steps] == stages


def test_what_only_the_request_shows_is_taken_to_hold():
    ask = PreviewAsk(client="van-app", grant_type="client_credentials")
    preview = preview_token(bakery(), ask, catalog=catalog(), now=NOW)

    assert not [c.check for s in preview.steps for c in s.checks if c.check in TAKEN_TO_HOLD and c.outcome == "unknown"]
    assert any("can authenticate" in one.text for one in preview.assumptions)
    assert preview.server == choose_server(bakery(), None).name
