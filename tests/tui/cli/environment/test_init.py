"""`apiwhy environment init`: a first file that loads, from whatever is given."""

from __future__ import annotations

import base64
import json
import tomllib
from pathlib import Path

import pytest

from engine.environment.loader import load_environment
from tests.support.command_line import CommandLine
from tests.support.sources import ROOT
from tests.support.terminal import run_in_terminal

REQUESTS = ROOT / "tests" / "data" / "examples" / "requests"
CAPTURE = ROOT / "tests" / "data" / "examples" / "ticket-full.har"


def token(**claims: object) -> str:
    parts = ({"alg": "ES256", "kid": "key-7"}, {"iss": "https://login.shop.test", "exp": 4102444800, **claims})
    return (
        ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts) + ".c2ln"
    )


def test_an_example_without_input(cli: CommandLine):
    said = cli("environment", "init")

    assert (said.code, said.err) == (0, "")
    assert load_environment(said.out, file="drafted").name == "my-environment"


def test_from_a_request_and_its_token(cli: CommandLine):
    said = cli("environment", "init", REQUESTS / "expired.txt")
    drafted = load_environment(said.out, file="drafted")

    assert (said.code, said.err) == (0, "")
    assert drafted.issuers[0].issuer == "https://auth.example.test/e1/as"
    assert [str(url) for url in drafted.api_services[0].base_urls] == ["https://localhost:8443"]
    assert drafted.audiences_of(drafted.api_services[0]) == ("meme-game",)


def test_what_it_writes_judges_the_request_it_came_from(tmp_path: Path, cli: CommandLine):
    """A person's first two commands."""
    file = tmp_path / "environment.toml"
    file.write_text(cli("environment", "init", REQUESTS / "expired.txt").out)

    said = cli("diagnose", REQUESTS / "expired.txt", "--environment", file, "--now", "2026-03-04T10:11:12Z")

    assert (said.code, said.err) == (1, "")
    assert "token.expired" in said.out


@pytest.mark.parametrize(
    ("text", "issuer"),
    [
        (token(), "https://login.shop.test"),
        (f"Authorization: Bearer {token()}", "https://login.shop.test"),
        ("opaque", None),
    ],
    ids=["a JWT", "a header", "a word"],
)
def test_from_a_token_on_standard_input(text, issuer, cli: CommandLine):
    said = cli("environment", "init", "-", stdin=text)

    if issuer is None:
        assert (said.code, said.out) == (2, "")
        assert said.err.startswith("apiwhy: standard input, line 1: one word of 6 letters")
    else:
        assert tomllib.loads(said.out)["issuers"][0]["issuer"] == issuer


def test_from_a_capture_the_first_request_with_a_token_is_taken_and_said(cli: CommandLine):
    said = cli("environment", "init", CAPTURE)

    assert said.code == 0
    assert "https://memes.example.test" in said.out
    assert said.err == "apiwhy: of 16 requests, number 0 is taken: the first with a token that can be read\n"


def test_from_a_request_for_a_token_its_endpoint_is_taken(cli: CommandLine):
    said = cli("environment", "init", "-", stdin="curl https://login.shop.test/token -d grant_type=client_credentials")
    drafted = load_environment(said.out, file="drafted")

    assert drafted.authorization_servers[0].token_endpoint == "https://login.shop.test/token"
    assert drafted.api_services[0].base_urls == ("https://api.example.com",)


def test_from_something_that_shows_nothing_it_is_an_example_and_said(cli: CommandLine):
    said = cli("environment", "init", "-", stdin="HTTP/1.1 401 Unauthorized\n\n")

    assert said.code == 0
    assert "a response that shows neither a URL nor a token to start from" in said.err
    assert load_environment(said.out, file="drafted")


def test_secrets_of_the_request_do_not_get_into_it(cli: CommandLine):
    url = "https://ada:hunter2@api.shop.test/orders/4711?api_key=k3y"
    said = cli("environment", "init", "-", stdin=f"curl '{url}' -H 'Authorization: Bearer {token(sub='ada')}'")

    assert said.code == 0
    assert [secret for secret in ("hunter2", "k3y", "4711", "c2ln") if secret in said.out + said.err] == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["init", "nowhere.txt"], "there is no file `nowhere.txt`"),
        (["init", "."], "`.` is a folder, wanted a file"),
    ],
    ids=lambda given: " ".join(given) if isinstance(given, list) else None,
)
def test_what_it_cannot_do(words, said, cli: CommandLine):
    ended = cli("environment", *words)

    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err


def test_on_a_terminal_it_says_what_to_do_with_it(tmp_path):
    shown = run_in_terminal("environment", "init", folder=tmp_path, apart=True)

    assert shown.code == 0
    assert shown.err == "apiwhy: save this as a file and give it with --environment FILE\n"


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ("Bearer Bearer {}", "the token was sent with the scheme `Bearer` a second time: read without it"),
        ('Bearer "{}"', '`"` around it: read without it'),
        ("Bearer {}%20", "percent-encoded characters in it (`%20`): read without it"),
        ("{}", ""),
    ],
)
def test_a_spoilt_token_tells_as_much_and_what_was_undone_is_said(sent, said, cli: CommandLine):
    sent = sent.format(token(aud="orders"))
    ran = cli("environment", "init", "-", stdin=f"GET /orders HTTP/1.1\nHost: api.shop.test\nAuthorization: {sent}\n\n")

    assert 'issuer = "https://login.shop.test"' in ran.out
    assert said in ran.err
    assert token() not in ran.out + ran.err


def test_from_a_whole_sign_in_the_api_and_the_server_are_told_apart(tmp_path: Path, cli: CommandLine):
    calls = (
        ("GET", "https://shop.test/login", None),
        ("GET", "https://acme.okta.com/oauth2/a1/v1/authorize?client_id=web&response_type=code", None),
        ("GET", "https://shop.test/callback?code=c0de", None),
        ("POST", "https://acme.okta.com/oauth2/a1/v1/token", "grant_type=authorization_code&code=c0de"),
        ("GET", "https://api.shop.test/v2/orders", None),
    )
    entries = [
        {
            "startedDateTime": "2026-03-04T10:11:12Z",
            "request": {"method": method, "url": url, "headers": [], **({"postData": {"text": body}} if body else {})},
            "response": {"status": 200, "headers": []},
        }
        for method, url, body in calls
    ]
    (tmp_path / "login.har").write_text(json.dumps({"log": {"version": "1.2", "entries": entries}}))
    said = cli("environment", "init", tmp_path / "login.har")
    drafted = load_environment(said.out, file="drafted")

    assert drafted.api_services[0].base_urls == ("https://api.shop.test",)
    assert drafted.authorization_servers[0].token_endpoint == "https://acme.okta.com/oauth2/a1/v1/token"
    assert drafted.authorization_servers[0].authorization_endpoint == "https://acme.okta.com/oauth2/a1/v1/authorize"
    assert drafted.issuers[0].issuer == "https://acme.okta.com/oauth2/a1"
    assert "c0de" not in said.out + said.err
