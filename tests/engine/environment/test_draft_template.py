"""The text that a first environment file is made of."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from engine.environment.draft_template import TEMPLATE

PLACES = [name for _, name, _, _ in Formatter().parse(TEMPLATE) if name]


@pytest.mark.parametrize("kind", ["issuers", "authorization_servers", "api_services", "clients", "users"])
def test_every_kind_that_decides_calls_has_an_example(kind):
    assert re.search(rf"^(#|\{{server_off\}})?\[\[{kind}\]\]$", TEMPLATE, re.MULTILINE)


def test_no_place_is_without_a_name():
    assert PLACES
    assert all(name.isidentifier() for name in PLACES)
