"""What counts as a token, and what of the paste is taken."""

from __future__ import annotations

import pytest

from engine.captures.token import bare_token, is_token, parse_token
from engine.models.exchange import CaptureError

JWT = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (JWT, JWT),
        (f"  {JWT}\n", JWT),
        (f"Bearer {JWT}", JWT),
        (f"bearer\n{JWT}", JWT),
        (f'"{JWT}"', JWT),
        (f"'Bearer {JWT}',", JWT),
        (f"Authorization: Bearer {JWT}", JWT),
        (f"authorization: {JWT}", JWT),
        (f"DPoP {JWT}", JWT),
        (f"Bearer Bearer {JWT}", JWT),
        (f"Authorization: Bearer bearer {JWT}", JWT),
        ("eyJhbGciOiJSUzI1NiJ9.\neyJzdWIiOiJhIn0.\nc2ln", "eyJhbGciOiJSUzI1NiJ9.\neyJzdWIiOiJhIn0.\nc2ln"),
        ("eyJhbGciOiJSUzI1NiJ9.eyJzdWI", "eyJhbGciOiJSUzI1NiJ9.eyJzdWI"),
        ("eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0."),
        ("ewogImFsZyI6ICJub25lIgp9.e30.", "ewogImFsZyI6ICJub25lIgp9.e30."),
        ("Bearer tGzv3JOkF0XG5Qx2TlKWIA", "tGzv3JOkF0XG5Qx2TlKWIA"),
        ("eyJhb.b.c.d.e", "eyJhb.b.c.d.e"),
    ],
)
def test_tokens(text: str, wanted: str) -> None:
    assert is_token(text)
    exchange = parse_token(text).exchanges[0][1]
    assert (exchange.kind, exchange.token, exchange.request) == ("token", wanted, None)
    assert exchange.shows == {"authorization"}


@pytest.mark.parametrize(
    "text",
    [
        "", "Bearer", "Bearer x y z of prose", "api.example.test", "e2.example.test", "tGzv3JOkF0XG5Qx2TlKWIA",
        "eyJhbGciOiJSUzI1NiJ9", f"the token is {JWT}", "1.2.3", "invalid_token", "bearer bonds",
    ],
)  # fmt: skip
def test_no_tokens(text: str) -> None:
    assert not is_token(text)


def test_nothing_but_a_prefix() -> None:
    assert bare_token('"Bearer "') == "Bearer"
    with pytest.raises(CaptureError):
        parse_token(' "" ')


@pytest.mark.parametrize(
    ("text", "said"), [(f"Bearer {JWT}", None), (JWT, None), (f"Authorization: Bearer bearer {JWT}", "`Bearer bearer`")]
)
def test_a_scheme_that_stands_twice_is_said(text: str, said: str | None) -> None:
    remarks = parse_token(text).exchanges[0][1].remarks
    assert [remark.text.partition(" stood")[0] for remark in remarks] == ([said] if said else [])
