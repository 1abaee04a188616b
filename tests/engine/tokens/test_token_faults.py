"""Every fault of a token that the field knows ends in a reason that a case shows, or in a cause of the guide."""

from __future__ import annotations

import base64
import json
import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from engine.tokens.signing import _base64url
from tests.engine.test_every_reason import trace_of
from tests.support.world import assert_case, catalog, good_claims, good_token, judge

FILE = Path(__file__).parents[2] / "data" / "token_faults.toml"
TABLE: dict[str, Any] = tomllib.loads(FILE.read_text("utf-8"))
OWED = frozenset(TABLE.pop("owed"))
FIRST_OWED = frozenset((
    "acr_too_low", "auth_too_old", "cnf_ignored_by_gateway", "dpop_ath_missing", "dpop_htm_htu", "dpop_iat_window",
    "dpop_jkt_mismatch", "dpop_nonce_needed", "dpop_proof_missing", "dpop_replay", "dpop_scheme_wrong",
    "introspection_auth_failed", "missing_iat", "missing_sub", "mtls_cert_mismatch", "mtls_cert_missing",
    "token_too_old_for_session", "wrong_typ",
))  # fmt: skip
"""What was owed when the list was made: nothing may be added."""
FAULTS = 137
ELSEWHERE = frozenset(
    name
    for path in FILE.parent.glob("*_faults.toml")
    if path != FILE
    for name in tomllib.loads(path.read_text("utf-8"))
)
"""Faults that another list of tests/data settles."""
PLACE = re.compile(r"(?<!\{)\{(token|header|payload|signature|base64|edited)\}(?!\})")
SHOWN = [(name, place, case) for name, row in TABLE.items() for place, case in enumerate(row.get("cases", ()))]


@lru_cache(maxsize=1)
def parts() -> dict[str, str]:
    token = good_token()
    header, payload, signature = token.split(".")
    edited = _base64url(json.dumps(good_claims(scope="orders.admin")).encode())
    return {
        "token": token, "header": header, "payload": payload, "signature": signature, "edited": edited,
        "base64": base64.b64encode(token.encode()).decode(),
    }  # fmt: skip


def filled(value: Any) -> Any:
    """A case with the good token and its parts put in."""
    if isinstance(value, dict):
        return {name: filled(one) for name, one in value.items()}
    if isinstance(value, list):
        return [filled(one) for one in value]
    if not isinstance(value, str):
        return value
    if value.startswith("repeat "):
        return "x" * int(value.removeprefix("repeat "))
    return PLACE.sub(lambda found: parts()[found[1]], value)


def test_the_list_is_whole_and_every_fault_has_one_outcome() -> None:
    assert len(OWED | set(TABLE) | ELSEWHERE) == FAULTS
    assert not OWED & set(TABLE)
    for name, row in TABLE.items():
        assert ("cases" in row) != ("likely" in row), name
        assert set(row) in ({"cases"}, {"likely", "observe"}), name


def test_what_is_owed_only_becomes_less() -> None:
    assert OWED <= FIRST_OWED
    assert not OWED & ELSEWHERE, "another list settles these: take them out of `owed`"


@pytest.mark.parametrize(("name", "place", "case"), SHOWN, ids=[f"{name}-{place}" for name, place, _ in SHOWN])
def test_a_fault_that_a_request_shows_gives_its_reason(name: str, place: int, case: dict[str, Any]) -> None:
    reason = case["reason"]
    assert catalog().entry(reason) is not None
    if case.get("scenario"):
        assert trace_of(reason).reason == reason
        return
    trace = judge(filled({"request": "GET https://api.shop.test/orders", "says": name} | case))
    assert trace.reason == reason, trace.step("token")
    assert_case({"says": name} | {part: case[part] for part in ("said", "assumed", "near") if part in case}, trace)


@pytest.mark.parametrize("name", [name for name, row in TABLE.items() if "likely" in row])
def test_a_fault_that_no_request_shows_is_a_cause_with_what_would_tell(name: str) -> None:
    row = TABLE[name]
    entry = catalog().entry(row["likely"])
    assert entry is not None
    (cause, *_) = [cause for cause in entry.causes if row["observe"] in cause.check]
    assert cause.fix
