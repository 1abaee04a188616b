from __future__ import annotations

import pytest

from engine.redaction.layers import apply
from engine.redaction.text import scan


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('{"token": "a1b2"} token=a1b2c3', '{"token": "•••"} token=•••'),
        ("level=info password=it's, user=ada", "level=info password=•••, user=ada"),
        ("PASSWORD: two words", "PASSWORD: •••"),
        ("the password: two words", "the password: ••• words"),
        ("Authorization: Basic rules apply", "Authorization: Basic •••"),
        ("said Authorization: Basic rules apply", "said Authorization: Basic rules apply"),
        ("hdr['x-api-key'] = 'k v'", "hdr['x-api-key'] = '•••'"),
        ("name='api_key' value='k v'", "name='api_key' value='•••'"),
        ("Shop tokens: `s` is too much in `tokens`", "Shop tokens: `s` is too much in `tokens`"),
        ("Shop tokens: `tokens` is written `token`", "Shop tokens: `tokens` is written `token`"),
        ("token: `a1b2c3` is refused", "token: `•••` is refused"),
        ("token: `abc`", "token: `•••`"),
        ("password: `abc` is wrong", "password: `•••` is wrong"),
        ("client secret: `abc` is wrong", "client secret: `•••` is wrong"),
        ("no", "no"),
    ],
)
def test_every_rule_sees_its_part(text: str, shown: str) -> None:
    assert apply(text, scan(text)) == shown


def test_texts_nested_too_deep_go_whole() -> None:
    assert apply("anything", scan("anything", depth=7)) == "•••"
