"""Facts from options: which of them say what the API wants."""

from __future__ import annotations

import pytest

from engine.models.certificate import Certificate
from engine.models.given import NOTHING_GIVEN, Given


@pytest.mark.parametrize(
    ("given", "wants"),
    [
        (NOTHING_GIVEN, False), (Given(issuer="https://i.test"), True), (Given(audiences=("a",)), True),
        (Given(scopes=("s",)), True), (Given(certificate=Certificate("x")), False),
    ],
)  # fmt: skip
def test_a_certificate_says_nothing_of_what_is_wanted(given: Given, wants: bool) -> None:
    assert given.wants is wants
