"""The question at the terminal before anything is sent, at a real terminal and without one."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge.scenarios import demo_jwks
from tests.support.command_line import CommandLine
from tests.support.issuer import INTROSPECT, JWKS, OPENID, Issuer, running_issuer
from tests.support.terminal import run_in_terminal
from tests.support.world import good_claims, sign
from tui.cli.asking import ask_terminal

NOW = ("--now", "2026-03-04T10:11:12Z", "--no-record")


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with running_issuer() as running:
        yield running


@pytest.fixture
def world(issuer: Issuer, tmp_path: Path) -> Path:
    """A folder with an environment of this issuer, a request with its token, and one with an opaque token."""
    login = f'name = "login"\nissuer = "{issuer.name}"\nintrospection_url = "{issuer.origin}{INTROSPECT}"\ncredential = "shop"'
    service = 'name = "Orders"\nbase_urls = ["https://api.shop.test/orders"]\nissuer = "login"\naudience = "orders"'
    (tmp_path / "shop.toml").write_text(f'name = "shop"\n[[issuers]]\n{login}\n[[api_services]]\n{service}\n')
    for name, token in (("request.txt", sign(good_claims(iss=issuer.name))), ("opaque.txt", "opaque-4711")):
        (tmp_path / name).write_text(f"curl https://api.shop.test/orders/7 -H 'Authorization: Bearer {token}'")
    return tmp_path


def words(world: Path, name: str = "request.txt") -> tuple[str | Path, ...]:
    return "diagnose", world / name, "--environment", world / "shop.toml", "--online", *NOW


@pytest.mark.parametrize(("key", "code", "paths"), [(b"y\n", 0, [OPENID, JWKS]), (b"\n", 3, []), (b"no\n", 3, [])])
def test_at_a_terminal_the_host_is_asked_for(
    world: Path, issuer: Issuer, tmp_path: Path, key: bytes, code: int, paths: list[str]
) -> None:
    shown = run_in_terminal(*words(world), folder=tmp_path, keys=(("[y/N]", key),))
    assert (shown.code, issuer.paths) == (code, paths)
    assert f"send a request to `{issuer.host}`, named by the issuer `login` of the environment" in shown.screen


def test_also_where_the_request_is_piped(world: Path, issuer: Issuer, tmp_path: Path) -> None:
    piped = (world / "request.txt").read_bytes()
    shown = run_in_terminal(
        "diagnose", "-", *words(world)[2:], folder=tmp_path, piped=piped, keys=(("[y/N]", b"yes\n"),)
    )
    assert (shown.code, issuer.paths) == (0, [OPENID, JWKS])


def test_without_a_terminal_nobody_is_asked_and_nothing_sent(world: Path, issuer: Issuer, cli: CommandLine) -> None:
    ran = cli(*words(world))
    assert (ran.code, issuer.paths) == (3, [])
    assert f"--allow-host {issuer.host} allows it" in ran.err
    assert ask_terminal("anything?") is None


def test_scripts_allow_the_host(world: Path, issuer: Issuer, cli: CommandLine) -> None:
    ran = cli(*words(world), "--allow-host", issuer.host)
    assert (ran.code, ran.err) == (0, "")
    assert issuer.paths == [OPENID, JWKS]


def test_an_environment_of_ones_own_needs_no_word(
    world: Path, issuer: Issuer, cli: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("APIWHY_ENVIRONMENT", str(world / "shop.toml"))
    assert cli("diagnose", world / "request.txt", "--online", *NOW).code == 0
    assert issuer.paths == [OPENID, JWKS]


def test_replay_goes_online_as_well(world: Path, issuer: Issuer, cli: CommandLine) -> None:
    token = sign(good_claims(iss=issuer.name))
    entry = {
        "startedDateTime": "2026-03-04T10:11:12Z",
        "request": {"method": "GET", "url": "https://api.shop.test/orders/7",
                    "headers": [{"name": "Authorization", "value": f"Bearer {token}"}]},
        "response": {"status": 200, "headers": [], "content": {}},
    }  # fmt: skip
    (world / "a.har").write_text(json.dumps({"log": {"entries": [entry, entry]}}))
    options = ("--environment", world / "shop.toml", "--online", "--allow-host", issuer.host, "--no-record")
    ran = cli("replay", world / "a.har", *options, "--format", "jsonl")
    assert [json.loads(line)["agreement"] for line in ran.out.splitlines()] == ["same", "same"]
    assert issuer.paths == [OPENID, JWKS]


def test_the_token_is_sent_only_with_its_own_option(world: Path, issuer: Issuer, cli: CommandLine) -> None:
    path = Path(os.environ["XDG_CONFIG_HOME"]) / "apiwhy" / "credentials.toml"
    path.parent.mkdir(parents=True)
    path.write_text(f'[shop]\nhosts = ["{issuer.host}"]\nclient_id = "a"\nsecret = {{ command = ["echo", "s"] }}\n')
    path.chmod(0o600)
    without = cli(*words(world, "opaque.txt"), "--allow-host", issuer.host)
    assert "the token is not sent" in without.err
    assert issuer.asked == []
    ran = cli(*words(world, "opaque.txt"), "--allow-host", issuer.host, "--introspect", "--format", "json")
    assert json.loads(ran.out)["reason"] == "token.inactive"
    assert [one.form.get("token") for one in issuer.asked] == ["opaque-4711"]
    assert "opaque-4711" not in ran.out + ran.err


def test_given_keys_are_enough(world: Path, issuer: Issuer, cli: CommandLine) -> None:
    (world / "keys.json").write_text(demo_jwks())
    assert cli(*words(world), "--jwks", world / "keys.json").code == 0
    assert issuer.paths == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("--allow-host", "login.test"), "--allow-host does nothing without --online"),
        (("--introspect",), "--introspect does nothing without --online"),
        (("--online", "--allow-host", "https://login.test"), "wanted a host such as login.example.test"),
        (("--online", "--allow-host", "u@login.test"), "wanted a host such as login.example.test"),
    ],
)
def test_options_that_make_no_sense_are_said(world: Path, cli: CommandLine, given: tuple[str, ...], said: str) -> None:
    ran = cli("diagnose", world / "request.txt", *given)
    assert ran.code == 2
    assert said in ran.err
