"""Codes of vendors: each is found by its own text, real answers by theirs, and nothing in what is innocent."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from engine.evidence.facts import Facts, facts_of_line, facts_of_response
from engine.evidence.vendor_codes import find_codes, flow_of, reason_for
from engine.models.checks import FLOWS
from engine.models.exchange import Request, Response
from tests.support.vendor_examples import example
from tests.support.world import catalog, judge

HERE = Path(__file__).parent
SAMPLES = tomllib.loads((HERE / "vendor_samples.toml").read_text("utf-8"))["case"]
INNOCENT = tomllib.loads((HERE / "vendor_innocent.toml").read_text("utf-8"))["case"]
CODES = tuple(catalog().vendors)
REQUESTS = {
    "token": {"request": "POST https://login.other.test/token", "body": "grant_type=x&client_id=a"},
    "authorization": {"request": "GET https://login.other.test/authorize?response_type=code&client_id=a"},
}


@pytest.mark.parametrize("code", CODES, ids=lambda code: code.id)
def test_every_code_is_found_by_each_of_its_matches(code: Any) -> None:
    for match in code.matches:
        facts = example(match, next(iter(code.status), None))
        assert code.id in [one.code.id for one in find_codes(catalog().vendors, facts)], (match, facts)


@pytest.mark.parametrize("code", CODES, ids=lambda code: code.id)
def test_every_code_points_to_reasons_that_a_flow_has(code: Any) -> None:
    for flow in FLOWS:
        kept = flow_of(code, flow)
        assert not code.reasons or reason_for(code, kept) in code.reasons


def test_there_are_as_many_as_were_written_down() -> None:
    count = Counter(code.vendor for code in CODES)
    assert len(CODES) == 1012
    assert (len(count), count["Microsoft Entra"], count["Okta OAuth"], count["Spring Security"]) == (40, 135, 135, 30)


def facts_of(case: Mapping[str, Any]) -> Facts:
    if "line" in case:
        return facts_of_line(case["line"])
    request = Request(method="POST", url=case["url"]) if "url" in case else None
    headers = tuple(case.get("headers", {}).items())
    return facts_of_response(Response(status=case["status"], headers=headers, body=case.get("body")), request)


def traced(case: Mapping[str, Any]) -> Any:
    if "line" in case:
        return judge({"evidence": [case["line"]], "kind": "log", "environment": False})
    response = {name: case[name] for name in ("status", "headers", "body") if name in case}
    asked: dict[str, Any] = REQUESTS.get(case.get("flow", ""), {})
    if "url" in case:
        asked = {"request": f"POST {case['url']}"}
    return judge({"response": response, "kind": "response", "environment": False, "token": False} | asked)


def test_there_are_many_real_answers() -> None:
    assert len(SAMPLES) >= 120
    assert len({case["code"] for case in SAMPLES}) >= 120


@pytest.mark.parametrize("case", SAMPLES, ids=lambda case: case["code"][:60])
def test_real_answers_are_known_by_their_code(case: Mapping[str, Any]) -> None:
    found = find_codes(catalog().vendors, facts_of(case))
    assert found
    assert case["code"] in (found[0].code.id, found[0].code.code), [one.code.id for one in found]


@pytest.mark.parametrize("case", SAMPLES, ids=lambda case: case["code"][:60])
def test_real_answers_give_their_reason(case: Mapping[str, Any]) -> None:
    trace = traced(case)
    assert (trace.verdict, trace.reason) == ("refused", case["reason"])


@pytest.mark.parametrize("case", INNOCENT, ids=lambda case: case["says"])
def test_what_is_innocent_holds_no_code(case: Mapping[str, Any]) -> None:
    found = find_codes(catalog().vendors, facts_of(case))
    kept = [one.code.id for one in found if case.get("status", 400) >= 400 or one.code.in_success]
    assert kept == []


def test_a_text_is_walked_once_whatever_the_number_of_codes() -> None:
    body = " ".join(f"word{number} the error of token request" for number in range(20_000))
    assert find_codes(catalog().vendors, facts_of_response(Response(status=400, body=body), None)) == ()


SECRET = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZGEifQ." + "Z1l9hQ2kF8sVtR3uYpWmXcNbAoEiD7jG5xLqKzHv0wT" * 8


@pytest.mark.parametrize("before", [0, 150, 190, 198, 300, 1000])
@pytest.mark.parametrize("form", ["{}", '{{"message":"{}"}}', "<html><p>{}</p></html>", "x\n{}\ny", 'token="{}"'])
def test_what_is_seen_holds_no_part_of_a_secret(before: int, form: str) -> None:
    text = form.format(
        f"{'a ' * (before // 2)}AADSTS50013: not valid {'b ' * (before // 2)}Authorization: Bearer {SECRET}"
    )
    for case in ({"response": {"status": 400, "body": text}}, {"evidence": [text], "kind": "log"}):
        shown = str(judge(case | {"environment": False}))
        assert "AADSTS50013" in shown
        assert not any(SECRET[place : place + 12] in shown for place in range(60, len(SECRET) - 12))


def test_a_text_that_is_too_long_is_cut_between_words() -> None:
    facts = facts_of_line("AADSTS50013 " + "x" * 63_900 + " " + SECRET)
    assert SECRET[:12] not in facts.raw
    assert find_codes(catalog().vendors, facts)
