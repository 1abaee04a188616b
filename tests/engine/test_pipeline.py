"""The contract, end to end: every example, both captures, and the rules of the design that no single stage holds."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import example as with_example
from hypothesis import strategies as st
from msgspec.structs import replace

from engine.adapters.environments import read_environment
from engine.asking import make_question, with_response
from engine.captures import read_capture
from engine.environment.model import Environment
from engine.models.checks import FLOWS
from engine.models.exchange import FACTS, Exchange, Request, Response
from engine.models.keys import KeySet
from engine.models.question import Question
from engine.models.trace import Trace
from engine.models.trace_json import trace_from_dict, trace_to_dict
from engine.pipeline import RESOURCE, diagnose, find, stages_of
from engine.tokens.keys import parse_jwks
from tests.support.world import NOW, catalog, demo_keys, environment, good_token, judge, question_of

EXAMPLES = Path(__file__).parents[1] / "data" / "examples"
CASES = tomllib.loads((EXAMPLES / "expected.toml").read_text("utf-8"))["case"]
CAPTURES = tomllib.loads((EXAMPLES / "expected-captures.toml").read_text("utf-8"))["capture"]


@lru_cache(maxsize=1)
def meme_game() -> tuple[Environment, Mapping[str, KeySet]]:
    file = read_environment(EXAMPLES / "meme-game.toml")
    return file.environment, {name: parse_jwks(text, source=name) for name, text in file.jwks.items()}


def text_of(name: str) -> str:
    return (EXAMPLES / name).read_text("utf-8")


def exchange_in(text: str) -> Exchange:
    ((_, exchange),) = read_capture(text).exchanges
    return exchange


def example(case: Mapping[str, Any]) -> Question:
    """The question of one example, as the command line asks it."""
    exchange = exchange_in(text_of(case["request"]))
    if "response" in case:
        exchange = with_response(exchange, exchange_in(text_of(case["response"])))
    if "with" in case:
        exchange = replace(exchange, evidence=tuple(text_of(case["with"]).splitlines()))
    world, keys = meme_game()
    return make_question(
        exchange, catalog=catalog(), clock=NOW, now=NOW, environment=world, keys=keys,
        source_ip=case.get("source_ip", "203.0.113.9"),
    )  # fmt: skip


def seen(trace: Trace, name: str) -> Any:
    """What a trace says to a name of the examples' tables."""
    if name == "status":
        return trace.observed.status or trace.expected.status
    if name == "error":
        return trace.observed.error if trace.observed.answered_by else trace.expected.error
    value = trace.observed.answered_by if name == "answered_by" else getattr(trace, name)
    return list(value) if isinstance(value, tuple) else value


def assert_wanted(trace: Trace, want: Mapping[str, Any]) -> None:
    for name, wanted in want.items():
        if name == "in":
            assert trace.decided_by in wanted
        elif name == "has":
            assert all(getattr(trace, one) for one in wanted)
        elif name == "differences":
            assert set(wanted) <= set(trace.differences)
        else:
            assert seen(trace, name) == wanted, name


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in CASES])
def test_every_example_gives_what_its_table_says(case: Mapping[str, Any]) -> None:
    trace = diagnose(example(case))
    assert_wanted(trace, case["want"])
    assert trace.assumptions == tuple(dict.fromkeys(trace.assumptions))


def test_there_are_seventeen_examples() -> None:
    assert len(CASES) == 17
    assert sum(len(capture["entry"]) for capture in CAPTURES) == 52


@cache
def traces_of(file: str) -> dict[int, Trace]:
    capture = read_capture((EXAMPLES / file).read_bytes(), name=file)
    assert capture.problems == ()
    world, keys = meme_game()
    questions = {
        index: make_question(exchange, catalog=catalog(), clock=NOW, environment=world, keys=keys)
        for index, exchange in capture.exchanges
    }
    return {index: diagnose(question) for index, question in questions.items()}


@pytest.mark.parametrize("capture", [pytest.param(capture, id=capture["file"]) for capture in CAPTURES])
def test_every_entry_of_a_capture_is_read_and_judged_at_its_own_time(capture: Mapping[str, Any]) -> None:
    traces = traces_of(capture["file"])
    assert len(traces) == capture["entries"]
    assert {trace.at_from for trace in traces.values()} == {"capture"}


