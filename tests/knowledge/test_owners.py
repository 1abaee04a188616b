"""The names of those who can act: a plain text of a data file becomes one of them, or is refused."""

from __future__ import annotations

from typing import get_args

import pytest

from knowledge.catalog import load_catalog
from knowledge.owners import OWNERS, Owner


def test_every_owner_is_found_by_its_text() -> None:
    assert [OWNERS[name] for name in get_args(Owner)] == list(get_args(Owner))


def test_a_text_that_is_no_owner_is_refused() -> None:
    with pytest.raises(KeyError):
        OWNERS["somebody"]


def test_every_owner_can_act_on_some_reason() -> None:
    catalog = load_catalog()
    assert {catalog.reason(name).owner for name in catalog.reasons} == set(OWNERS)
