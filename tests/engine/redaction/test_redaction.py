"""What leaves memory: a table of cases, and secrets planted everywhere by hypothesis."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.models.exchange import Exchange, Remark, Request, Response
from engine.redaction import (
    mask_spans,
    redact_body,
    redact_data,
    redact_exchange,
    redact_headers,
    redact_pasted,
    redact_text,
    redact_token,
    redact_url,
)  # fmt: skip

CASES = tomllib.loads((Path(__file__).parent / "redaction_cases.toml").read_text(encoding="utf-8"))["case"]
CALLS: dict[str, Callable[[str], str]] = {
    "text": redact_text, "url": redact_url, "body": redact_body, "token": redact_token, "pasted": redact_pasted,
}  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["says"])
def test_case(case: dict[str, Any]) -> None:
    redacted = CALLS[case.get("call", "text")](case["text"])
    assert redacted == (case["text"] if case.get("kept") else case["wanted"])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["says"])
def test_twice_is_once(case: dict[str, Any]) -> None:
    redact = CALLS[case.get("call", "text")]
    once = redact(case["text"])
    assert redact(once) == once
    assert redact_text(redact_text(case["text"])) == redact_text(case["text"])


@pytest.mark.parametrize("case", [case for case in CASES if case.get("call", "text") in ("text", "pasted")])
def test_masked_spans_are_what_redaction_removes(case: dict[str, Any]) -> None:
    text, kept = case["text"], case.get("kept", False)
    spans = mask_spans(text)
    assert bool(spans) != kept
    assert list(spans) == sorted(spans)
    shown = text
    for start, end in reversed(spans):
        assert 0 <= start < end <= len(text)
        shown = shown[:start] + "•••" + shown[end:]
    assert shown.replace('"•••"', "•••") == (text if kept else case["wanted"]).replace('"•••"', "•••")


ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789"
OPAQUE = st.text(ALPHABET, min_size=18, max_size=40).filter(
    lambda text: len(set(text)) >= 9 and any(character.isdigit() for character in text[:10]) and not text.isdigit()
)
"""What servers issue: long and random, letters and digits; a word with a number behind it is none."""
ANYTHING = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=20).map(
    lambda text: f"7Kq{text}Zw3xQ"
)
"""What people choose: any characters, with quotes and spaces, between marks that no format has."""
NAMED = ("client_secret", "password", "refresh_token", "api_key", "code_verifier", "device_code", "client_assertion")
ISSUED = (*NAMED, "access_token", "code", "token", "key", "sig")

Plant = Callable[[str, str], str]
OPAQUE_PLACES: dict[str, Plant] = {
    "header": lambda name, secret: f"GET / HTTP/1.1\r\nAuthorization: Bearer {secret}\r\nHost: a.test\r\n\r\n",
    "log": lambda name, secret: (
        f'10:11:12 [warn] token {secret} refused, client: 203.0.113.9, request: "GET / HTTP/1.1"'
    ),
    "log header": lambda name, secret: f"sent authorization: Bearer {secret}, client: 203.0.113.9",
    "prose": lambda name, secret: f"then the authorization code {secret} was sent",
    "pair": lambda name, secret: f"10:11:12 {name}={secret} status=401",
    "YAML": lambda name, secret: f"client:\n  {name}: {secret}\n",
    "query": lambda name, secret: f"see https://a.test/cb?x=1&{name}={secret}&y=2, and then",
    "fragment": lambda name, secret: f"Location: https://a.test/cb#{name}={secret}",
    "curl bearer": lambda name, secret: f"curl --oauth2-bearer {secret} https://a.test",
    "curl user": lambda name, secret: f"curl -sS -u web:{secret} https://a.test",
    "curl header": lambda name, secret: f"curl https://a.test -H 'X-API-Key: {secret}' -H \"Cookie: sid={secret}\"",
    "curl form": lambda name, secret: f"curl https://a.test -d grant_type=x -d {name}={secret}",
    "URL in URL": lambda name, secret: (
        "https://a.test/?next=" + quote(f"https://b.test/cb?{name}={secret}&z=1", safe="")
    ),
    "Python": lambda name, secret: repr({"headers": {"Authorization": f"Bearer {secret}", name: secret}}),
    "JWT": lambda name, secret: f"Bearer eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZGEifQ.{secret}",
    "XML": lambda name, secret: f"<a><password>{secret}</password></a>",
    "PEM": lambda name, secret: f"-----BEGIN PRIVATE KEY-----\n{secret}\n-----END PRIVATE KEY-----",
    "JWK": lambda name, secret: json.dumps({"kty": "OKP", "d": secret, "x": "public"}),
    "signed JSON": lambda name, secret: json.dumps({"payload": "e30", "signature": secret}),
    "user part": lambda name, secret: f"postgres://ada:{secret}@db.test/shop",
    "escaped JSON": lambda name, secret: (
        'curl -d "' + json.dumps({name: secret}).replace('"', '\\"') + '" https://a.test'
    ),
}
ANY_PLACES: dict[str, Plant] = {
    "JSON": lambda name, secret: json.dumps({"a": [{"b": {name: secret}}], "c": 1}),
    "JSON as is": lambda name, secret: json.dumps({name: secret, "c": 1}, ensure_ascii=False),
    "JSON in JSON": lambda name, secret: json.dumps({"text": json.dumps({name: secret})}),
    "JSON in HTTP": lambda name, secret: "POST / HTTP/1.1\r\nHost: a.test\r\n\r\n" + json.dumps({name: secret}),
    "JSON in a log": lambda name, secret: f"10:11:12 body {json.dumps({name: secret})} refused",
    "HAR header": lambda name, secret: json.dumps({"headers": [{"name": "X-API-Key", "value": secret}]}),
    "HAR body": lambda name, secret: json.dumps({"postData": {"text": urlencode({"x": 1, name: secret})}}),
    "form": lambda name, secret: urlencode({"grant_type": "password", name: secret, "scope": "a"}),
    "form in curl": lambda name, secret: f"curl https://a.test -d '{urlencode({name: secret})}'",
    "form in HTTP": lambda name, secret: "POST / HTTP/1.1\r\n\r\n" + urlencode({name: secret, "x": 1}),
    "query": lambda name, secret: "https://a.test/?" + urlencode({"x": 1, name: secret}),
    "URL in JSON": lambda name, secret: json.dumps({"to": "https://a.test/?" + urlencode({name: secret})}),
}


def survives(secret: str, redacted: str) -> bool:
    """Whether the secret, or a mark of it, can be read back in any of the forms that it was planted in."""
    return any(mark in redacted for mark in (secret, "7Kq", "Zw3xQ"))


@pytest.mark.parametrize("place", OPAQUE_PLACES)
@given(name=st.sampled_from(ISSUED), secret=OPAQUE)
@settings(max_examples=40, deadline=None)
def test_no_planted_token_survives(place: str, name: str, secret: str) -> None:
    planted = OPAQUE_PLACES[place](name, secret)
    redacted = redact_text(planted)
    assert secret in planted
    assert secret not in redacted
    assert redact_text(redacted) == redacted


@pytest.mark.parametrize("place", ANY_PLACES)
@given(name=st.sampled_from(NAMED), secret=ANYTHING)
@settings(max_examples=40, deadline=None)
def test_no_planted_password_survives(place: str, name: str, secret: str) -> None:
    redacted = redact_text(ANY_PLACES[place](name, secret))
    assert not survives(secret, redacted)
    assert redact_text(redacted) == redacted


@given(
    places=st.lists(
        st.one_of(
            st.tuples(st.sampled_from(sorted(OPAQUE_PLACES.items())), st.sampled_from(ISSUED), OPAQUE),
            st.tuples(st.sampled_from(sorted(ANY_PLACES.items())), st.sampled_from(NAMED), ANYTHING),
        ),
        min_size=2, max_size=5,
    ),
    between=st.sampled_from(["\n", "\n\n", "\r\n", " \n# "]),
)  # fmt: skip
@settings(max_examples=150, deadline=None)
def test_nothing_survives_where_texts_are_mixed(places: list[Any], between: str) -> None:
    planted = between.join(place(name, secret) for (_, place), name, secret in places)
    redacted = redact_text(planted)
    assert not [secret for _, _, secret in places if survives(secret, redacted)]
    assert redact_text(redacted) == redacted


@given(st.text(max_size=80) | st.lists(st.sampled_from(
    ["token", "=", ":", '"', "'", "\\", "{", "}", "[", "]", "Bearer ", "eyJ", ".", "abc123XYZ789def", "&", "?", "code", "%3D",
     "curl ", "-u ", "Cookie: ", ";", " ", "\n", "<", ">", "password", "authorization", "•••", "-d ", '"kty":"oct"', "k", ","]
), max_size=25).map("".join))  # fmt: skip
@settings(max_examples=600, deadline=None)
def test_any_text_is_read_and_twice_is_once(text: str) -> None:
    once = redact_text(text)
    assert redact_text(once) == once
    assert redact_pasted(redact_pasted(text)) == redact_pasted(text)
    for start, end in mask_spans(text):
        assert 0 <= start < end <= len(text)


HEADERS = (
    ("Authorization", "Bearer a1b2c3"), ("Proxy-Authorization", "Basic YTpi"), ("Cookie", "sid=a1b2c3"), ("X-Api-Key", "a1b2c3"),
    ("Set-Cookie", "sid=a1b2c3; Path=/"), ("Location", "https://a.test/cb?code=a1b2c3"), ("client-token", "a1b2c3"),
    ("Accept", "text/html"), ("X-Auth-Token", "secretword"),
)  # fmt: skip


def test_headers_keep_names_order_and_what_is_no_secret() -> None:
    assert redact_headers(HEADERS) == (
        ("Authorization", "Bearer •••"), ("Proxy-Authorization", "Basic •••"), ("Cookie", "sid=•••"), ("X-Api-Key", "•••"),
        ("Set-Cookie", "sid=•••; Path=/"), ("Location", "https://a.test/cb?code=•••"), ("client-token", "•••"),
        ("Accept", "text/html"), ("X-Auth-Token", "•••"),
    )  # fmt: skip


def test_an_exchange_loses_its_secrets_everywhere() -> None:
    secret = "a1b2c3d4e5f6g7h8"
    request = Request(
        method="POST",
        url=f"https://a.test/cb?code={secret}",
        headers=(("Authorization", f"Bearer {secret}"),),
        body=f"client_secret={secret}",
    )
    response = Response(
        status=200,
        headers=(("Set-Cookie", f"sid={secret}"),),
        body=json.dumps({"id_token": secret}),
        error=f"curl: token {secret}",
    )
    exchange = Exchange(
        kind="curl",
        request=request,
        response=response,
        token=secret,
        evidence=(f"token={secret}",),
        at=datetime(2026, 3, 4, tzinfo=UTC),
        source_ip="203.0.113.9",
        remarks=(Remark(text=f"`--oauth2-bearer {secret}`: the token {secret} was read"),),
    )
    redacted = redact_exchange(exchange)
    assert secret not in repr(redacted)
    assert (redacted.kind, redacted.at, redacted.source_ip) == (exchange.kind, exchange.at, exchange.source_ip)
    assert redacted.request is not None
    assert redacted.request.url == "https://a.test/cb?code=•••"
    assert redact_exchange(redacted) == redacted


def test_an_empty_exchange_stays_empty() -> None:
    assert redact_exchange(Exchange(kind="status")) == Exchange(kind="status")


def test_a_content_type_decides_what_a_body_is() -> None:
    assert redact_body("a b&code=x y", "application/x-www-form-urlencoded; charset=utf-8") == "a b&code=•••"


def test_data_keeps_its_shape() -> None:
    data = {"steps": [{"seen": "Bearer a1b2c3d4e5f6"}], "status": 401, "matched": {"token": "abc"}, "none": None}
    assert redact_data(data) == {
        "steps": [{"seen": "Bearer •••"}], "status": 401, "matched": {"token": "•••"}, "none": None
    }  # fmt: skip
    assert redact_data("password=abc") == "password=•••"


EXAMPLES = Path(__file__).parents[2] / "data" / "examples"
NAMES_OF_SECRETS = {
    "access_token",
    "refresh_token",
    "id_token",
    "code",
    "code_verifier",
    "client_secret",
    "cookie",
    "set-cookie",
}


def secrets_in(data: Any, named: bool = False) -> set[str]:
    """What a person would call secret in a HAR, found by walking it as data: an oracle that shares no code."""
    if isinstance(data, dict):
        pair = str(data.get("name", "")).lower() in NAMES_OF_SECRETS
        members = ((name in NAMES_OF_SECRETS or (pair and name == "value"), value) for name, value in data.items())
        return set().union(*(secrets_in(value, secret) for secret, value in members))
    if isinstance(data, list):
        return set().union(*(secrets_in(item) for item in data))
    if not isinstance(data, str):
        return set()
    if named:
        return {data.split(".")[-1]}
    signatures = {
        word.split(".")[2] for word in data.replace('"', " ").split() if word.startswith("eyJ") and word.count(".") == 2
    }
    query = {
        value for name, value in parse_qsl(urlsplit(data).query if "://" in data else data) if name in NAMES_OF_SECRETS
    }
    return signatures | query | (secrets_in(json.loads(data)) if data.startswith("{") else set())


@pytest.mark.parametrize("name", ["ticket-full.har", "ticket-sanitised.har"])
def test_a_whole_capture(name: str) -> None:
    text = (EXAMPLES / name).read_text(encoding="utf-8")
    capture = json.loads(text)
    error_codes = {"ACCESS_FAILED", "NOT_FOUND"}
    secrets = {secret for secret in secrets_in(capture) if len(secret) >= 6} - error_codes
    redacted = redact_text(text)
    assert len(secrets) >= 2
    assert not [secret for secret in secrets if secret in redacted]
    assert len(json.loads(redacted)["log"]["entries"]) == len(capture["log"]["entries"])
    assert redact_text(redacted) == redacted
