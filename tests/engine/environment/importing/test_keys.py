"""Of keys only what is public gets into a file."""

from __future__ import annotations

from engine.environment.importing.keys import algorithms_of, public_keys
from engine.environment.importing.reading import Node, Notes


def test_nothing_private_is_kept():
    notes = Notes()
    keys = [
        {"kty": "RSA", "kid": "1", "n": "n", "e": "AQAB", "d": "D", "p": "P", "q": "Q", "dp": "DP", "dq": "DQ", "qi": "QI"},
        {"kty": "oct", "k": "K"},
        {"kty": "EC", "crv": "P-256", "x": "x", "y": "y", "alg": "ES256", "odd": 1},
        {},
    ]  # fmt: skip
    root = Node({"keys": keys}, "$", notes)

    assert public_keys(root) == {"keys": [
        {"kty": "RSA", "kid": "1", "n": "n", "e": "AQAB"}, {"kty": "EC", "alg": "ES256", "crv": "P-256", "x": "x", "y": "y"},
    ]}  # fmt: skip
    root.close()
    assert [str(one) for one in notes.unsaid] == [
        "$.keys[0]: a private key: only its public half is written",
        "$.keys[1]: a secret key, or none at all; left out; 1 more such",
        "$.keys[2].odd: not understood, left out",
    ]


def test_no_key_is_no_set():
    assert public_keys(Node({"keys": [{"kty": "oct"}]}, "$", Notes())) is None


def test_algorithms_are_known_only_where_every_key_names_one():
    assert algorithms_of({"keys": [{"alg": "RS256"}, {"alg": "ES256"}, {"alg": "RSA-OAEP", "use": "enc"}]}) == [
        "RS256",
        "ES256",
    ]
    assert algorithms_of({"keys": [{"alg": "RS256"}, {}]}) == []
    assert algorithms_of(None) == []
