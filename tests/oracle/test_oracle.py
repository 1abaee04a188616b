"""Generated requests: apiwhy and an independent evaluator decide alike. `make oracle` does the same with many more."""

from __future__ import annotations

import ast
import copy
import json
import re
import sys
import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest

from tests.oracle.__main__ import main, summary
from tests.oracle.asking import answer_of, ask, load
from tests.oracle.comparing import Report, compare, run
from tests.oracle.evaluator.bindings import binding, thumbprint
from tests.oracle.evaluator.combining import NOTHING
from tests.oracle.evaluator.evaluate import evaluate
from tests.oracle.evaluator.policies import EFFECTS
from tests.oracle.evaluator.sent import Answer, Sent
from tests.oracle.evaluator.tokens import clock_at
from tests.oracle.make.bindings import HOLDERS, PROOFS, make_proof
from tests.oracle.make.conditions import make_aim
from tests.oracle.make.dice import Dice
from tests.oracle.make.environments import make_environment
from tests.oracle.make.keys import public_jwk
from tests.oracle.make.requests import Made, make_request
from tests.oracle.make.toml_text import toml_text
from tests.support.command_line import CommandLine
from tests.support.layers import imports

HERE = Path(__file__).parent
CASES, SEED = 480, 1
LEAST_FIX_SHARE = 0.95
"""The share of the denials of access that must have a proved fix. Wanted are 0.95."""
SHARES = (
    ("allowed", None), ("refused", "request"), ("refused", "service"), ("refused", "token"), ("refused", "rules"),
    ("refused", "policy"), ("undetermined", "service"), ("undetermined", "token"), ("undetermined", "rules"),
    ("undetermined", "policy"), ("refused", "response"),
)  # fmt: skip
MAY_IMPORT = {"jwt", "re2", "tests.oracle.evaluator"}
"""What the evaluator stands on besides the standard library."""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """One small run."""
    return run(CASES, SEED, tmp_path_factory.mktemp("oracle"))


def test_both_agree_on_verdict_and_first_stage(report):
    assert report.cases == CASES
    assert report.differences == 0, f"`make oracle ORACLE_CASES={CASES} ORACLE_SEED={SEED}` shows the disagreements"


def test_no_token_is_called_good_that_pyjwt_refuses(report):
    assert report.wrongly_good == 0
    assert report.judged_by_pyjwt > CASES / 2


def test_denials_of_access_have_a_proved_fix(report):
    assert report.denials.total() > CASES / 10
    assert report.fix_share >= LEAST_FIX_SHARE


@pytest.mark.parametrize("answer", SHARES)
def test_every_answer_is_met(report, answer):
    assert report.answers[answer] >= CASES / 120


def test_what_a_run_prints(report):
    said = summary(report)

    assert "agreement on verdict and stage   100.00% (0 disagreements)" in said
    assert "called good, refused by PyJWT    0" in said
    assert all(stage in said for _, stage in SHARES if stage)


def test_the_evaluator_shares_no_code_with_the_engine():
    files = sorted((HERE / "evaluator").glob("*.py"))
    names = {(file.name, name) for file in files for _, name in imports(ast.parse(file.read_text("utf-8")))}
    strange = {(file, name) for file, name in names if not _may_be_imported(name)}

    assert len(files) > 5
    assert ("tokens.py", "jwt") in names
    assert strange == set()


def _may_be_imported(name: str) -> bool:
    return name.partition(".")[0] in sys.stdlib_module_names or any(
        name == allowed or name.startswith(f"{allowed}.") for allowed in MAY_IMPORT
    )


def _made(cases: int) -> list[tuple[dict[str, Any], Any]]:
    dice = Dice(SEED)
    made = []
    while len(made) < cases:
        aim = make_aim(dice)
        environment = make_environment(dice, "pingone", aim)
        made += [(environment, make_request(dice, environment, aim)) for _ in range(8)]
    return made


def test_a_seed_always_gives_the_same_cases():
    once, again = ([(one, made.sent.now, made.kind, made.faults) for one, made in _made(40)] for _ in range(2))

    assert once == again
    assert len({str(one) for one, *_ in once}) == 5


def test_an_environment_is_read_back_as_it_was_made():
    for environment, _ in _made(80):
        assert tomllib.loads(toml_text(environment)) == environment


def _without_policies(tables: dict[str, Any]) -> None:
    tables["policies"] = []


def _with_inactive_users(tables: dict[str, Any]) -> None:
    for user in tables["users"]:
        user["status"] = "inactive"


def _with_another_audience(tables: dict[str, Any]) -> None:
    for service in tables["api_services"]:
        service["audience"] = service.pop("resource", "elsewhere")


def _without_keys(tables: dict[str, Any]) -> None:
    for issuer in tables["issuers"]:
        issuer.pop("jwks", None)


def _combined_otherwise(tables: dict[str, Any]) -> None:
    for policy in tables.get("policies", []):
        policy["combine"] = "deny-unless-permit" if policy["combine"] == "first-applicable" else "first-applicable"


def _without_rules(tables: dict[str, Any]) -> None:
    for service in tables["api_services"]:
        for operation in service.get("operations", []):
            operation.pop("scopes", None)


def _without_response_policies(tables: dict[str, Any]) -> None:
    for service in tables["api_services"]:
        for table in (service, *service.get("operations", [])):
            table.pop("response_policy", None)


@pytest.fixture(scope="module")
def answered(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[dict[str, Any], Made, Answer]]:
    """Some cases with what apiwhy says."""
    folder = tmp_path_factory.mktemp("oracle")
    return [(one, made, answer_of(ask(load(toml_text(one), folder), made))) for one, made in _made(160)]


