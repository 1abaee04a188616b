"""Entries of a HAR against their table."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from engine.captures.har_entry import EntryProblem, read_entry

TABLE = tomllib.loads(Path(__file__).with_name("har_cases.toml").read_text("utf-8"))
SHOWN = {"method", "url", "headers", "authorization", "body", "response", "time"}


@pytest.mark.parametrize("case", TABLE["case"], ids=lambda case: str(case["says"]))
def test_case(case: dict[str, Any]) -> None:
    exchange = read_entry(json.loads(case["entry"]))
    request, response = exchange.request, exchange.response
    assert request is not None
    seen = {
        "request": [request.method or "", request.url or "", request.body or ""],
        "response": [response.status or "", response.body or "", response.error or ""] if response else None,
        "headers": [list(header) for header in request.headers],
        "version": request.http_version,
        "at": exchange.at,
    }
    assert {key: seen[key] for key in seen if key in case} == {key: case[key] for key in seen if key in case}
    assert SHOWN - exchange.shows == set(case.get("hidden", ()))
    assert (exchange.kind, exchange.source_ip) == ("HAR", None)
    remarks = [remark.text for remark in exchange.remarks]
    wanted = case.get("remarks", [])
    assert len(remarks) == len(wanted), remarks
    assert all(part in remark for part, remark in zip(wanted, remarks, strict=True)), remarks


@pytest.mark.parametrize("case", TABLE["bad"], ids=lambda case: str(case["says"]))
def test_bad_entry(case: dict[str, Any]) -> None:
    with pytest.raises(EntryProblem) as caught:
        read_entry(json.loads(case["entry"]))
    assert caught.value.seen == case["seen"]