@pytest.mark.parametrize(
    ("file", "entry"),
    [
        pytest.param(capture["file"], entry, id=f"{capture['file']}-{entry['index']}")
        for capture in CAPTURES
        for entry in capture["entry"]
    ],
)
def test_every_judged_entry_gives_what_its_table_says(file: str, entry: Mapping[str, Any]) -> None:
    assert_wanted(traces_of(file)[entry["index"]], entry["want"])


def test_no_request_of_a_sanitised_capture_is_called_token_less() -> None:
    for trace in traces_of("ticket-sanitised.har").values():
        assert trace.expected.reason != "token.missing"
        assert "token.missing" not in trace.expected.also


def test_the_same_question_always_gives_the_same_trace() -> None:
    for case in CASES:
        assert diagnose(example(case)) == diagnose(example(case))


@pytest.mark.parametrize(
    "request_line", ["GET https://api.shop.test/orders/own/ben", "GET https://api.shop.test/orders"]
)
def test_without_fixes_everything_else_is_the_same(request_line: str) -> None:
    question = question_of({"request": request_line})
    assert diagnose(question, fixes=False) == replace(diagnose(question), fixes=())


def test_a_trace_survives_being_written_and_read() -> None:
    for case in CASES:
        trace = diagnose(example(case))
        assert trace_from_dict(trace_to_dict(trace)) == trace


ORDERS = "GET https://api.shop.test/orders/7"


@pytest.mark.parametrize(
    ("case", "flow"),
    [
        ({"request": ORDERS}, "resource"),
        ({"request": "G(T nowhere", "token": False}, "resource"),
        ({"request": "OPTIONS https://api.shop.test/x", "token": False,
          "headers": {"Origin": "a", "Access-Control-Request-Method": "b"}}, "resource"),
        ({"request": "GET https://login.shop.test/userinfo"}, "resource"),
        ({"request": "POST https://login.shop.test/token"}, "token"),
        ({"request": "GET https://login.shop.test/authorize"}, "authorization"),
        ({"beside": "x"}, "resource"),
        ({"response": {"status": 401}}, "resource"),
        ({"request": ORDERS, "environment": False}, "resource"),
    ],
)  # fmt: skip
def test_every_stage_is_always_shown_in_order(case: dict[str, Any], flow: str) -> None:
    trace = judge(case)
    assert trace.flow == flow
    assert tuple(step.stage for step in trace.steps) == FLOWS[flow]
    assert all(step.checks for step in trace.steps if step.outcome != "failed")


def test_the_stages_of_each_flow_are_those_of_the_contract() -> None:
    assert tuple(name for name, _ in RESOURCE) == FLOWS["resource"]
    assert tuple(name for name, _ in stages_of("token")) == FLOWS["token"]
    assert tuple(name for name, _ in stages_of("authorization")) == FLOWS["authorization"]


def test_a_failed_stage_does_not_stop_the_engine() -> None:
    trace = judge({
        "request": "GET https://api.shop.test/orders/own/bob?access_token=x", "headers": {"bad name": "x"},
        "claims": {"exp": -3600, "aud": "x"}, "set": {"api_services/0/operations/8/scopes": {"all": ["orders.own"]}},
    })  # fmt: skip
    assert (trace.reason, trace.also) == (
        "request.malformed",
        ("request.token_twice", "token.expired", "token.audience_mismatch", "rules.scope_missing", "policy.denied"),
    )
    assert [step.stage for step in trace.steps if step.outcome == "failed"] == ["request", "token", "rules", "policy"]


def test_nothing_captured_leaves_nothing_unknown_that_only_an_answer_shows() -> None:
    trace = judge({"request": ORDERS})
    assert {trace.step(stage).outcome for stage in ("gateway", "upstream", "response")} == {"skipped"}
    assert trace.verdict == "allowed"


@pytest.mark.parametrize("hidden", [["authorization"], ["headers", "authorization"], ["url"], ["body"], ["method"]])
def test_what_is_not_shown_is_never_said_to_be_missing(hidden: list[str]) -> None:
    trace = judge({"request": ORDERS, "token": False, "hidden": [*hidden, "authorization"]})
    assert trace.verdict == "undetermined"
    assert [check.reason for step in trace.steps for check in step.checks if check.outcome == "failed"] == []
    assert any(need.stage == "token" for need in trace.needs)


