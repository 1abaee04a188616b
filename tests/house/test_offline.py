"""Promise 1: without `--online` no socket is opened, whatever URLs the inputs name."""

from __future__ import annotations

import base64
import json
import socket
from pathlib import Path

import pytest

from tests.support.command_line import CommandLine
from tests.support.sources import ROOT

EXAMPLES = ROOT / "tests" / "data" / "examples"
WORLD = """
name = "shop"
[[issuers]]
name = "login"
issuer = "https://login.shop.test"
jwks = "https://login.shop.test/jwks"
introspection_url = "https://login.shop.test/introspect"
[[api_services]]
name = "Orders"
base_urls = ["https://api.shop.test/orders"]
issuer = "login"
audience = "orders"
"""


class SocketOpenedError(BaseException):
    """No handler of errors stops this one."""


@pytest.fixture(autouse=True)
def no_sockets(monkeypatch: pytest.MonkeyPatch) -> None:
    def opened(*_: object, **__: object) -> None:
        raise SocketOpenedError

    for name in ("socket", "create_connection", "getaddrinfo", "gethostbyname", "socketpair"):
        monkeypatch.setattr(socket, name, opened)


@pytest.fixture
def request_file(tmp_path: Path) -> Path:
    """A request whose token names places to fetch keys from."""
    url = "https://keys.test/jwks"
    header = {"alg": "RS256", "kid": "k", "jku": url, "x5u": url, "typ": "at+jwt"}
    claims = {"iss": "https://login.shop.test", "aud": "orders", "exp": 4102444800}
    parts = (base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in (header, claims))
    file = tmp_path / "request.txt"
    file.write_text(f"curl https://api.shop.test/orders/7 -H 'Authorization: Bearer {'.'.join(parts)}.{'c2ln' * 86}'")
    return file


@pytest.fixture
def world(tmp_path: Path) -> Path:
    file = tmp_path / "shop.toml"
    file.write_text(WORLD)
    return file


def test_a_request_is_judged_offline(request_file, world, cli: CommandLine):
    said = cli("diagnose", request_file, "--environment", world, "--format", "json")

    assert json.loads(said.out)["matched"]["api_service"] == "Orders"
    assert "stand at a URL, which is not fetched" in said.err


def test_without_an_environment_too(request_file, cli: CommandLine):
    assert json.loads(cli("diagnose", request_file, "--format", "json").out)["verdict"] == "undetermined"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["replay", EXAMPLES / "ticket-full.har", "--environment", EXAMPLES / "meme-game.toml"], 0),
        (["guide", "401"], 0),
        (["guide", "token", "expired"], 0),
        (["demo", "token.expired"], 1),
        (["demo", "--list"], 0),
        (["environment", "init", EXAMPLES / "requests" / "expired.txt"], 0),
        (["environment", "check", EXAMPLES / "meme-game.toml"], 0),
        (["401"], 1),
        (["audit"], 0),
        (["--version"], 0),
        (["--help"], 0),
    ],
    ids=lambda words: str(words[0]) if isinstance(words, list) else "",
)
def test_a_command_opens_no_socket(words, code, cli: CommandLine):
    assert cli(*words).code == code


def test_a_url_of_keys_is_not_fetched_without_being_asked(request_file, cli: CommandLine):
    said = cli("diagnose", request_file, "--jwks", "https://login.shop.test/jwks")

    assert (said.code, said.out) == (2, "")
    assert "only with --online" in said.err


def test_asked_for_it_is_and_this_guard_sees_it(request_file, cli: CommandLine):
    with pytest.raises(SocketOpenedError):
        cli("diagnose", request_file, "--jwks", "https://login.shop.test/jwks", "--online")
