from __future__ import annotations

import json
import re
from datetime import datetime

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from knowledge.build import ROOT
from knowledge.catalog import load_catalog
from knowledge.scenarios import KEYS, Scenario, demo_jwks, demo_key, load_scenario

NAMES = sorted(path.stem for path in (ROOT / "scenarios").glob("*.toml"))


SHOWS = {summary.reason: summary.shows for summary in load_catalog().scenarios}
ASKED = [name for name in NAMES if SHOWS.get(name) != "finding"]


def test_every_reason_and_behaviour_has_a_scenario_and_every_scenario_an_entry():
    catalog = load_catalog()
    families = {name: [head.id for head in heads] for name, heads in catalog.families().items()}
    shown = {one.reason: one.family for one in catalog.scenarios}

    assert list(shown) == NAMES
    assert {name for name, family in shown.items() if family == "reason"} == catalog.reasons
    assert {name for name, family in shown.items() if family == "behaviour"} == set(families["behaviour"])
    assert {name for name, family in shown.items() if family == "finding"} < set(families["finding"])


@pytest.mark.parametrize("name", ASKED)
def test_a_scenario_with_a_request_loads_and_is_whole(name):
    scenario = load_scenario(name)
    assert isinstance(scenario, Scenario)
    assert (scenario.reason, scenario.shows) == (name, SHOWS[name])
    assert scenario.now is not None
    assert datetime.fromisoformat(scenario.now).tzinfo is not None
    assert scenario.request or scenario.response, "nothing to diagnose"
    texts = " ".join(text for text in (scenario.request, scenario.response, *scenario.evidence) if text)
    assert {f"tokens.{name}" for name in scenario.tokens} == set(re.findall(r"\{\{(.*?)\}\}", texts))
    assert all(token.key in {*KEYS, "hmac", "none"} for token in scenario.tokens.values())
    if scenario.shows == "difference":
        assert scenario.response, "a difference is between a prediction and an answer"


@pytest.mark.parametrize("name", sorted({*NAMES} - {*ASKED}))
def test_a_scenario_of_a_finding_is_an_environment_alone(name):
    scenario = load_scenario(name)
    assert (scenario.reason, scenario.shows, scenario.now) == (name, "finding", None)
    assert scenario.environment
    assert (scenario.request, scenario.response, *scenario.evidence, *scenario.tokens) == (None, None)


def test_nothing_but_a_shipped_scenario_loads():
    for name in ("no.such", "../pyproject", "/etc/passwd", ""):
        with pytest.raises(KeyError):
            load_scenario(name)


def test_the_public_keys_belong_to_the_private_ones():
    from jwt import PyJWK

    keys = {key["kid"]: key for key in json.loads(demo_jwks())["keys"]}
    assert list(keys) == ["demo-rs256", "demo-es256", "demo-eddsa"]
    for kid, key in keys.items():
        private = load_pem_private_key(demo_key(kid).encode(), password=None)
        assert key["use"] == "sig"
        assert key["alg"] == {"demo-rs256": "RS256", "demo-es256": "ES256", "demo-eddsa": "EdDSA"}[kid]
        assert PyJWK(key).key == private.public_key()
        assert "d" not in key


def test_only_the_shipped_keys_are_given_out():
    assert all(demo_key(name).startswith("-----BEGIN PRIVATE KEY-----") for name in KEYS)
    for name in ("demo.jwks.json", "../catalog", "hmac"):
        with pytest.raises(KeyError):
            demo_key(name)