def test_one_unknown_stage_is_enough_to_be_undetermined_and_one_failure_to_be_refused() -> None:
    unknown = {"request": "GET https://api.shop.test/orders/office/x"}
    assert judge(unknown).verdict == "undetermined"
    assert judge(unknown | {"claims": {"exp": -3600}}).verdict == "refused"
    assert judge(unknown | {"source_ip": "203.0.113.9"}).verdict == "allowed"


def test_a_foreign_host_is_judged_as_if_there_were_no_environment() -> None:
    for case in (
        {},
        {"claims": {"exp": -3600}},
        {"key": "stranger-rs256"},
        {"token": False},
        {"claims": {"sub": "eve"}},
    ):
        request = {"request": "GET https://cdn.example/app.js?x=1", **case}
        inside, outside = judge(request), judge(request | {"environment": False})
        assert (inside.verdict, inside.reason, inside.also) == (outside.verdict, outside.reason, outside.also)
        assert [step.outcome for step in inside.steps] == [step.outcome for step in outside.steps]


def test_a_known_host_is_closed() -> None:
    for url in ("https://api.shop.test/x", "http://api.shop.test/orders", "https://api.shop.test:1/orders"):
        assert judge({"request": f"GET {url}"}).reason == "service.no_match"


def test_without_an_environment_what_one_would_settle_is_said() -> None:
    trace = judge({"request": ORDERS, "environment": False})
    assert trace.verdict == "undetermined"
    assert {step.stage for step in trace.steps if step.outcome == "unknown"} == {
        "service", "token", "operation", "rules", "policy",
    }  # fmt: skip
    assert any("apiwhy environment init" in need.give for need in trace.needs)


@pytest.mark.parametrize(
    ("at", "response", "now", "want"),
    [
        ("2026-03-04T09:00:00+00:00", True, NOW, ("2026-03-04T10:11:12Z", "flag")),
        ("2026-03-04T09:00:00+00:00", True, None, ("2026-03-04T09:00:00Z", "capture")),
        (None, True, None, ("2026-03-04T08:00:00Z", "response")),
        (None, False, None, ("2026-03-04T10:11:12Z", "clock")),
    ],
)
def test_when_a_request_is_judged(at: str | None, response: bool, now: datetime | None, want: tuple[str, str]) -> None:
    headers = (("Date", "Wed, 04 Mar 2026 08:00:00 GMT"),)
    exchange = Exchange(
        kind="HAR", request=Request(method="GET", url="https://api.shop.test/orders"),
        at=datetime.fromisoformat(at) if at else None, response=Response(status=401, headers=headers) if response else None,
    )  # fmt: skip
    trace = diagnose(make_question(exchange, catalog=catalog(), clock=NOW, now=now))
    assert (trace.at, trace.at_from) == want


def test_what_stages_learnt_is_folded_into_what_is_known() -> None:
    findings = find(question_of({"request": "GET https://api.shop.test/orders/own/ada"}))
    known = findings.known
    assert (known.client_id, known.subject, known.gateway, known.decision) == ("shop-web", "ada", "edge", "PERMIT")
    assert known.reading is not None
    assert known.policy is not None


def test_the_trace_of_an_example_of_the_contract() -> None:
    trace = diagnose(example(next(case for case in CASES if case["name"] == "expired")))
    assert (trace.schema, trace.flow, trace.endpoint) == ("apiwhy.trace/1", "resource", "api")
    assert (trace.matched.api_service, trace.matched.operation, trace.matched.path) == (
        "Meme Game",
        "Answer",
        {"userId": "user.0"},
    )
    assert (trace.matched.gateway, trace.matched.issuer, trace.matched.client, trace.matched.user) == (
        "kong-edge", "sso", "game-web", "user.0",
    )  # fmt: skip
    assert (trace.owner, trace.decision, trace.result_code) == ("client", "DENY", "POLICY_EVALUATION_SUCCEEDED")
    check = trace.check("token.expired")
    assert check is not None
    assert (check.check, check.seen, check.wanted, check.source, check.basis, check.told_caller, check.entries) == (
        "token.lifetime", "exp 2026-03-04T09:11:12Z", "later than 2026-03-04T10:10:12Z", "claim exp", "proved",
        "Token expired", ("token.expired", "invalid_token", "401"),
    )  # fmt: skip
    (fix,) = trace.fixes
    assert (fix.reasons, fix.owner, fix.proved, fix.widens) == (("token.expired",), "client", True, False)
    assert [(edit.target, edit.path) for edit in fix.edits] == [("token", "/exp")]


