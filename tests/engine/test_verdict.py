"""Prediction against answer: the three cases of the contract, and what stands beside the verdict."""

from __future__ import annotations

import json
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.findings import Findings, fold
from engine.models.question import Answer, Known
from engine.models.reading import Reading
from engine.models.trace import Check, Expected, Verdict
from engine.models.trace_json import trace_to_dict
from engine.verdict import weigh
from tests.support.world import judge

REQUEST = "GET https://api.shop.test/orders/7"
EXPIRED = {"request": REQUEST, "claims": {"exp": -3600}}
UNKNOWN = {"request": REQUEST, "keys": False}
GOOD = {"request": REQUEST}
REFUSED_TOKEN = {"status": 401, "headers": {"WWW-Authenticate": 'Bearer error="invalid_token"'}}
REFUSED_SCOPE = {"status": 403, "headers": {"WWW-Authenticate": 'Bearer error="insufficient_scope"'}}
BARE = {"status": 422}
SUCCESS = {"status": 200}
API = {"status": 500, "headers": {"X-Kong-Upstream-Latency": "3"}}


@pytest.mark.parametrize(
    ("case", "response", "verdict", "decided_by", "reason", "agreement"),
    [
        (GOOD, None, "allowed", None, None, "unknown"),
        (EXPIRED, None, "refused", "token", "token.expired", "unknown"),
        (UNKNOWN, None, "undetermined", None, None, "unknown"),
        (GOOD, SUCCESS, "allowed", None, None, "same"),
        (EXPIRED, SUCCESS, "allowed", None, None, "differs"),
        (UNKNOWN, SUCCESS, "allowed", None, None, "unknown"),
        (GOOD, BARE, "refused", "upstream", "upstream.refused", "same"),
        (EXPIRED, BARE, "refused", "token", "token.expired", "same"),
        (UNKNOWN, BARE, "refused", "upstream", "upstream.refused", "unknown"),
        (GOOD, REFUSED_TOKEN, "refused", "token", "token.refused", "differs"),
        (EXPIRED, REFUSED_TOKEN, "refused", "token", "token.expired", "same"),
        (UNKNOWN, REFUSED_TOKEN, "refused", "token", "token.refused", "unknown"),
        (GOOD, REFUSED_SCOPE, "refused", "rules", "rules.scope_missing", "differs"),
        (EXPIRED, REFUSED_SCOPE, "refused", "rules", "rules.scope_missing", "differs"),
        (GOOD, API, "refused", "upstream", "upstream.failed", "same"),
        (EXPIRED, API, "refused", "upstream", "upstream.failed", "differs"),
        (UNKNOWN, API, "refused", "upstream", "upstream.failed", "unknown"),
    ],
)
def test_prediction_against_answer(
    case: dict[str, Any], response: dict[str, Any] | None, verdict: str, decided_by: str | None, reason: str | None,
    agreement: str,
) -> None:  # fmt: skip
    trace = judge(case | ({"response": response} if response else {}))
    assert (trace.verdict, trace.decided_by, trace.reason, trace.agreement) == (verdict, decided_by, reason, agreement)


def test_what_was_predicted_stays_beside_what_the_answer_names() -> None:
    trace = judge(EXPIRED | {"response": REFUSED_SCOPE})
    assert (trace.reason, trace.also) == ("rules.scope_missing", ("token.expired",))
    assert (trace.expected.reason, trace.observed.error) == ("token.expired", "insufficient_scope")
    assert [check.basis for check in trace.step("rules").checks if check.outcome == "failed"] == ["observed"]


def test_failed_steps_stay_where_a_success_was_captured() -> None:
    trace = judge(EXPIRED | {"response": SUCCESS})
    assert trace.step("token").outcome == "failed"
    assert (trace.also, trace.fixes) == ((), ())
    assert trace.differences == ("service.server_laxer",)


def test_a_later_predicted_failure_stands_where_the_answer_names_its_stage() -> None:
    denied = {"status": 403, "body": '{"code":"ACCESS_FAILED"}'}
    world = {"request": "GET https://api.shop.test/orders/own/bob", "response": denied}
    assert judge(world).reason == "policy.denied"
    assert judge(world).agreement == "same"
    case = {"request": REQUEST, "claims": {"scope": "x"}, "response": denied}
    assert (judge(case).decided_by, judge(case).reason, judge(case).agreement) == (
        "rules",
        "rules.scope_missing",
        "same",
    )
    both = judge(case | {"claims": {"scope": "x", "exp": -3600}})
    assert (both.decided_by, both.reason, both.agreement) == ("rules", "rules.scope_missing", "differs")
    assert both.also == ("token.expired",)


@pytest.mark.parametrize(
    ("case", "owner"),
    [(GOOD, None), (EXPIRED, "client"), (GOOD | {"response": API}, "api_developer"),
     (GOOD | {"response": {"status": 404, "body": "no Route matched with those values"}}, "gateway_operator")],
)  # fmt: skip
def test_who_must_act_follows_the_reason(case: dict[str, Any], owner: str | None) -> None:
    assert judge(case).owner == owner


