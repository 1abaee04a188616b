"""Four checks on every reason: it has an entry; the entry has a scenario; the scenario gives exactly it; none is without.

What else scenarios show is run here too: a behaviour stands in the trace, a finding in the environment.
"""

from __future__ import annotations

import ast
import re
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import pytest

import engine
from engine.adapters.scenarios import check_scenario, read_scenario
from engine.asking import make_question, with_response
from engine.captures import read_capture
from engine.environment.loader import environment_from_tables
from engine.models.checks import FLOWS
from engine.models.exchange import Exchange
from engine.models.keys import KeySet
from engine.models.trace import Trace
from engine.pipeline import diagnose
from engine.tokens.keys import parse_jwks
from tests.support.world import catalog, demo_keys

REASONS = sorted(catalog().reasons)
SHOWS = {summary.reason: summary.shows for summary in catalog().scenarios if summary.family == "reason"}
BEHAVIOURS = [head.id for head in catalog().families()["behaviour"]]
FINDINGS = [summary.reason for summary in catalog().scenarios if summary.shows == "finding"]
FOLLOWS = "api_services.changes_not_deployed"
"""A finding that stands beside those which compare with a deployed copy."""
STAGES = {stage for stages in FLOWS.values() for stage in stages}
ENGINE = Path(engine.__file__).parent
REASON = re.compile(r"\w+\.\w+")
PLACE_OF_REASON = {"failed": 1, "_fail": 1, "likely": 1, "failed_check": 2, "explanation": 2, "_named": 2, "Cause": 0}
"""Functions that take a reason, and which of their arguments it is; others take it by its name."""


def exchange_in(text: str) -> Exchange:
    ((_, exchange),) = read_capture(text).exchanges
    return exchange


def keys_of(jwks: str | dict[str, Any]) -> KeySet:
    """The keys that an environment names: the shipped ones by their file, or its own."""
    return demo_keys() if isinstance(jwks, str) else parse_jwks(jwks)


@cache
def trace_of(reason: str) -> Trace:
    """The trace of a scenario, by the engine alone."""
    scenario = read_scenario(reason)
    assert scenario.now is not None
    texts = [text for text in (scenario.request, scenario.response) if text]
    exchange = exchange_in(texts[0] if texts else "\n".join(scenario.evidence))
    if len(texts) == 2:
        exchange = with_response(exchange, exchange_in(texts[1]))
    evidence = tuple(text for text in scenario.evidence if text not in exchange.evidence)
    world = environment_from_tables(scenario.environment, file=reason) if scenario.environment else None
    question = make_question(
        Exchange(**{name: getattr(exchange, name) for name in Exchange.__slots__} | {"evidence": exchange.evidence + evidence}),
        catalog=catalog(), clock=scenario.now, now=scenario.now, environment=world, source_ip=scenario.source_ip or exchange.source_ip,
        keys={issuer.name: keys_of(issuer.jwks) for issuer in world.issuers if issuer.jwks} if world else {},
    )  # fmt: skip
    return diagnose(question)


def test_every_reason_has_an_entry_that_says_what_to_do() -> None:
    for reason in REASONS:
        entry = catalog().entry(reason)
        assert entry is not None
        assert (entry.id, entry.family) == (reason, "reason")
        facts = catalog().reason(reason)
        assert facts.headline
        assert facts.next_step


def test_every_reason_has_a_scenario_and_every_scenario_a_reason() -> None:
    assert sorted(SHOWS) == REASONS


@pytest.mark.parametrize("reason", REASONS)
def test_every_scenario_gives_exactly_its_reason(reason: str) -> None:
    trace = trace_of(reason)
    if SHOWS[reason] == "difference":
        assert reason in trace.differences
        check = trace.check(reason)
        assert check is not None
        assert (check.outcome, check.basis) == ("unknown", "likely")
    else:
        assert trace.reason == reason
        assert trace.decided_by == reason.partition(".")[0]
        assert trace.owner == catalog().reason(reason).owner
        assert trace.verdict == "refused"


@pytest.mark.parametrize("reason", [reason for reason in REASONS if SHOWS[reason] == "reason"])
def test_every_refusal_comes_with_something_to_do(reason: str) -> None:
    trace = trace_of(reason)
    settled = [one for fix in trace.fixes for one in fix.reasons]
    assert set(settled) == {reason, *trace.also}
    assert all(fix.change for fix in trace.fixes)


@pytest.mark.parametrize("behaviour", BEHAVIOURS)
def test_the_scenario_of_a_behaviour_is_not_refused_and_its_stage_names_it(behaviour: str) -> None:
    trace = trace_of(behaviour)
    stage = behaviour.partition(".")[0]
    assert trace.verdict in ("allowed", "undetermined")
    assert trace.differences == ()
    assert behaviour in {entry for check in trace.step(stage).checks for entry in check.entries}


def test_every_behaviour_that_a_trace_can_name_has_an_entry() -> None:
    written = set().union(*map(texts_in, sources().values()))
    assert set(BEHAVIOURS) <= written
    assert not set(BEHAVIOURS) & set(REASONS)


@pytest.mark.parametrize("finding", FINDINGS)
def test_the_scenario_of_a_finding_holds_it_and_nothing_else(finding: str) -> None:
    checked = check_scenario(finding, file=finding)
    found = {one.finding for one in checked.findings}
    assert finding in found
    assert found - {finding} == ({FOLLOWS} if checked.deployed and finding != FOLLOWS else set())


@lru_cache(maxsize=1)
def sources() -> dict[str, ast.Module]:
    """The engine's modules, parsed."""
    return {str(path.relative_to(ENGINE)): ast.parse(path.read_text("utf-8")) for path in sorted(ENGINE.rglob("*.py"))}


def texts_in(tree: ast.AST) -> set[str]:
    """Every text in a tree that is written as a reason of some stage is."""
    texts = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return {text for text in texts if REASON.fullmatch(text) and text.partition(".")[0] in STAGES}


def given_reasons() -> dict[str, str]:
    """Every text that stands where a reason is given, with its module."""
    found: dict[str, str] = {}
    for module, tree in sources().items():
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
            place = PLACE_OF_REASON.get(name, len(call.args))
            given = [*call.args[place : place + 1], *(word.value for word in call.keywords if word.arg == "reason")]
            found |= {text: module for argument in given for text in texts_in(argument)}
    return found


def test_the_engine_emits_no_reason_without_an_entry() -> None:
    given = given_reasons()
    assert {"token.expired", "service.no_match", "rules.scope_missing", "token.revoked", "token.missing"} <= set(given)
    assert {reason: module for reason, module in given.items() if reason not in catalog().reasons} == {}


def test_every_reason_is_used() -> None:
    written = set().union(*map(texts_in, sources().values())) | {
        signature["reason"] for signature in catalog().signatures if "reason" in signature
    }
    coded = {reason for code in catalog().vendors for reason in code.reasons}
    assert set(REASONS) - written - coded == set()


def test_the_signatures_name_only_reasons_with_an_entry() -> None:
    assert {row["reason"] for row in catalog().signatures if "reason" in row} <= catalog().reasons
