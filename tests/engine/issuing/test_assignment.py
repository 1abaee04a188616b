"""Who may use a client."""

from __future__ import annotations

from typing import Any

import pytest

from engine.issuing.assignment import is_assigned
from engine.models.question import Known
from tests.support.bakery import bakery

WEB, VAN, TABLET = bakery().clients
CASES: list[tuple[str, dict[str, Any], bool | None]] = [
    ("directly", {"client": WEB, "subject": "olga"}, True),
    ("through a group", {"client": WEB, "subject": "ben", "groups": ("staff",)}, True),
    ("neither", {"client": WEB, "subject": "carl", "groups": ()}, False),
    ("groups not known", {"client": WEB, "subject": "carl"}, None),
    ("user not known", {"client": WEB}, None),
    ("a group is enough without the name", {"client": TABLET, "groups": ("staff",)}, True),
    ("nobody is assigned", {"client": VAN}, False),
    ("who does not exist", {"client": WEB, "subject": "zoe", "user_absent": True}, False),
    ("client not known", {"subject": "olga"}, None),
]


@pytest.mark.parametrize(("known", "wanted"), [row[1:] for row in CASES], ids=[row[0] for row in CASES])
def test_who_is_assigned(known: dict[str, Any], wanted: bool | None) -> None:
    assert is_assigned(Known(**known)) is wanted
