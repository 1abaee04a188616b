"""Whether the client's key signed."""

from __future__ import annotations

import json

import pytest
from msgspec.structs import replace

from engine.issuing.signed import client_keys, signed_by_client
from engine.models.question import Known
from engine.stages.notes import Notes
from engine.tokens.jose import parse_jws
from knowledge.scenarios import demo_jwks
from tests.support.issuing import issuing_question, issuing_world
from tests.support.world import demo_keys, sign

SIGNER = issuing_world().client_by_id["signer"]
QUESTION = issuing_question({"base": "signed"})


@pytest.mark.parametrize(
    ("algorithm", "kid", "key", "outcome"),
    [
        ("RS256", "demo-rs256", "demo-rs256", "passed"),
        ("RS256", None, "demo-rs256", "passed"),
        ("ES256", "demo-es256", "demo-es256", "passed"),
        ("RS256", "demo-rs256", "stranger-rs256", "failed"),
        ("RS256", "else", "demo-rs256", "failed"),
        ("HS256", None, "hmac", "unknown"),
        ("none", None, "none", "failed"),
    ],
)
def test_by_algorithm_and_key(algorithm: str, kid: str | None, key: str, outcome: str) -> None:
    header = {"alg": algorithm} | ({"kid": kid} if kid else {})
    notes = Notes("client", QUESTION)
    known = Known(flow="token", client=SIGNER)
    jws = parse_jws(sign({"iss": "signer"}, header, key))
    signed_by_client(notes, known, jws, "client.authentication", "client.assertion_signature_invalid", "form")
    (check,) = notes.checks
    assert check.outcome == outcome


def test_keys_beside_the_environment_are_before_those_written_in_it() -> None:
    known = Known(flow="token", client=SIGNER)
    assert client_keys(QUESTION, known) is demo_keys()
    written = replace(SIGNER, jwks=json.loads(demo_jwks()))
    inline = client_keys(replace(QUESTION, client_keys={}), Known(client=written))
    assert inline is not None
    assert inline.keys == demo_keys().keys
    assert client_keys(QUESTION, Known()) is None


def test_keys_that_cannot_be_read_are_none() -> None:
    broken = replace(SIGNER, jwks={"keys": "none"})
    assert client_keys(replace(QUESTION, client_keys={}), Known(client=broken)) is None
