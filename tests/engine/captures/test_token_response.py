"""A whole token response in place of the token in it."""

from __future__ import annotations

import json

import pytest

from engine.captures import read_capture
from engine.captures.token_response import access_token_in
from tests.support.world import good_token

TOKEN = good_token()


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"access_token": TOKEN, "token_type": "Bearer", "expires_in": 300}),
        json.dumps({"scope": "a b", "access_token": TOKEN, "id_token": "x"}, indent=2),
        f"access_token={TOKEN}&token_type=bearer",
        f"#token_type=bearer&access_token={TOKEN}",
    ],
)
def test_the_token_in_it_is_taken_and_that_is_said(text: str) -> None:
    assert access_token_in(text) == TOKEN
    [(_, exchange)] = read_capture(text).exchanges
    assert (exchange.kind, exchange.token) == ("token", TOKEN)
    assert [one.text for one in exchange.remarks] == ["a whole token response: its `access_token` is judged"]


def test_an_opaque_token_is_taken_as_well() -> None:
    [(_, exchange)] = read_capture('{"token_type": "x", "access_token": "2YotnFZFEjr1zCsicMWpAA"}').exchanges
    assert exchange.token == "2YotnFZFEjr1zCsicMWpAA"


@pytest.mark.parametrize(
    "text",
    [
        "", "{}", '{"access_token": 7}', '{"access_token": "x"}', '{"access_token": " "}', '{"tokens": {"access_token": "x"}}', "access_token",
        '["access_token"]', f"the access_token={TOKEN} is good", f"https://a.test/cb#access_token={TOKEN}",
        '{"access_token": "x"' + " " * 300_000 + "}",
    ],
)  # fmt: skip
def test_anything_else_is_none(text: str) -> None:
    assert access_token_in(text) is None
