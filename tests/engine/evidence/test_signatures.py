"""Texts that servers, gateways and clients are known by."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from engine.evidence.signatures import compile_signatures, match_response, match_text, signatures_of
from engine.models.checks import FLOWS
from engine.models.exchange import Response
from tests.support.world import catalog

SIGNATURES = signatures_of(catalog())
CASES = tomllib.loads((Path(__file__).parent / "signature_cases.toml").read_text("utf-8"))["case"]
SUCCESSES = tomllib.loads((Path(__file__).parent / "success_cases.toml").read_text("utf-8"))["case"]
BARE = {"id": "x", "place": "response", "reason": "gateway.no_route", "answered_by": "gateway", "says": "said"}


def matched(case: dict[str, Any]) -> str | None:
    """The id of the signature that a case is recognised by."""
    if "line" in case or "said" in case:
        found = [match_text(SIGNATURES, place, case["line"]) for place in ("log", "error")] if "line" in case else []
        found += [match_text(SIGNATURES, "success", case["said"])] if "said" in case else []
        return next((one.id for one in found if one), None)
    response = Response(status=case["status"], headers=tuple(case.get("headers", {}).items()), body=case.get("body"))
    found_one = match_response(
        SIGNATURES, response, case.get("flow", "resource"), preflight=case.get("preflight", False)
    )
    return found_one.id if found_one else None


@pytest.mark.parametrize("case", [pytest.param(case, id=case["id"]) for case in CASES])
def test_each_is_recognised_by_its_text(case: dict[str, Any]) -> None:
    assert matched(case) == case["id"]


@pytest.mark.parametrize("case", SUCCESSES, ids=lambda case: case["says"])
def test_a_success_that_only_mentions_the_words_is_none(case: dict[str, Any]) -> None:
    assert matched(case) is None
    assert matched(case | {"status": case["refused_as"]}) == case["id"]


def test_each_has_a_case() -> None:
    assert sorted(case["id"] for case in CASES) == sorted(signature.id for signature in SIGNATURES)


def test_each_names_a_reason_of_the_guide_and_stages_of_its_flows() -> None:
    for signature in SIGNATURES:
        assert signature.reason is None or signature.reason in catalog().reasons, signature.id
        flows = signature.flows or ("resource",)
        assert any(set(signature.stages) <= set(FLOWS[flow]) for flow in flows), signature.id
        assert bool(signature.stages) is (signature.reason is not None), signature.id
        assert signature.place in ("log", "error", "response", "success"), signature.id
        assert not signature.says.endswith("."), signature.id


def test_they_are_compiled_once_for_each_catalog() -> None:
    assert signatures_of(catalog()) is signatures_of(catalog())


@pytest.mark.parametrize(
    ("condition", "response", "fits"),
    [
        ({}, Response(status=403), True),
        ({}, Response(status=400), True),
        ({}, Response(status=None), True),
        ({}, Response(status=399), False),
        ({}, Response(status=200), False),
        ({"status": [200]}, Response(status=200), True),
        ({"success": True}, Response(status=200), True),
        ({"success": True, "status": [403]}, Response(status=200), False),
        ({"status": [404, 405]}, Response(status=405), True),
        ({"status": [404]}, Response(status=403), False),
        ({"flows": ["token"]}, Response(status=403), False),
        ({"preflight": True}, Response(status=403), False),
        ({"preflight": False}, Response(status=403), True),
        ({"empty": True}, Response(status=403, body=" \n"), True),
        ({"empty": True}, Response(status=403, body="x"), False),
        ({"absent": ["x-a"]}, Response(status=403, headers=(("X-A", "1"),)), False),
        ({"headers": {"server": "^kong"}}, Response(status=403, headers=(("Server", "Kong/3"),)), True),
        ({"headers": {"server": "^kong"}}, Response(status=403, headers=(("Server", "x-kong"),)), False),
        ({"headers": {"server": "."}}, Response(status=403), False),
        ({"members": {"code": "7"}}, Response(status=403, body='{"code": 7}'), True),
        ({"members": {"code": "7"}}, Response(status=403, body='{"code": 8}'), False),
        ({"members": {"code": "None"}}, Response(status=403, body="{}"), False),
        ({"text": "no route"}, Response(status=403, body="No Route here"), True),
        ({"text": "no route"}, Response(status=403), False),
        ({"status": [404], "text": "x", "empty": False}, Response(status=404, body="y"), False),
    ],
)
def test_every_condition_that_is_given_must_hold(condition: dict[str, Any], response: Response, fits: bool) -> None:
    signatures = compile_signatures([BARE | condition])
    assert (match_response(signatures, response, "resource", preflight=False) is not None) is fits


def test_the_first_that_fits_counts() -> None:
    signatures = compile_signatures([BARE | {"id": "one", "text": "b"}, BARE | {"id": "two"}, BARE | {"id": "three"}])
    found = match_response(signatures, Response(status=403, body="a"), "resource", preflight=False)
    assert found is not None
    assert found.id == "two"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("OAuth2IntrospectionException: Introspection endpoint responded with 401", "gateway.introspection_failed"),
        ("accessing jwks url (https://login.shop.test/jwks) failed: connection refused", "gateway.keys_unavailable"),
        ("failed to fetch JWKS from https://login.shop.test/jwks: 404", "gateway.keys_unavailable"),
        ("fetched the JWKS of login.shop.test, 3 keys", None),
        ("introspection of the schema took 401 ms", None),
    ],
)
def test_how_gateways_say_that_the_issuer_cannot_be_asked(line: str, reason: str | None) -> None:
    signature = match_text(SIGNATURES, "log", line)
    assert (signature.reason if signature else None) == reason


def test_long_lines_are_read_in_one_pass() -> None:
    for part in (
        '"status":401,',
        '"source":"exit",',
        "[ping-auth] ",
        '"msg":"',
        "x",
        "HTTP-FULL-REQUEST-AND-RESPONSE ",
    ):
        line = part * (60_000 // len(part))
        found = match_text(SIGNATURES, "log", line)
        assert found is None or found.reason is None
