from __future__ import annotations

import pytest

from engine.redaction.commands import command_spans
from engine.redaction.layers import apply


@pytest.mark.parametrize(
    ("command", "shown"),
    [
        ("curl -u ada:pw x", "curl -u ada:••• x"),
        ("curl -sSku 'ada:p w' x", "curl -sSku 'ada:•••' x"),
        ("curl --proxy-user=ada:pw x", "curl --proxy-user=ada:••• x"),
        ("curl -u \\\n  ada:pw x", "curl -u \\\n  ada:••• x"),
        ("curl -u ada x", "curl -u ada x"),
        ("curl -b jar.txt -b 'a=1; b=2' x", "curl -b jar.txt -b 'a=•••; b=•••' x"),
        ("curl --oauth2-bearer abc x", "curl --oauth2-bearer ••• x"),
        ("curl -E client.pem:pw x", "curl -E client.pem:••• x"),
        ("curl -d 'password=a b&x=1' x", "curl -d 'password=•••&x=1' x"),
        (
            "tool --client-secret 'a b' --password=x --token abc",
            "tool --client-secret '•••' --password=••• --token abc",
        ),
        ("tool --token 2YotnFZFEjr1zCsicMWpAA --password --next", "tool --token ••• --password --next"),
        ("sort -u a:b", "sort -u a:b"),
    ],
)
def test_what_follows_an_option(command: str, shown: str) -> None:
    assert apply(command, command_spans(command)) == shown