TEXTS = st.text("a7é\ud800\x00\u202e%?&=,;:\"'/.[]{} \n", max_size=12)
HEADERS = st.lists(
    st.tuples(
        st.sampled_from(["Authorization", "Origin", "Access-Control-Request-Method", "Content-Type", "WWW-Authenticate", "Date",
                         "Location", "X-Forwarded-For", "Server"]) | TEXTS,
        st.sampled_from([f"Bearer {good_token()}", "Bearer x.y.z", "eyJ", "application/x-www-form-urlencoded",
                         'Bearer error="invalid_token"', "https://a.test/?error=x"]) | TEXTS,
    ), max_size=4,
).map(tuple)  # fmt: skip
URLS = TEXTS | st.sampled_from([
    "https://api.shop.test/orders/7", "//localhost:8080/own/x", "https://api.shop.test/orders/reports/draw",
    "https://login.shop.test/token", "https://login.shop.test/userinfo", "https://login.shop.test/authorize",
]) | st.builds(lambda text: f"https://api.shop.test/orders/{text}", TEXTS)  # fmt: skip
BODIES = (
    st.none()
    | TEXTS
    | st.sampled_from(["grant_type=x", '{"error":"invalid_grant"}', '{"code":"ACCESS_FAILED"}', "[", "{"])
)
REQUESTS = st.builds(
    Request,
    method=st.none() | st.sampled_from(["GET", "OPTIONS"]) | TEXTS,
    url=st.none() | URLS,
    headers=HEADERS,
    body=BODIES,
)
RESPONSES = st.builds(
    Response, status=st.none() | st.integers(0, 999), headers=HEADERS, body=BODIES, error=st.none() | TEXTS
)
EXCHANGES = st.builds(
    Exchange, kind=st.just("raw request"), request=st.none() | REQUESTS, response=st.none() | RESPONSES,
    token=st.none() | TEXTS | st.just(good_token()), evidence=st.lists(TEXTS, max_size=2).map(tuple),
    shows=st.sets(st.sampled_from(sorted(FACTS))).map(frozenset), source_ip=st.none() | TEXTS | st.just("203.0.113.9"),
    unexpanded=st.lists(TEXTS, max_size=2).map(tuple),
)  # fmt: skip


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(EXCHANGES, st.booleans())
def test_no_exchange_makes_it_raise(exchange: Exchange, world: bool) -> None:
    given_world = environment() if world else None
    keys = {issuer.name: demo_keys() for issuer in given_world.issuers} if given_world else {}
    trace = diagnose(make_question(exchange, catalog=catalog(), clock=NOW, environment=given_world, keys=keys))
    assert tuple(step.stage for step in trace.steps) == FLOWS[trace.flow]
    assert (trace.verdict == "refused") is (trace.reason is not None) is (trace.decided_by is not None)
    assert trace.reason is None or trace.reason in catalog().reasons
    assert trace.decided_by is None or trace.decided_by in (*FLOWS[trace.flow], "gateway", "upstream")
    assert trace.reason is None or trace.check(trace.reason) is not None


CLAIM = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
    | st.lists(st.integers() | st.text(max_size=4), max_size=2)
    | st.dictionaries(st.text(max_size=4), st.text(max_size=4), max_size=2)
)
NAMES = (
    "iss",
    "aud",
    "sub",
    "exp",
    "nbf",
    "iat",
    "scope",
    "scp",
    "client_id",
    "azp",
    "groups",
    "cnf",
    "typ",
    "gty",
    "nonce",
)


@settings(max_examples=60)
@given(
    st.dictionaries(st.sampled_from(NAMES), CLAIM),
    st.dictionaries(st.sampled_from(["alg", "kid", "typ", "b64", "crit"]), CLAIM),
)
@with_example(
    {"iss": False, "aud": None, "sub": None, "exp": None, "nbf": None, "iat": None, "scope": None, "groups": "{"}, {}
)
def test_no_claim_makes_it_raise(claims: dict[str, Any], header: dict[str, Any]) -> None:
    claims = {name: value for name, value in claims.items() if value is not None}
    trace = judge({"request": "POST https://api.shop.test/orders/7/payments", "claims": claims, "token_header": header})
    assert trace.verdict in ("allowed", "refused", "undetermined")
    assert trace_from_dict(trace_to_dict(trace)) == trace