@pytest.mark.parametrize(
    "plant",
    [
        _without_policies,
        _with_inactive_users,
        _with_another_audience,
        _without_keys,
        _combined_otherwise,
        _without_rules,
        _without_response_policies,
    ],
)
def test_a_difference_between_what_both_read_is_found(answered, plant: Callable[[dict[str, Any]], None]):
    found = 0
    for environment, made, answer in answered:
        tables = copy.deepcopy(environment)
        plant(tables)
        found += evaluate(tables, made.sent)[:2] != answer[:2]

    assert found > 0


def test_the_command_line_gives_the_same_answers(tmp_path, cli: CommandLine):
    for environment, made in _made(16):
        wanted = compare(environment, made, load(toml_text(environment), tmp_path)).wanted
        (tmp_path / "request.txt").write_text(made.text, "utf-8")
        words = ["--environment", tmp_path / "environment.toml", "--format", "json", "--no-record"]
        words += ["--now", made.sent.now.isoformat()] if made.flag else []
        words += ["--source-ip", made.sent.source_ip] if made.sent.source_ip else []
        if made.sent.reply is not None:
            (tmp_path / "reply.json").write_text(made.sent.reply, "utf-8")
            words += ["--with", tmp_path / "reply.json"]
        expected = json.loads(cli("diagnose", tmp_path / "request.txt", *words).out)["expected"]

        assert expected["verdict"] == wanted.verdict
        assert expected["decided_by"] == (wanted.stage if wanted.verdict == "refused" else None)


@pytest.fixture
def disagreeing(monkeypatch: pytest.MonkeyPatch) -> None:
    """An evaluator in which one effect never permits."""
    monkeypatch.setitem(EFFECTS["permit-if-else-deny"], True, NOTHING)


def test_a_run_with_disagreements_fails_and_writes_each_one_made_small(
    tmp_path, disagreeing, monkeypatch, cli: CommandLine, capsys
):
    monkeypatch.chdir(tmp_path)
    code, said = main(["60", "3"]), capsys.readouterr().out
    monkeypatch.chdir("build/oracle/3-1")
    answers = Path("answers.txt").read_text("utf-8")
    found = re.search(r"^found:  (\w+) (\w+)", answers, re.M)
    words = re.search(r"^apiwhy (.*)", answers, re.M)
    trace = json.loads(cli(*words[1].split(), "--format", "json", "--no-record").out)

    assert code == 1
    assert "build/oracle/3-1" in said
    verdict, stage = found.groups()
    assert trace["expected"]["verdict"] == verdict
    assert trace["expected"]["decided_by"] == (stage if verdict == "refused" else None)
    assert "permit-if-else-deny" in Path("environment.toml").read_text("utf-8")
    assert len(Path("environment.toml").read_text("utf-8")) < 1500


def test_a_crash_of_apiwhy_is_a_disagreement_too(tmp_path, monkeypatch):
    def fail(world: object, made: object) -> None:
        raise RuntimeError("no such thing")

    monkeypatch.setattr("tests.oracle.comparing.ask", fail)
    found = run(3, SEED, tmp_path)

    assert (found.differences, found.kept[0].found.says) == (3, "RuntimeError: no such thing")


@pytest.mark.parametrize(("after", "good"), [(-1, True), (0, False)])
def test_pyjwt_judges_by_the_instant_that_is_asked_about(after, good):
    now = datetime(2031, 5, 6, 7, 8, 9, tzinfo=UTC)
    token = jwt.encode({"exp": now}, "k" * 32)
    with clock_at(now + timedelta(seconds=after)):
        accepted = _accepts(token)

    assert accepted is good
    assert not _accepts(jwt.encode({"exp": 1}, "k" * 32))


def _accepts(token: str) -> bool:
    try:
        jwt.decode(token, "k" * 32, ["HS256"])
    except jwt.ExpiredSignatureError:
        return False
    return True


SENT = Sent(
    method="POST", scheme="https", authority="api.test", target="/orders?x=1", now=datetime(2031, 5, 6, tzinfo=UTC),
    headers=(("Authorization", "DPoP t-1"),),
)  # fmt: skip
TAKEN = ("good", "old enough", "a little ahead", "query in htu", "upper-case host", "typ in full")
"""Proofs with which nothing is wrong."""


@pytest.mark.parametrize("fault", PROOFS)
@pytest.mark.parametrize("holder", HOLDERS)
def test_every_proof_that_is_made_is_judged_as_it_was_meant(fault: str, holder: str):
    token = {"cnf": {"jkt": thumbprint(public_jwk(holder))}}
    proof = make_proof(Dice(SEED), fault, SENT, "t-1", holder, 60)
    sent = replace(SENT, headers=(*SENT.headers, ("DPoP", proof)))

    assert binding(sent, "t-1", token, 60) == ("passed" if fault in TAKEN else "failed")
    assert binding(replace(sent, headers=(*sent.headers, ("DPoP", proof))), "t-1", token, 60) == "failed"
    assert (
        binding(replace(sent, headers=(("Authorization", "Bearer t-1"), ("DPoP", proof))), "t-1", token, 60) == "failed"
    )


def test_the_makers_reach_what_is_newest():
    made = [one for _, one in _made(1200)]
    faults = {part for one in made for fault in one.faults for part in fault.split(", ")}

    assert {f"proof: {name}" for name in ("another method", "another URL", "too old", "another key")} <= faults
    assert {"scheme Bearer", "no proof", "other certificate", "no certificate"} <= faults
    assert sum(one.sent.reply is not None for one in made) > 10
    assert sum(one.sent.answer_body is not None for one in made) > 100
