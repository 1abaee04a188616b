"""`apiwhy token-preview`: exit codes, both formats, and what is said of what it cannot use."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.bakery import bakery_file
from tests.support.command_line import CommandLine, Ran

BAKER = ("--client", "shop-web", "--user", "ben", "--grant", "authorization_code")
VAN = ("--client", "van-app", "--grant", "client_credentials")


@pytest.fixture
def world(tmp_path: Path) -> str:
    return str(bakery_file(tmp_path))


def preview(cli: CommandLine, world: str, *words: str) -> Ran:
    return cli("token-preview", "--environment", world, "--now", "2026-03-04T10:11:12Z", *words)


CODES = [
    ((*BAKER, "--scope", "openid orders.bake"), 0, "ISSUED: shop-web gets the token by rule bakers of Shop"),
    ((*VAN, "--scope", "orders.read", "--scope", "orders.bake"), 1, "REFUSED at access policy: no access rule that would fit"),
    (("--client", "shop-web", "--grant", "authorization_code"), 3, "UNDETERMINED: nothing refuses it so far, but which user"),
    (("--client", "no-such", "--grant", "client_credentials"), 1, "REFUSED at client: the server has no such client"),
    ((*VAN, "--scope", "sweets"), 1, "REFUSED at scope: the server does not know `sweets`"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "code", "begins"), CODES, ids=[begins.split()[0] + str(at) for at, (_, _, begins) in enumerate(CODES)])  # fmt: skip
def test_the_exit_code_is_that_of_the_verdict(
    cli: CommandLine, world: str, words: tuple[str, ...], code: int, begins: str
) -> None:
    said = preview(cli, world, *words)
    assert (said.code, said.err) == (code, "")
    assert said.out.startswith(begins)
    told = json.loads(preview(cli, world, *words, "--format", "json").out)
    assert told["schema"] == "apiwhy.token-preview/1"
    assert told["verdict"] == {0: "allowed", 1: "refused", 3: "undetermined"}[code]
    assert (told["tokens"] is not None) == (code == 0)


def test_json_has_the_claims_the_rule_and_the_tree(cli: CommandLine, world: str) -> None:
    told = json.loads(preview(cli, world, *BAKER, "--scope", "openid orders.bake", "--format", "json").out)
    access = told["tokens"]["access_token"]
    assert (told["policy"], told["rule"]) == ("Shop", "bakers")
    assert (access["claims"]["scp"], access["lifetime_seconds"]) == (["openid", "orders.bake"], 3600)
    assert [policy["name"] for policy in told["tree"]["children"]] == ["Shop", "Old", "Everyone"]
    assert (told["tokens"]["refresh_token"], told["tokens"]["id_token"]["lifetime_seconds"]) == (None, 3600)


UNUSABLE = [
    (VAN, "no-such.toml", "no such file"),
    ((*VAN, "--user", "ben"), None, "--user: with client_credentials the client acts for itself, wanted no user"),
    ((*VAN, "--server", "Sweets"), None, "there is no authorization server `Sweets`, wanted one of `Orders`"),
    (("--client", "van-app"), None, "the following arguments are required: --grant"),
    ((*VAN, "--now", "soon"), None, "saw `soon`, wanted a time such as 2026-03-04T10:11:12Z"),
]


@pytest.mark.parametrize(("words", "file", "wanted"), UNUSABLE)
def test_what_cannot_be_used_is_said(
    cli: CommandLine, world: str, tmp_path: Path, words: tuple[str, ...], file: str | None, wanted: str
) -> None:
    said = cli("token-preview", "--environment", str(tmp_path / file) if file else world, *words)
    assert (said.code, said.out) == (2, "")
    assert wanted in said.err
    assert "Traceback" not in said.err


def test_without_an_environment_it_says_how_to_get_one(cli: CommandLine) -> None:
    said = cli("token-preview", *VAN)
    assert (said.code, said.out) == (2, "")
    assert "no environment: wanted --environment FILE (`apiwhy environment init` makes a first one)" in said.err
