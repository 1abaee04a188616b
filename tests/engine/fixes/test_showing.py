"""Edits leave the engine without secrets."""

from __future__ import annotations

from typing import Any

import pytest

from engine.fixes.showing import shown_edit
from engine.models.trace import Edit

SECRET = "s3cr3t-s3cr3t-s3cr3t"


@pytest.mark.parametrize(
    "edit",
    [
        Edit(target="request", path="/url", from_=f"https://a.test/?access_token={SECRET}", to="https://a.test/"),
        Edit(target="request", path="/headers/X", from_=f"Bearer {SECRET}", to=None),
        Edit(target="environment", path="/policies/0/rules/0/when",
             from_={"attribute": "request.header.X-Api-Key", "equals": SECRET},
             to={"any": [{"attribute": "request.header.X-Api-Key", "default": SECRET, "in": [SECRET]}]}),
        Edit(target="environment", path="/w", to={"attribute": "token.x", "default": SECRET, "equals": {"attribute": "request.query.password"}}),
    ],
)  # fmt: skip
def test_a_secret_is_not_shown(edit: Edit) -> None:
    assert SECRET not in str(shown_edit(edit))


@pytest.mark.parametrize(
    "value", [None, 3, True, ["a", "b"], {"attribute": "token.sub", "equals": "ada"}, "2026-03-04T10:11:12Z"]
)
def test_everything_else_is_as_it_was(value: Any) -> None:
    edit = Edit(target="environment", path="/x", from_=value, to=value)
    assert shown_edit(edit) == edit
