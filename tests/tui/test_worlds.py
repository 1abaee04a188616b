"""Environments with their keys: every problem of a file, and what it can be used without."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from engine.adapters.deployments import record_deployment, whole_path
from engine.models.deployment import Deployment
from engine.models.exchange import Problem
from engine.models.keys import KeySet
from knowledge.catalog import load_catalog
from knowledge.scenarios import demo_jwks, load_scenario
from tests.support.sources import ROOT
from tui.worlds import DEMO, NO_WORLD, read_keys, read_world, state_of

EXAMPLE = ROOT / "tests" / "data" / "examples" / "meme-game.toml"
HEAD = 'name = "shop"\n'
ISSUER = '[[issuers]]\nname = "login"\nissuer = "https://login.shop.test"\n'


def world_of(folder: Path, text: str, **keys: str):
    for name, content in keys.items():
        (folder / f"{name}.json").write_text(content)
    file = folder / "shop.toml"
    file.write_text(text)
    return read_world(str(file))


def test_the_example_has_its_issuers_keys():
    world = read_world(str(EXAMPLE))

    assert (world.problems, world.notices) == ((), ())
    assert world.environment is not None
    assert set(world.keys) == {"sso", "partner"}
    assert [key.kid for key in world.keys["sso"].keys] == ["sso-1"]


def test_a_scenario_has_the_demo_keys():
    world = read_world("demo:token.expired")

    assert world.environment is not None
    assert {len(keys.keys) for keys in world.keys.values()} == {3}


def test_a_scenario_without_an_environment_has_none():
    bare = next(one.reason for one in load_catalog().scenarios if load_scenario(one.reason).environment is None)

    assert read_world(f"{DEMO}{bare}") is NO_WORLD


def test_a_scenario_whose_environment_cannot_be_used_says_why():
    world = read_world("demo:base_urls.not_absolute")

    assert world.environment is None
    assert [problem.where for problem in world.problems] == ["demo:base_urls.not_absolute api_services[0].base_urls[0]"]


def test_a_scenario_that_is_not_there():
    [problem] = read_world("demo:no.such").problems

    assert problem.seen == "no scenario `no.such`"


def test_every_problem_is_carried_with_its_place(tmp_path):
    world = world_of(tmp_path, f'{HEAD}nme = 1\n{ISSUER}kind = "extern"\nleeway = 3\n')
    places = [problem.where.removeprefix(f"{tmp_path}/") for problem in world.problems]

    assert world.environment is None
    assert places == ["shop.toml:2:1 nme", "shop.toml:6:1 issuers[0].kind", "shop.toml:7:1 issuers[0].leeway"]
    assert str(world.problems[0]).endswith("nme: unknown key, wanted `name`")
    assert world.problems[2].wanted == "`leeway_seconds`"


def test_a_wanted_value_and_the_nearest_known_one_are_both_said(tmp_path):
    [problem] = world_of(
        tmp_path, f'{HEAD}[[api_services]]\nname = "A"\nbase_urls = ["https://a.test"]\nissuer = "logn"\n{ISSUER}'
    ).problems

    assert "`login`" in problem.wanted


@pytest.mark.parametrize(
    ("text", "place", "seen"),
    [
        ("name = ", "shop.toml:1:", ""),
        ("", "shop.toml", "missing"),
    ],
)
def test_a_file_that_is_none(text, place, seen, tmp_path):
    problem = world_of(tmp_path, text).problems[0]

    assert problem.where.removeprefix(f"{tmp_path}/").startswith(place)
    assert seen in problem.seen
    assert problem.wanted


def test_a_file_that_is_not_there(tmp_path):
    [problem] = read_world(str(tmp_path / "shop.toml")).problems

    assert (problem.where, problem.seen) == (str(tmp_path / "shop.toml"), "no such file")


@pytest.mark.parametrize(
    ("jwks", "said"),
    [
        ('"gone.json"', "shop.toml:5:1 issuers[0].jwks: `gone.json`: no such file"),
        ('"bad.json"', "shop.toml, keys of login: saw no list `keys`, wanted a JWK Set"),
        ('"odd.json"', "shop.toml, keys of login: key 0: saw the type `XYZ`"),
    ],
)
def test_keys_that_cannot_be_had_are_a_notice_and_no_obstacle(jwks, said, tmp_path):
    keys = {"bad": '{"issuer": 1}', "odd": '{"keys": [{"kty": "XYZ"}]}'}
    world = world_of(tmp_path, f"{HEAD}{ISSUER}jwks = {jwks}\n", **keys)

    assert world.environment is not None
    assert world.problems == ()
    [notice] = world.notices
    assert notice.removeprefix(f"{tmp_path}/").startswith(said)


def test_keys_at_a_url_are_a_notice_for_those_who_stay_offline(tmp_path):
    world = world_of(tmp_path, f'{HEAD}{ISSUER}jwks = "https://login.shop.test/jwks"\n')

    assert world.notices == ()
    [notice] = world.offline
    assert notice.startswith(f"{tmp_path}/shop.toml: the keys of `login` stand at a URL, which is not fetched")


def test_the_keys_of_a_client_are_read_beside_those_of_the_issuers(tmp_path):
    client = '[[clients]]\nid = "job"\njwks = "job.json"\n[[clients]]\nid = "web"\njwks = "web.json"\n'
    world = world_of(tmp_path, f"{HEAD}{ISSUER}{client}", job=demo_jwks(), web='{"keys": 1}')

    assert (world.keys, set(world.client_keys)) == ({}, {"job"})
    assert len(world.client_keys["job"].keys) == 3
    assert len(world.notices) == 1
    assert "keys of web" in world.notices[0]


def test_keys_of_a_client_at_a_url_are_nobodys_business_here(tmp_path):
    world = world_of(tmp_path, f'{HEAD}[[clients]]\nid = "web"\njwks = "https://web.test/jwks"\n')

    assert (world.problems, world.notices) == ((), ())


def test_keys_are_read_or_it_is_said_why_not():
    good = read_keys(json.dumps({"keys": []}), "--jwks")
    bad = read_keys("nothing", "--jwks")

    assert isinstance(good, KeySet)
    assert isinstance(bad, Problem)
    assert bad.where == "--jwks"
    assert bad.wanted == "a JWK Set"
    assert str(bad).count("wanted") == 1


def test_an_environment_knows_every_file_that_it_was_read_from(tmp_path):
    keys = 'jwks = "login.json"\n[[clients]]\nid = "web"\njwks = "gone.json"\n'
    world = world_of(tmp_path, f"{HEAD}{ISSUER}{keys}", login='{"keys": []}')

    assert [file.name for file in world.files[:-1]] == ["shop.toml", "login.json", "gone.json"]
    assert world.files[-1].parent.name == "deployed"
    assert {file.parent for file in world.files[:-1]} == {tmp_path}


@pytest.mark.parametrize("name", ["demo:token.expired", "shop.toml"])
def test_keys_at_a_url_and_those_of_a_scenario_are_no_files(name, tmp_path):
    file = tmp_path / name
    file.write_text(f'{HEAD}{ISSUER}jwks = "https://login.shop.test/jwks"\n')

    assert len(read_world(name if name.startswith(DEMO) else str(file)).files) == (
        0 if name.startswith(DEMO) else len(("the file", "the mark of its deployment"))
    )


def written(file: Path) -> None:
    file.write_text(HEAD)
    os.utime(file, (1000, 1000))


@pytest.mark.parametrize(
    "change",
    [
        lambda file: os.utime(file, (2000, 2000)),
        lambda file: (file.write_text(HEAD + "\n"), os.utime(file, (1000, 1000))),
        lambda file: file.unlink(),
        lambda file: (written(file.with_name("other")), file.with_name("other").rename(file)),
    ],
    ids=["later", "longer", "gone", "replaced"],
)
def test_the_state_of_files_tells_a_change(change, tmp_path):
    file = tmp_path / "shop.toml"
    written(file)
    before = state_of([file, tmp_path / "gone"])
    assert state_of([file, tmp_path / "gone"]) == before

    change(file)
    assert state_of([file, tmp_path / "gone"]) != before


def test_the_state_of_a_name_that_no_file_can_have():
    assert state_of([Path("a\0b")]) == (None,)


def test_a_deployed_copy_judges_and_the_file_is_its_draft(tmp_path):
    services = '[[api_services]]\nname = "Orders"\nissuer = "login"\nbase_urls = ["https://a.test/{}"]\n'
    file = tmp_path / "shop.toml"
    file.write_text(HEAD + ISSUER + services.format("v1"))
    before = read_world(str(file))
    record_deployment(Deployment("shop", whole_path(file), "2026-03-04T10:11:12Z", "kim", "0", file.read_text()), ())
    assert state_of(before.files)[-1] is not None, "a deployment from elsewhere is noticed"

    file.write_text(HEAD + ISSUER + services.format("v2"))
    world = read_world(str(file))

    assert (before.deployment, before.draft) == (None, None)
    assert world.deployment is not None
    assert world.environment is not None
    assert world.draft is not None
    assert world.environment.api_services[0].base_urls == ("https://a.test/v1",)
    assert world.draft.api_services[0].base_urls == ("https://a.test/v2",)
    assert world.notices == (f"{file}: judged as deployed 2026-03-04T10:11:12Z by kim; the file has changed since",)
