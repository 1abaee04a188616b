"""Each change of an environment in a sentence about calls, and whether it lets in more or fewer."""

from __future__ import annotations

import copy
import tomllib
from pathlib import Path
from typing import Any

import pytest

from engine.environment.change_words import Change
from engine.environment.changes import environment_changes
from engine.environment.loader import environment_from_tables

CASES = tomllib.loads((Path(__file__).parent / "changes_cases.toml").read_text("utf-8"))


def changed(row: dict[str, Any]) -> dict[str, Any]:
    tables = copy.deepcopy(CASES["world"])
    for path, value in row.get("set", {}).items():
        *parents, last = (int(part) if part.isdigit() else part for part in path.split("/"))
        place: Any = tables
        for part in parents:
            place = place[part]
        if isinstance(place, list) and last == len(place):
            place.append(value)
        else:
            place[last] = value
    for path in row.get("unset", []):
        *parents, last = (int(part) if part.isdigit() else part for part in path.split("/"))
        place = tables
        for part in parents:
            place = place[part]
        del place[last]
    return tables


def compared(before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    return environment_changes(
        environment_from_tables(before, file="before"), environment_from_tables(after, file="after")
    )


@pytest.mark.parametrize("row", CASES["case"], ids=lambda row: row["why"])
def test_a_change_is_said(row):
    assert [f"{one.effect} {one.text}" for one in compared(CASES["world"], changed(row))] == row["said"]


OTHER_WAY = {"widens": "narrows", "narrows": "widens", "differs": "differs"}


@pytest.mark.parametrize("row", CASES["case"], ids=lambda row: row["why"])
def test_taken_back_it_means_the_opposite(row):
    there = sorted(OTHER_WAY[one.effect] for one in compared(CASES["world"], changed(row)))

    assert sorted(one.effect for one in compared(changed(row), CASES["world"])) == there


def test_what_a_change_is_about():
    row = {"set": {"api_services/0/operations/0/delegated": True, "clients/0/status": "inactive"}}

    assert [one.about for one in compared(CASES["world"], changed(row))] == [
        "api_services.Orders.operations.List",
        "clients.web",
    ]


def test_what_widens_is_first():
    row = {"set": {"api_services/0/operations/0/delegated": True, "users/1": {"id": "new"}, "semantics": "xacml"}}

    assert [one.effect for one in compared(CASES["world"], changed(row))] == ["widens", "narrows", "differs"]
