from __future__ import annotations

from datetime import UTC, datetime

import jwt
import pytest

from engine.scenarios import render_scenario
from knowledge.scenarios import KEYS, Scenario, ScenarioToken, demo_key

PEMS = {name: demo_key(name) for name in KEYS}
ACCESS = ScenarioToken(header={"alg": "ES256"}, claims={"sub": "ada"}, key="demo-es256")
OTHER = ScenarioToken(header={"alg": "none"}, claims={"sub": "bob"}, key="none")
SCENARIO = Scenario(
    reason="token.odd",
    title="An odd token",
    summary="Two tokens in four texts.",
    now="2026-03-04T11:11:12+01:00",
    source_ip="192.0.2.7",
    request="curl https://api.shop.test -H 'Authorization: Bearer {{tokens.access}}' -d t={{tokens.access}}",
    response="HTTP/1.1 401 Unauthorized\n\n{{not.a.token}}",
    evidence=("first {{tokens.other}}", "second"),
    tokens={"access": ACCESS, "other": OTHER},
    environment={"name": "shop"},
)


def test_tokens_are_signed_and_put_where_the_texts_name_them():
    rendered = render_scenario(SCENARIO, PEMS)
    assert rendered.request is not None
    first, second = rendered.request.split("Bearer ")[1].split("' -d t=")
    assert first == second
    assert jwt.decode(first, options={"verify_signature": False}) == {"sub": "ada"}
    assert rendered.evidence[0].startswith("first ey")
    assert rendered.evidence[0].endswith(".")
    assert rendered.evidence[1] == "second"


def test_the_rest_comes_through_and_the_time_is_utc():
    rendered = render_scenario(SCENARIO, PEMS)
    assert rendered.now == datetime(2026, 3, 4, 10, 11, 12, tzinfo=UTC)
    assert rendered.now.tzinfo is UTC
    assert (rendered.reason, rendered.source_ip) == ("token.odd", "192.0.2.7")
    assert rendered.environment == {"name": "shop"}
    assert rendered.response == SCENARIO.response


def test_the_same_scenario_gives_the_same_bytes():
    assert render_scenario(SCENARIO, PEMS) == render_scenario(SCENARIO, PEMS)


def test_what_is_left_out_stays_out():
    bare = Scenario(reason="a.b", title="Bare", summary="Only a response.", now="2026-03-04T10:11:12Z", response="x")
    rendered = render_scenario(bare, {})
    assert (rendered.request, rendered.evidence, rendered.environment) == (None, (), None)


def test_a_token_that_is_not_there_is_a_key_error():
    broken = Scenario(reason="a.b", title="t", summary="s", now="2026-03-04T10:11:12Z", request="{{tokens.none}}")
    with pytest.raises(KeyError):
        render_scenario(broken, PEMS)


def test_a_finding_has_no_time_and_may_have_a_deployed_copy():
    finding = Scenario(
        reason="shops.odd", shows="finding", title="An odd shop", summary="A shop and its copy.",
        environment={"name": "shop"}, deployed={"name": "shop before"},
    )  # fmt: skip
    rendered = render_scenario(finding, PEMS)
    assert (rendered.now, rendered.request, rendered.deployed) == (None, None, {"name": "shop before"})
