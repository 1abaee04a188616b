"""What Okta states of API access management and PingOne of API services: each has an entry and a scenario of its own.

That a scenario shows what it is named after is run in `test_every_reason.py`.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tests.support.world import catalog

TABLES: dict[str, list[dict[str, str]]] = tomllib.loads(Path(__file__).with_name("statements.toml").read_text("utf-8"))
ROWS = [pytest.param(row["entry"], id=f"{name}: {row['says']}") for name, rows in TABLES.items() for row in rows]
FAMILIES = {one.reason: one.family for one in catalog().scenarios}


@pytest.mark.parametrize("name", ROWS)
def test_a_statement_has_an_entry_and_a_scenario(name: str) -> None:
    entry = catalog().entry(name)
    assert entry is not None
    assert (entry.id, entry.family) == (name, FAMILIES[name])


def test_every_behaviour_and_every_finding_that_is_shown_is_stated() -> None:
    stated = {row["entry"] for rows in TABLES.values() for row in rows}
    assert {name for name, family in FAMILIES.items() if family != "reason"} <= stated


def test_nothing_is_stated_twice() -> None:
    stated = [row["entry"] for rows in TABLES.values() for row in rows]
    assert len(stated) == len(set(stated))
