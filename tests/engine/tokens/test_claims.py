"""What claims mean, by vendor."""

from __future__ import annotations

import math
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.tokens.claims import (
    acts_for_itself,
    audiences_of,
    client_of,
    numeric_date,
    scopes_of,
    text_list,
)

CASES = tomllib.loads((Path(__file__).parent / "cases/claims.toml").read_text("utf-8"))["case"]


@pytest.mark.parametrize("case", [pytest.param(case, id=case["says"]) for case in CASES])
def test_claims_mean_what_their_issuer_meant(case: dict[str, Any]) -> None:
    claims = case["claims"]
    assert scopes_of(claims) == (tuple(case.get("scopes", ())), case.get("listed", False))
    assert client_of(claims) == (tuple(case["client"]) if "client" in case else None)
    assert acts_for_itself(claims) is case["own"]
    assert audiences_of(claims) == (tuple(case["audiences"]) if "audiences" in case else None)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (0, 0.0), (1772619072, 1772619072.0), (10.5, 10.5), (-1, -1.0), (True, None), ("1772619072", None), (None, None),
        (math.inf, None), (math.nan, None), (10**400, None), ([1], None),
    ],
)  # fmt: skip
def test_a_numeric_date_is_a_finite_number(value: object, seconds: float | None) -> None:
    assert numeric_date(value) == seconds


@given(st.integers() | st.floats())
def test_every_number_is_a_finite_one_or_none(value: float) -> None:
    found = numeric_date(value)
    assert found is None or math.isfinite(found)


@pytest.mark.parametrize(
    ("value", "texts"), [("a", ("a",)), (["a", 7], ("a", "7")), ([], ()), (None, None), (7, None), ({"a": 1}, None)]
)
def test_a_list_of_texts(value: object, texts: tuple[str, ...] | None) -> None:
    assert text_list(value) == texts
