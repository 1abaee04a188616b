"""Asking an issuer about a token, at a real server on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from engine.adapters.introspection import introspect
from engine.adapters.web import FetchRefused
from tests.support.issuer import INTROSPECT, Issuer, running_issuer

TOKEN = "opaque-token-4711"


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with running_issuer() as running:
        yield running


def test_the_token_is_sent_in_the_form_with_the_credential(issuer: Issuer) -> None:
    issuer.answers[INTROSPECT] = (200, {"active": True, "scope": "a"})
    assert introspect(f"{issuer.origin}{INTROSPECT}", TOKEN, "Basic YTpi") == '{"active": true, "scope": "a"}'
    [asked] = issuer.asked
    assert (asked.method, asked.path) == ("POST", INTROSPECT)
    assert asked.form == {"token": TOKEN, "token_type_hint": "access_token"}
    assert asked.headers["authorization"] == "Basic YTpi"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((401, {"error": "invalid_client"}), "answered 401, wanted 200; it says `invalid_client`"),
        ((403, b"no"), "answered 403, wanted 200"),
        ((200, {"active": "true"}), "no introspection reply, wanted a JSON object with `active`"),
        ((200, b"eyJ0eXAi.e30.c2ln"), "no introspection reply"),
        ((200, {"error": "x"}), "no introspection reply"),
    ],
)
def test_what_is_no_reply(issuer: Issuer, answer: Any, said: str) -> None:
    issuer.answers[INTROSPECT] = answer
    with pytest.raises(FetchRefused) as caught:
        introspect(f"{issuer.origin}{INTROSPECT}", TOKEN, "Bearer planted-secret")
    assert said in str(caught.value)
    assert TOKEN not in str(caught.value)
    assert "planted-secret" not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["http://login.test/introspect", "https://u:p@login.test/introspect", "ftp://127.0.0.1/x"]
)
def test_it_is_never_sent_in_the_clear(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr("socket.socket.connect", refuse)
    with pytest.raises(FetchRefused):
        introspect(url, TOKEN, "Bearer x")
