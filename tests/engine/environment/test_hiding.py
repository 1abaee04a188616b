"""Secrets are taken out of an environment file, and nothing that it is judged by."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from engine.environment.hiding import hidden_tables, hidden_text, is_secret_attribute, restored
from engine.environment.loader import load_environment
from tests.support.sources import ROOT

FULL = (ROOT / "tests" / "engine" / "environment" / "full.toml").read_text("utf-8")
MEMES = (ROOT / "tests" / "data" / "examples" / "meme-game.toml").read_text("utf-8")
SECRETS = """
name = "shop"
# the console's password=hunter2-in-a-comment
[[issuers]]
name = "sso"
issuer = "https://login.test"
credential = "shop"
jwks = { keys = [{ kty = "RSA", n = "abc", e = "AQAB", d = "PRIVATE-EXPONENT", kid = "k1" }] }
[[clients]]
id = "web"
secret_check = "9f73"
[[statements]]
name = "s"
code = "set-headers"
payload = { Authorization = "Bearer abcdefghijklmnop123", "X-Api-Key" = "kkk-123-secret", "X-Plain" = "1" }
[[policies]]
name = "p"
combine = "deny-overrides"
  [[policies.rules]]
  name = "r"
  effect = "permit"
  when = { any = [{ attribute = "request.header.x-api-key", in = ["compared-key-1", "compared-key-2"] },
                  { attribute = "token.scope", contains = "orders.read" }] }
"""
HIDDEN = (
    "hunter2-in-a-comment",
    "PRIVATE-EXPONENT",
    "abcdefghijklmnop123",
    "kkk-123-secret",
    "compared-key-1",
    "compared-key-2",
)


@pytest.mark.parametrize("text", [FULL.replace("{keys=[]}", '{keys=[{kty="RSA"}]}'), MEMES], ids=["full", "memes"])
def test_a_file_without_secrets_stays_as_it_is(text):
    assert hidden_text(text, tomllib.loads(text)) == text


def test_what_is_secret_is_hidden_and_the_rest_is_not():
    tables = tomllib.loads(SECRETS)
    text = hidden_text(SECRETS, tables)

    assert [secret for secret in HIDDEN if secret in text] == []
    assert tomllib.loads(text) == hidden_tables(tables)
    assert len(text.splitlines()) == len(SECRETS.splitlines())
    loaded = load_environment(text, file="hidden")
    assert (loaded.issuers[0].credential, loaded.clients[0].secret_check) == ("shop", "9f73")
    assert loaded.statements[0].payload["X-Plain"] == "1"


@pytest.mark.parametrize(
    "line", ["jwks = {keys=[]}", "key=[1]", 'password=["""\n"""]', "[secret]", 'token = """\nabc"""', "pin=1979-05-27"]
)
def test_a_line_that_rules_for_text_would_break(line):
    """It is written anew, without comments: the copy is kept without them rather than not at all."""
    text = f'name = "shop"  # comment\n{line}\n'
    tables = tomllib.loads(text)
    hidden = tomllib.loads(hidden_text(text, tables))

    assert hidden.keys() == tables.keys()
    assert hidden_tables(tables).keys() == tables.keys()


BY_FORM = (Path(__file__).parent / "secrets.toml").read_text("utf-8")
BY_FORM_HIDDEN = (
    "swordfish", "short", "kelp-1", "kelp-2", "APIKEYCOND99", "PIN4477", "4478", '"449"', "weak-1", "RAWREFRESHTOKEN",
    "8xLOxBtZp8",
)  # fmt: skip


def test_what_only_its_place_gives_away_is_hidden_and_nothing_beside_it():
    tables = tomllib.loads(BY_FORM)
    text = hidden_text(BY_FORM, tables)

    assert [secret for secret in BY_FORM_HIDDEN if secret not in BY_FORM] == []
    assert [secret for secret in BY_FORM_HIDDEN if secret in text] == []
    assert tomllib.loads(text) == hidden_tables(tables)
    kept = hidden_tables(tables)
    tests = kept["policies"][0]["rules"][0]["when"]["any"]
    assert [tests[0]["default"], tests[3]["equals"], tests[4]["equals"]] == ["", "ACCESS_FAILED", True]
    assert [row["subject"] for row in kept["history"]] == [
        "•••", "0123456789abcdef", "adalovelace", "•••", "3f2504e0-4f89-11d3-9a0c-0305e82c3301",
    ]  # fmt: skip
    assert kept["statements"][0]["payload"]["X-Plain"] == "1"


def test_a_number_that_was_hidden_is_put_back():
    tables = tomllib.loads(BY_FORM)
    hidden = hidden_tables(tables)

    assert restored(hidden, hidden, tables) == tables


@pytest.mark.parametrize(
    ("name", "value", "secret"),
    [
        ("request.header.x-backend-key", "a", True), ("user.pin", 1, True), ("request.query.code", "a", True),
        ("response.body./code", "ACCESS_FAILED", False), ("response.body./code", "0.AXoAq3J4k9-bXhTz", True),
        ("token.scope", "orders.read", False), ("request.header.idempotency-key", "a", False),
    ],
)  # fmt: skip
def test_attributes_that_hold_secrets(name, value, secret):
    assert is_secret_attribute(name, value) is secret


def test_hiding_twice_changes_nothing_more():
    text = hidden_text(SECRETS, tomllib.loads(SECRETS))

    assert hidden_text(text, tomllib.loads(text)) == text


def test_what_the_file_still_has_is_put_back():
    tables = tomllib.loads(SECRETS)
    hidden = hidden_tables(tables)

    assert restored(hidden, hidden, tables) == tables


def test_what_is_no_longer_in_the_same_place_stays_hidden():
    tables = tomllib.loads(SECRETS)
    copy = hidden_tables(tables)
    tables["statements"][0]["name"] = "other"

    assert restored(copy, hidden_tables(tables), tables)["statements"] == copy["statements"]


def test_rows_are_found_by_their_names():
    rows = [{"name": "a", "payload": {"password": "x1-secret"}}, {"name": "b", "payload": {"password": "x2-secret"}}]
    tables = {"statements": rows}
    copy = {"statements": [{"name": "b", "payload": {"password": "•••"}}]}

    assert restored(copy, hidden_tables(tables), tables) == {"statements": [rows[1]]}
