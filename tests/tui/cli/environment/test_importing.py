"""`apiwhy environment import`: a file that loads, one brought up to date, and what goes wrong in words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.environment.loader import load_environment
from tests.support.command_line import CommandLine
from tests.support.issuer import running_issuer
from tests.support.sources import ROOT

SAMPLES = ROOT / "tests" / "engine" / "environment" / "importing"
MEMES = ROOT / "tests" / "data" / "examples" / "meme-game.toml"
OPENAPI = json.dumps({
    "openapi": "3.0.3", "info": {"title": "Orders", "version": "1"}, "servers": [{"url": "https://orders.test/v1"}],
    "paths": {"/orders": {"get": {"operationId": "list", "security": [{"oauth": ["orders.read"]}]}}},
    "components": {"securitySchemes": {"oauth": {"type": "oauth2", "flows": {
        "clientCredentials": {"tokenUrl": "https://login.test/token", "scopes": {"orders.read": "Read"}},
    }}}},
})  # fmt: skip


@pytest.mark.parametrize("source", ["okta", "pingone"])
def test_replies_of_a_vendor(source, cli: CommandLine):
    said = cli("environment", "import", source, SAMPLES / f"{source}.json")

    assert said.code == 0
    assert load_environment(said.out, file="imported").name == source
    assert "not understood, left out" in said.err


def test_what_it_writes_judges_a_request(tmp_path: Path, cli: CommandLine):
    file, request = tmp_path / "environment.toml", tmp_path / "request.txt"
    file.write_text(cli("environment", "import", "openapi", "-", stdin=OPENAPI).out)
    request.write_text("curl https://orders.test/v1/orders")

    said = cli("diagnose", request, "--environment", file)

    assert (said.code, said.err) == (1, "")
    assert "token.missing" in said.out
    assert "list" in said.out


def test_a_file_is_brought_up_to_date(tmp_path: Path, cli: CommandLine):
    file = tmp_path / "memes.toml"
    (tmp_path / "keys").mkdir()
    file.write_bytes(MEMES.read_bytes())
    file.chmod(0o640)
    said = cli("environment", "import", "openapi", "-", "--into", file, stdin=OPENAPI)

    assert (said.code, said.out) == (0, "")
    assert (
        said.err.splitlines()[-1]
        == f"apiwhy: {file}: 1 issuer, 1 authorization server, 1 api service, 1 operation imported"
    )
    assert file.stat().st_mode & 0o777 == 0o640
    assert [line for line in MEMES.read_text().splitlines() if line not in file.read_text().splitlines()] == []
    assert load_environment(file.read_text(), file="memes").name == "meme-game"
    once = file.read_text()
    cli("environment", "import", "openapi", "-", "--into", file, stdin=OPENAPI)
    assert file.read_text() == once
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == ["memes.toml"]


def test_a_file_that_is_not_there_is_made(tmp_path: Path, cli: CommandLine):
    said = cli("environment", "import", "openapi", "-", "--into", tmp_path / "new.toml", stdin=OPENAPI)

    assert said.code == 0
    assert load_environment((tmp_path / "new.toml").read_text(), file="new").name == "Orders"


def test_an_issuer_is_fetched_only_online(cli: CommandLine):
    with running_issuer() as issuer:
        offline = cli("environment", "import", "oidc", issuer.name)
        assert (offline.code, offline.out, issuer.paths) == (2, "", [])
        assert "fetched only with --online" in offline.err

        online = cli("environment", "import", "oidc", issuer.name, "--online")

    assert online.code == 0
    assert load_environment(online.out, file="imported").issuers[0].issuer == issuer.name


def test_an_issuer_from_files(tmp_path: Path, cli: CommandLine):
    metadata, keys = tmp_path / "metadata.json", tmp_path / "keys.json"
    metadata.write_text('{"issuer": "https://login.test"}')
    keys.write_text('{"keys": [{"kty": "oct", "k": "c2VjcmV0"}, {"kty": "OKP", "crv": "Ed25519", "x": "x"}]}')
    said = cli("environment", "import", "oidc", metadata, keys)

    assert said.code == 0
    assert "c2VjcmV0" not in said.out + said.err
    assert load_environment(said.out, file="imported").issuers[0].jwks == {
        "keys": [{"kty": "OKP", "crv": "Ed25519", "x": "x"}]
    }


@pytest.mark.parametrize(
    ("words", "stdin", "said"),
    [
        (["openapi", "no-such.json"], None, "there is no file `no-such.json`"),
        (["openapi", "-"], "openapi: 3.1.0\ninfo: {}\n", "yq -o=json makes one of YAML"),
        (["openapi", "-"], "{", "saw no JSON at line 1"),
        (["openapi", "-"], "{}", "saw no `openapi`, wanted an OpenAPI 3.0 or 3.1 document"),
        (["openapi", "-"], '{"swagger": "2.0"}', "OpenAPI 2.0"),
        (["okta", "-"], "[]", "saw nothing of Okta's API"),
        (["pingone", "-"], "7", "saw nothing of PingOne's API"),
        (["okta", "https://acme.okta.com/api/v1/apps"], None, "only `import oidc` fetches"),
        (["nosuch", "-"], "{}", "invalid choice: 'nosuch'"),
        (["openapi"], None, "required: INPUT"),
    ],
)  # fmt: skip
def test_what_cannot_be_imported(words, stdin, said, cli: CommandLine):
    ended = cli("environment", "import", *words, stdin=stdin)

    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err


def test_a_broken_file_is_left_as_it_is(tmp_path: Path, cli: CommandLine):
    file = tmp_path / "broken.toml"
    file.write_text('nam = "x"\n')
    ended = cli("environment", "import", "openapi", "-", "--into", file, stdin=OPENAPI)

    assert (ended.code, file.read_text()) == (2, 'nam = "x"\n')
    assert f"{file}:1:1 nam: unknown key" in ended.err


def test_foreign_text_does_nothing_to_the_terminal(cli: CommandLine):
    odd = OPENAPI.replace("Orders", "\\u001b[31mO\\u202er\\ud800\\u009b")
    said = cli("environment", "import", "openapi", "-", stdin=odd)

    assert said.code == 0
    assert load_environment(said.out, file="imported").name == "\x1b[31mO\u202er\ufffd\x9b"
    assert [char for char in said.out + said.err if not char.isprintable() and char != "\n"] == []
