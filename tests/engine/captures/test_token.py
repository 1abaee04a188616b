"""What counts as a token, and what of the paste is taken."""

from __future__ import annotations

from base64 import b64encode

import pytest

from engine.captures.token import is_token, parse_token
from engine.models.exchange import CaptureError

SAML = '<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="a"/>'
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
        ("eyJhbGciOiJSUzI1NiJ9.\neyJzdWIiOiJhIn0.\nc2ln", JWT),
        ("eyJhbGciOiJSUzI1NiJ9.eyJzdWI", "eyJhbGciOiJSUzI1NiJ9.eyJzdWI"),
        ("eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0."),
        ("ewogImFsZyI6ICJub25lIgp9.e30.", "ewogImFsZyI6ICJub25lIgp9.e30."),
        ("Bearer tGzv3JOkF0XG5Qx2TlKWIA", "tGzv3JOkF0XG5Qx2TlKWIA"),
        ("eyJhb.b.c.d.e", "eyJhb.b.c.d.e"),
        (JWT.replace(".", "%2E"), JWT),
        (f"\u200b{JWT}", JWT),
        (b64encode(JWT.encode()).decode(), JWT),
        (f'{{"protected": "{JWT[:20]}", "payload": "eyJzdWIiOiJhIn0", "signature": "c2ln"}}', JWT),
        ("eyJhbGciOiJSUzI1NiJ9=.eyJzdWIiOiJhIn0==.c2ln", JWT),
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
    assert parse_token('"Bearer "').exchanges[0][1].token == "Bearer"
    with pytest.raises(CaptureError):
        parse_token(' "" ')


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"Bearer {JWT}\n", []),
        (f"  {JWT}", []),
        (f"Authorization: Bearer {JWT}", []),
        (f"Authorization: Bearer bearer {JWT}", ["the scheme `Bearer` a second time"]),
        (f'"{JWT}"', ['`"` around it']),
        (f"Bearer {JWT[:30]}\n{JWT[30:]}", ["a line break in it"]),
        (f"'{JWT}%0A'", ["`'` around it", "percent-encoded characters in it (`%0A`)", "a line break after it"]),
    ],
)
def test_what_pasting_did_is_undone_and_said(text: str, said: list[str]) -> None:
    exchange = parse_token(text).exchanges[0][1]
    assert exchange.token == JWT
    assert [
        remark.text.removeprefix("the pasted token has ").partition(": judged")[0] for remark in exchange.remarks
    ] == said


@pytest.mark.parametrize(
    "text",
    [
        SAML,
        f'<?xml version="1.0"?>\n{SAML}\n',
        b64encode(SAML.encode()).decode(),
        f"SAMLResponse={b64encode(SAML.encode()).decode()}",
    ],
)
def test_a_saml_document_is_taken_as_it_is_and_named_later(text: str) -> None:
    assert is_token(text)
    exchange = parse_token(text).exchanges[0][1]
    assert (exchange.token, exchange.remarks) == (text.strip(), ())


@pytest.mark.parametrize(
    "text", ["<html><body>sign in</body></html>", "SAMLResponse=", "POST", "Status: 401", "<samlp"]
)
def test_other_words_are_no_saml(text: str) -> None:
    assert not is_token(text)
