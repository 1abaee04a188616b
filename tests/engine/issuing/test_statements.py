"""Every statement of the seed on access policies, lifetimes and revocation: an entry explains it, a request shows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.issuing.preview import PreviewAsk, preview_token
from tests.support.bakery import ask, bakery
from tests.support.world import NOW, assert_case, cases_beside, catalog


@cases_beside(__file__, "statements.toml")
def test_a_statement_is_shown(case: Mapping[str, Any]) -> None:
    if "preview" not in case:
        assert_case(case, ask(case))
        return
    wanted = PreviewAsk(**{**case["preview"], "scopes": tuple(case["preview"].get("scopes", ()))})
    world = bakery(case.get("set"), tuple(case.get("unset", ())))
    preview = preview_token(world, wanted, catalog=catalog(), now=NOW)
    told = {name: getattr(preview, name) for name in ("verdict", "reason", "rule")}
    if preview.tokens is not None:
        tokens = {"access_token": preview.tokens.access_token, "id_token": preview.tokens.id_token}
        told |= {name: token.lifetime_seconds for name, token in tokens.items() if token is not None}
    assert {name: told[name] for name in case["want"]} == case["want"], case["says"]


@cases_beside(__file__, "statements.toml")
def test_the_guide_explains_it(case: Mapping[str, Any]) -> None:
    assert case["entries"]
    assert all(catalog().entry(entry) is not None for entry in case["entries"])
    if "scenario" in case:
        assert case["scenario"] in {one.reason for one in catalog().scenarios}
        assert case["scenario"] in case["entries"]