STAGES = ("token", "rules", "policy", "upstream")
VERDICTS: tuple[Verdict, ...] = ("allowed", "refused", "undetermined")


def findings_of(reasons: tuple[str, ...]) -> Findings:
    """Findings with one failed check for each stage named."""
    answers = [
        (stage, Answer(checks=(Check(check="x", outcome="failed", reason=f"{stage}.bad"),))) for stage in reasons
    ]
    return fold(Known(), answers)


@pytest.mark.parametrize(
    ("failing", "named"), [*product([(), ("token",), ("rules",), ("token", "policy")], [(), *((s,) for s in STAGES)])]
)
def test_every_pair_of_prediction_and_named_stage(failing: tuple[str, ...], named: tuple[str, ...]) -> None:
    """The rule of the contract, written down once more."""
    findings = findings_of(failing)
    expected = Expected(
        verdict="refused" if failing else "allowed", decided_by=failing[0] if failing else None,
        reason=f"{failing[0]}.bad" if failing else None,
    )  # fmt: skip
    stage = named[0] if named else "policy"
    outcome = weigh(findings, expected, Reading(kind="refusal", stages=named, reason=f"{stage}.seen"))
    if failing and (not named or failing[0] in named):
        want = (failing[0], f"{failing[0]}.bad", "same")
    else:
        reason = f"{stage}.bad" if stage in failing else f"{stage}.seen"
        want = (stage, reason, "same" if not failing and stage == "upstream" else "differs")
    assert (outcome.verdict, outcome.stage, outcome.reason, outcome.agreement) == ("refused", *want)


def test_the_trace_says_what_was_asked() -> None:
    trace = judge({"request": "GET //api.shop.test/orders/7?access_token=abcdefghijklmnopqrstuvwxyz", "token": False})
    assert trace.request.method == "GET"
    assert trace.request.url is not None
    assert trace.request.url.startswith("https://api.shop.test/orders/7?access_token=")
    assert "abcdefghijkl" not in trace.request.url
    assert (trace.at, trace.at_from, trace.environment, trace.recognised) == (
        "2026-03-04T10:11:12Z", "flag", "shop", "raw request",
    )  # fmt: skip
    assert judge({"beside": "x"}).request.url is None
    assert judge({"request": "GET "}).request.url is None


SECRET = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.Z1l9hQ2kF8sVtR3uYpWmXcNbAoEiD7jG5xLqKzHv0wT"
SIGNATURE = SECRET.rpartition(".")[2]
URLS = (
    f"https://api.shop.test/orders/{SECRET}", f"https://api.shop.test/orders/{SECRET}/", f"https://api.shop.test/{SECRET}",
    f"https://api.shop.test/orders/x/../{SECRET}?access_token={SIGNATURE}#{SECRET}", f"https://{SECRET}/x", f"ftp://a/{SECRET}",
    f"https://api.shop.test:99999/{SECRET}", f"/{SECRET}", f"https://cdn.example/{'x' * 60}?access_token={SIGNATURE}",
)  # fmt: skip
HEADERS: tuple[dict[str, str | list[str]], ...] = (
    {}, {"Authorization": SECRET}, {"Authorization": f"Basic {SECRET}"}, {"Authorization": f"Bearer {SECRET}"},
    {"Cookie": f"session={SIGNATURE}"}, {f"{SECRET} x": "y"},
)  # fmt: skip
RESPONSES: tuple[dict[str, Any] | None, ...] = (
    None, {"status": 401, "headers": {"WWW-Authenticate": f'Bearer error="{SECRET}", error_description="{SECRET}"'}, "body": SECRET},
    {"status": 400, "body": json.dumps({"error": "invalid_request", "error_description": f"{'no ' * 30}{SECRET}"})},
    {"status": 302, "headers": {"Location": f"https://a.test/?response_type=code&client_id={SECRET}"}},
    {"status": 500, "body": "x" * 140 + SECRET}, {"error": f"{'x' * 180} {SECRET}"},
)  # fmt: skip


@given(
    st.sampled_from(URLS),
    st.sampled_from(HEADERS),
    st.sampled_from(RESPONSES),
    st.sampled_from(["GET", SECRET]),
    st.booleans(),
)
def test_no_secret_of_request_or_answer_is_in_the_trace(
    url: str, headers: dict[str, str | list[str]], response: dict[str, Any] | None, method: str, world: bool
) -> None:
    case: dict[str, Any] = {"request": f"{method} {url}", "headers": headers, "token": False, "environment": world}
    if response:
        case["response"] = response
    text = json.dumps(trace_to_dict(judge(case)))
    assert not [
        SIGNATURE[place : place + 10] for place in range(len(SIGNATURE) - 9) if SIGNATURE[place : place + 10] in text
    ]
