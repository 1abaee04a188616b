from __future__ import annotations

import pytest

from engine.redaction.layers import apply
from engine.redaction.names import Kind
from engine.redaction.values import cookie_spans, credential_spans, jwt_spans, value_spans

HEADER, PAYLOAD = "eyJhbGciOiJSUzI1NiJ9", "eyJzdWIiOiJhZGEifQ"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"{HEADER}.{PAYLOAD}.c2ln", f"{HEADER}.{PAYLOAD}.•••"),
        (f"{HEADER}..c2ln", f"{HEADER}..•••"),
        (f"{HEADER}.{PAYLOAD}", f"{HEADER}.{PAYLOAD}"),
        (f"{HEADER}.{PAYLOAD}.c2ln.more", f"{HEADER}.•••"),
        (f"{HEADER}.notjson.c2ln", f"{HEADER}.•••"),
        (f"{HEADER}\n.{PAYLOAD}\n.c2ln", f"{HEADER}\n.{PAYLOAD}\n.c2ln"),
        (f"{HEADER}.{PAYLOAD[:5]}\n {PAYLOAD[5:]}.c2\nln\n", f"{HEADER}.{PAYLOAD[:5]}\n {PAYLOAD[5:]}.•••\n"),
    ],
)
def test_signatures_go(text: str, shown: str) -> None:
    assert apply(text, jwt_spans(text)) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("Bearer abc", "Bearer •••"), ("bearer bearer abc", "bearer bearer •••"), ("abc", "•••"), ("abc def", "•••"),
        ("Bearer", "Bearer"), ("Bearer $TOKEN", "Bearer $TOKEN"), ("DPoP a.b.c", "DPoP •••"),
        (f"Bearer {HEADER}.{PAYLOAD}.c2ln", f"Bearer {HEADER}.{PAYLOAD}.•••"),
        (f'Bearer "{HEADER}.{PAYLOAD}.c2ln"', f'Bearer "{HEADER}.{PAYLOAD}.•••"'),
        (f"{HEADER}.{PAYLOAD}.c2ln rest", f"{HEADER}.{PAYLOAD}.•••"),
    ],
)  # fmt: skip
def test_credentials_keep_their_scheme(value: str, shown: str) -> None:
    assert apply(value, credential_spans(value, 0, len(value))) == shown


def test_cookies_keep_names_and_what_is_no_pair_goes() -> None:
    value = "a=1; b=c=d; flag; "
    assert apply(value, cookie_spans(value, 0, len(value), keep_attributes=False)) == "a=•••; b=•••; •••; "


@pytest.mark.parametrize(
    ("value", "kind", "loose", "sure", "goes"),
    [
        ("expired", "token", True, False, False), ("expired", "token", False, False, True), ("required", "token", False, False, False),
        ("123456", "token", False, False, False), ("123456", "password", False, False, True), ("short", "weak", False, False, False),
        ("short", "weak", False, True, True), ("wrong", "secret", True, False, False), ("wrong", "password", True, False, True),
    ],
)  # fmt: skip
def test_what_goes_depends_on_name_and_place(value: str, kind: Kind, loose: bool, sure: bool, goes: bool) -> None:
    assert bool(list(value_spans(value, 0, len(value), kind, loose=loose, sure=sure))) is goes
