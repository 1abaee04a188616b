"""Shipped scenarios, read from the package and signed with the demo keys that ship beside them."""

from __future__ import annotations

import jwt
import pytest

from engine.adapters.scenarios import check_scenario, read_scenario
from engine.captures import read_capture
from engine.tokens.jose import parse_jws
from engine.tokens.keys import verify
from tests.support.world import demo_keys


def token_of(reason: str) -> str:
    scenario = read_scenario(reason)
    ((_, exchange),) = read_capture(scenario.request or "").exchanges
    assert exchange.request is not None
    return (exchange.request.header("authorization") or "").partition(" ")[2]


def test_a_scenario_is_what_a_person_would_paste() -> None:
    scenario = read_scenario("token.expired")
    assert scenario.reason == "token.expired"
    assert "{{tokens" not in (scenario.request or "")
    assert scenario.environment is not None
    assert scenario.now is not None
    assert scenario.now.utcoffset() is not None
    assert token_of("token.expired") == token_of("token.expired")


def test_its_token_is_signed_with_a_shipped_key() -> None:
    token = token_of("token.expired")
    header = jwt.get_unverified_header(token)
    (key,) = (key for key in demo_keys().keys if key.kid == header["kid"])
    jws = parse_jws(token)
    assert verify(key, header["alg"], jws.signing_input, jws.signature)


@pytest.mark.parametrize("reason", ["token.unheard_of", "", "../reasons/token.expired", "/etc/passwd"])
def test_what_is_no_scenario_is_none(reason: str) -> None:
    with pytest.raises(KeyError):
        read_scenario(reason)


def test_the_environment_of_a_finding_is_checked_against_its_deployed_copy() -> None:
    checked = check_scenario("resources.deleted_in_use", file="demo")
    assert checked.environment is not None
    assert checked.deployed is not None
    assert {(one.file, one.finding) for one in checked.findings} == {
        ("demo", "resources.deleted_in_use"), ("demo", "api_services.changes_not_deployed"),
    }  # fmt: skip


def test_an_environment_that_cannot_be_used_is_checked_all_the_same() -> None:
    checked = check_scenario("base_urls.not_absolute", file="demo")
    assert checked.environment is None
    assert [one.finding for one in checked.findings] == ["base_urls.not_absolute"]


@pytest.mark.parametrize("name", ["no.such", "access_policy.denied"])
def test_without_an_environment_nothing_is_checked(name: str) -> None:
    with pytest.raises(KeyError):
        check_scenario(name, file="demo")
