"""What a word may have meant that names no file: said, so that the next try works."""

from __future__ import annotations

import pytest

from knowledge.catalog import load_catalog
from tui.cli.naming import what_else

TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln"


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("diagnos", "did you mean the command `diagnose`?"),
        ("enviroment", "did you mean the command `environment`?"),
        ("invalid_grnat", "did you mean `invalid_grant`?"),
        ("token.expired", "but the guide explains it: apiwhy guide token.expired"),
        ("NO_POLICY_FOUND", "but the guide explains it: apiwhy guide NO_POLICY_FOUND"),
        (TOKEN, "but a token: put it into a file"),
        ("https://api.shop.test/orders", "but a URL: call it with `curl -v URL 2>&1 | apiwhy`"),
        ("curl https://api.shop.test", "but a curl command: put it into a file"),
        ("requests.txt", "and the guide knows no status or code of this name"),
    ],
)
def test_a_word_that_names_nothing(word, said):
    assert what_else(word, load_catalog()).startswith(said)
