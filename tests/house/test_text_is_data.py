"""Control sequences in anything pasted, captured, logged or typed are shown, never sent to the terminal."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path

import pytest

from tests.support.command_line import CommandLine

CONTROLS = "\x1b[31m\x1b]0;owned\x07\x9b2J\x7f\u202e\u200b\u2066\U000e0041\r\x08"
"""Colour, a window title, an erased screen, a turned direction, hidden letters, what overwrites."""
OBEYED = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ud800-\udfff\U000e0000-\U000e0fff]"
)
WORLD = """
name = "shop {json}"
[[issuers]]
name = "login {json}"
issuer = "https://login.shop.test"
[[api_services]]
name = "Orders {json}"
base_urls = ["https://api.shop.test/orders"]
issuer = "login {json}"
audience = "orders"
[[api_services.operations]]
name = "Read {json}"
paths = ["/{{id}}"]
groups = ["staff {json}"]
"""


def escaped(text: str) -> str:
    """As JSON and TOML write it."""
    return json.dumps(text)[1:-1].replace("\\udb40\\udc41", "\\U000e0041")


def token() -> str:
    claims = {
        "iss": CONTROLS,
        "aud": [CONTROLS],
        "sub": CONTROLS,
        "scope": f"a{CONTROLS}",
        "exp": 1,
        "client_id": CONTROLS,
    }
    parts = ({"alg": "RS256", "kid": CONTROLS, "typ": CONTROLS}, claims)
    return (
        ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts) + ".c2ln"
    )


def har() -> str:
    request = {
        "method": CONTROLS,
        "url": f"https://api.shop.test/orders/{CONTROLS}",
        "headers": [{"name": CONTROLS, "value": CONTROLS}],
    }
    answer = {"status": 500, "statusText": CONTROLS, "headers": [], "content": {"text": CONTROLS, "mimeType": CONTROLS}}
    good = {"startedDateTime": "2026-03-04T10:11:12Z", "request": request, "response": answer}
    return json.dumps(
        {"log": {"version": CONTROLS, "entries": [good, good, {"request": CONTROLS}, {"request": {"url": "\ud800"}}]}}
    )


CASES = {
    "a curl line": f"curl 'https://api.shop.test/orders/7{CONTROLS}?q={CONTROLS}' -X 'G{CONTROLS}' -H 'X-{CONTROLS}: {CONTROLS}' --odd{CONTROLS} {CONTROLS}",
    "an operation that matches": f"curl 'https://api.shop.test/orders/7{CONTROLS}' -H 'Authorization: Bearer {token()}'",
    "a raw request": f"GET /orders/{CONTROLS} HTTP/1.1\nHost: api.shop.test\n{CONTROLS}\nAuthorization: {CONTROLS}\n\n{CONTROLS}",
    "a response": f'HTTP/1.1 401 {CONTROLS}\nWWW-Authenticate: Bearer error="{CONTROLS}", error_description="{CONTROLS}"\n\n{CONTROLS}',
    "an error in a body": f'HTTP/1.1 400 Bad Request\nContent-Type: application/json\n\n{json.dumps({"error": f"x{CONTROLS}", "message": CONTROLS})}',
    "a token": token(),
    "a token that cannot be read": f"Bearer {token()[:40]}{CONTROLS}.x.y",
    "a log line": f"2026/03/04 10:11:12 [warn] 1#0: *1 [ping-auth] {CONTROLS} denied, client: 203.0.113.9, request: \"GET /{CONTROLS} HTTP/1.1\", host: \"{CONTROLS}\"",
    "a client's error": f"curl https://api.shop.test/orders/7\ncurl: (6) Could not resolve host: {CONTROLS}",
    "a HAR": har(),
    "nothing that is known": f"what {CONTROLS} is this",
}  # fmt: skip


def inert(text: str) -> bool:
    return OBEYED.search(text) is None


@pytest.fixture
def world(tmp_path: Path) -> Path:
    file = tmp_path / "world.toml"
    file.write_text(WORLD.format(json=escaped(CONTROLS)), "utf-8")
    return file


def test_the_controls_are_there(world: Path):
    in_base64 = ("a token",)
    assert [
        name for name, text in CASES.items() if inert(text) and "\\u001b" not in text and name not in in_base64
    ] == []
    assert not inert(CONTROLS)


@pytest.mark.parametrize("name", CASES)
def test_controls_in_an_input_are_shown(name, world: Path, tmp_path: Path, cli: CommandLine):
    file = tmp_path / "input.txt"
    file.write_text(CASES[name], "utf-8", "surrogatepass")

    for command, form in [("diagnose", "text"), ("diagnose", "json"), ("replay", "table"), ("replay", "jsonl")]:
        said = cli(command, file, "--environment", world, "--format", form)
        assert said.out or said.err
        assert inert(said.out), (command, form, OBEYED.search(said.out))
        assert inert(said.err), (command, form, OBEYED.search(said.err))


@pytest.mark.parametrize("option", ["--token", "--response", "--with", "--jwks", "--environment"])
def test_controls_in_what_stands_beside_are_shown(option, world: Path, tmp_path: Path, cli: CommandLine):
    file = tmp_path / f"beside{CONTROLS}.txt"
    file.write_text(f"key{CONTROLS} = 1\n{CONTROLS}", "utf-8")

    said = cli("diagnose", "401", option, file, "--format", "json")

    assert said.out or said.err
    assert inert(said.out + said.err)


@pytest.mark.parametrize(
    "words",
    [
        [f"no{CONTROLS}file"],
        ["diagnose", "401", "--now", CONTROLS],
        ["diagnose", "401", f"--{CONTROLS}"],
        ["diagnose", "401", "--source-ip", CONTROLS],
        ["diagnose", "401", "--format", CONTROLS],
        ["diagnose", "401", "--issuer", CONTROLS, "--audience", CONTROLS, "--scope", CONTROLS],
        ["diagnose", "401", "--jwks", f"https://{CONTROLS}"],
        ["replay", CONTROLS],
        ["guide", CONTROLS, "invalid_grant"],
        ["guide", CONTROLS, "--format", "json"],
        ["demo", CONTROLS],
        ["environment", "init", CONTROLS],
        ["environment", "check", CONTROLS],
        ["environment", CONTROLS],
        ["audit", "--where", CONTROLS],
    ],
    ids=lambda words: " ".join(words[:3]).encode("unicode_escape").decode()[:40],
)
def test_controls_in_what_is_typed_are_shown(words, cli: CommandLine):
    said = cli(*words)

    assert said.out or said.err
    assert inert(said.out + said.err)


def test_a_draft_shows_the_claims_of_a_token_inert(tmp_path: Path, cli: CommandLine):
    file = tmp_path / "token.txt"
    file.write_text(token())

    said = cli("environment", "init", file)

    assert said.code == 0
    assert inert(said.out)


@pytest.mark.parametrize("form", ["text", "json", "sarif"])
def test_a_check_shows_the_names_of_an_environment_inert(form, tmp_path: Path, cli: CommandLine):
    name = json.dumps(CONTROLS)
    file = tmp_path / "environment.toml"
    file.write_text(
        f"name = {name}\nissuers = [{{ name = {name}, issuer = {name} }}]\n"
        f'[[api_services]]\nname = {name}\nbase_urls = ["https://a.test/"]\nissuer = {name}\nresource = {name}\n'
    )
    said = cli("environment", "check", file, "--format", form)

    assert said.code == 1
    assert inert(said.out + said.err)
