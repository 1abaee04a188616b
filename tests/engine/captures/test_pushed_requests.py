"""A pushed authorization request and the one that names it, in one capture."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest

from engine.asking import make_question
from engine.captures import read_capture
from engine.models.trace import Trace
from engine.pipeline import diagnose
from tests.engine.captures.test_witnessed_grants import BACK, LOGIN, REFUSED, SERVER, entry, redeem, traces
from tests.support.issuing import issuing_world
from tests.support.world import NOW, catalog

NAME = "urn:ietf:params:oauth:request_uri:6esc_11ACC5bwc014ltc14eY22c"
PUSHED = {"status": 201, "body": {"request_uri": NAME, "expires_in": 60}}
LAPSED = {"status": 400, "body": {"error": "invalid_request_uri"}}


def push(answer: dict[str, Any] = PUSHED, **changed: str) -> dict[str, Any]:
    form = {name: value for name, value in (LOGIN | {"client_secret": "s3cret-1"} | changed).items() if value}
    return entry(0, f"{SERVER}/par", form, answer)


def named(answer: dict[str, Any] = BACK, **changed: str) -> dict[str, Any]:
    return entry(
        1, f"{SERVER}/authorize?{urlencode({'client_id': 'app', 'request_uri': NAME} | changed)}", None, answer
    )


def at_the_shop(*entries: dict[str, Any]) -> list[Trace]:
    text = json.dumps({"log": {"version": "1.2", "entries": list(entries)}}).replace(SERVER, "https://login.shop.test")
    capture = read_capture(text)
    world = issuing_world()
    return [
        diagnose(make_question(one, catalog=catalog(), clock=NOW, environment=world)) for _, one in capture.exchanges
    ]


def pushed_check(trace: Trace) -> str:
    return next(check.outcome for check in trace.step("parameters").checks if check.check == "parameters.pushed")


def test_what_was_pushed_counts_as_the_requests_parameters() -> None:
    trace = traces(push(), named())[1]
    assert (trace.flow, trace.matched.client) == ("authorization", "app")
    assert pushed_check(trace) == "passed"


def test_credentials_of_the_push_are_not_told() -> None:
    capture = read_capture(json.dumps({"log": {"version": "1.2", "entries": [push(), named()]}}))
    assert dict(capture.exchanges[1][1].pushed) == LOGIN
    assert capture.exchanges[0][1].pushed == ()


@pytest.mark.parametrize(
    ("changed", "stage", "reason"),
    [
        ({"redirect_uri": "https://shop.test/other"}, "redirect", "redirect.not_registered"),
        ({"scope": "orders.nothing"}, "scope", "scope.unknown"),
        ({"response_type": ""}, "parameters", "parameters.missing"),
        ({"response_type": "token"}, "client", "client.not_allowed"),
    ],
)
def test_what_is_wrong_with_it_is_found_where_it_is_used(changed: dict[str, str], stage: str, reason: str) -> None:
    trace = at_the_shop(push(client_id="web", login_hint="ada", **changed), named(client_id="web"))[1]
    assert (trace.expected.decided_by, trace.expected.reason) == (stage, reason)


def test_what_stands_beside_the_name_does_not_count() -> None:
    pair = (
        push(client_id="web", login_hint="ada"),
        named(client_id="web", scope="orders.nothing", response_type="token"),
    )
    assert at_the_shop(*pair)[1].verdict == "allowed"


def test_another_client_must_not_use_it() -> None:
    trace = at_the_shop(push(client_id="web", login_hint="ada"), named(client_id="app"))[1]
    assert "parameters.repeated" in (trace.expected.reason, *trace.expected.also)


@pytest.mark.parametrize(
    "before", [(), (push(REFUSED),), (push({"status": 201, "body": {"request_uri": "urn:other"}}),)]
)
def test_what_was_not_pushed_is_not_known(before: tuple[dict[str, Any], ...]) -> None:
    assert pushed_check(at_the_shop(*before, named(LAPSED, client_id="web"))[-1]) == "unknown"


def test_a_push_that_comes_later_is_not_told() -> None:
    assert pushed_check(at_the_shop(named(LAPSED, client_id="web"), push(client_id="web"))[0]) == "unknown"


def test_the_code_of_a_pushed_login_is_compared_with_what_was_pushed() -> None:
    trace = traces(push(), named(), redeem(2, REFUSED, code_verifier="x" * 43))[2]
    assert trace.reason == "grant.verifier_mismatch"
