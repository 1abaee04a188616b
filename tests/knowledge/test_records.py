"""Records are made of tables as the build writes them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import knowledge
from knowledge.records import Entry, facts_of, make_entry

RAW = json.loads((Path(str(knowledge.__file__)).parent / "catalog.json").read_text("utf-8"))


def test_lists_become_tuples_of_records_and_what_is_left_out_has_its_default() -> None:
    entry = make_entry(RAW["entries"]["token.expired"])

    assert isinstance(entry, Entry)
    assert entry.reason is not None
    assert (entry.reason.stage, entry.reason.error) == ("token", "invalid_token")
    assert all(isinstance(cause.fix, str) for cause in entry.causes)
    assert make_entry(RAW["entries"]["401"]).reason is None


def test_an_owner_that_nobody_knows_is_refused() -> None:
    with pytest.raises(KeyError, match="nobody"):
        facts_of({"stage": "token", "owner": "nobody", "headline": "h", "next_step": "n"})
