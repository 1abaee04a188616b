"""What a key that is not in the set may mean."""

from __future__ import annotations

import json

from msgspec.structs import replace

from engine.pipeline import diagnose
from engine.tokens.keys import parse_jwks
from knowledge.scenarios import demo_jwks
from tests.support.world import demo_keys, question_of

CASE = {"request": "GET https://api.shop.test/orders/7", "token_header": {"kid": "other"}}


def assumed(fetched: bool) -> list[str]:
    keys = {"login": replace(demo_keys(), fetched=fetched)}
    return [one.text for one in diagnose(replace(question_of(CASE), keys=keys)).assumptions if "keys" in one.text]


def test_a_copy_may_be_stale_and_the_way_out_is_said() -> None:
    [text] = assumed(fetched=False)
    assert "a copy of keys grows old" in text
    assert "from another environment" in text
    assert "--online fetches" in text


def test_keys_of_now_are_no_stale_copy() -> None:
    [text] = assumed(fetched=True)
    assert text.startswith("the keys were fetched just now, so this is no stale copy: the issuer withdrew the key")


def test_a_key_of_another_issuer_says_where_the_token_comes_from() -> None:
    row = json.loads(demo_jwks())["keys"][2] | {"kid": "other"}
    keys = {"login": demo_keys(), "partner": parse_jwks({"keys": [row]})}
    trace = diagnose(replace(question_of(CASE), keys=keys))
    assert trace.reason == "token.key_unknown"
    [miss] = [one for one in trace.near_misses if one.field == "kid"]
    assert "`other` is a key of `partner`, another issuer of this environment" in miss.summary
    assert assumed(fetched=False)
    assert not [one for one in trace.assumptions if "grows old" in one.text]


def test_a_key_that_is_known_needs_no_explanation() -> None:
    trace = diagnose(question_of({"request": CASE["request"]}))
    assert not [one for one in trace.assumptions if "keys" in one.text]
