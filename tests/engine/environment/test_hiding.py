"""Secrets are taken out of an environment file, and nothing that it is judged by."""

from __future__ import annotations

import tomllib

import pytest

from engine.environment.hiding import hidden_tables, hidden_text, restored
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
