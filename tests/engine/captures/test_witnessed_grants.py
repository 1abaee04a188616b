"""What a capture itself tells of codes and refresh tokens: a HAR of a login and what came after it."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest

from engine.asking import make_question
from engine.captures import read_capture
from engine.issuing.history import hash_of
from engine.issuing.pkce import challenge_of
from engine.models.trace import Trace
from engine.pipeline import diagnose
from tests.support.issuing import CALLBACK, VERIFIER
from tests.support.world import NOW, catalog

SERVER = "https://accounts.example"
LOGIN = {
    "response_type": "code", "client_id": "app", "redirect_uri": CALLBACK, "state": "s-1",
    "code_challenge": challenge_of(VERIFIER, "S256"), "code_challenge_method": "S256",
}  # fmt: skip
BACK = {"status": 302, "location": f"{CALLBACK}?code=c0de-1&state=s-1"}
REDEEM = {
    "grant_type": "authorization_code", "code": "c0de-1", "redirect_uri": CALLBACK, "client_id": "app",
    "code_verifier": VERIFIER,
}  # fmt: skip
GRANTED = {"status": 200, "body": {"access_token": "a", "refresh_token": "fresh-1"}}
REFUSED = {"status": 400, "body": {"error": "invalid_grant"}}


def entry(second: int, url: str, form: dict[str, str] | None, answer: dict[str, Any]) -> dict[str, Any]:
    form_type = "application/x-www-form-urlencoded"
    request: dict[str, Any] = {
        "method": "POST" if form else "GET",
        "url": url,
        "headers": [],
        "httpVersion": "HTTP/1.1",
    }
    if form:
        request["headers"] = [
            {"name": "Content-Type", "value": form_type},
            {"name": "Authorization", "value": "Basic x"},
        ][:1]
        request["postData"] = {"mimeType": form_type, "text": urlencode(form)}
    headers = [{"name": "Location", "value": answer["location"]}] if "location" in answer else []
    return {
        "startedDateTime": f"2026-03-04T10:10:{second:02}Z", "time": 1, "request": request,
        "response": {
            "status": answer["status"], "headers": headers, "content": {"text": json.dumps(answer.get("body", ""))},
        },
    }  # fmt: skip


def traces(*entries: dict[str, Any]) -> list[Trace]:
    capture = read_capture(json.dumps({"log": {"version": "1.2", "entries": list(entries)}}))
    return [diagnose(make_question(one, catalog=catalog(), clock=NOW)) for _, one in capture.exchanges]


def login(answer: dict[str, Any] = BACK, **changed: str) -> dict[str, Any]:
    return entry(1, f"{SERVER}/authorize?{urlencode(LOGIN | changed)}", None, answer)


def redeem(second: int, answer: dict[str, Any], **changed: str) -> dict[str, Any]:
    form = {name: value for name, value in (REDEEM | changed).items() if value}
    return entry(second, f"{SERVER}/token", form, answer)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"code_verifier": "x" * 43}, "grant.verifier_mismatch"),
        ({"code_verifier": ""}, "grant.verifier_missing"),
        ({"redirect_uri": f"{CALLBACK}/"}, "grant.redirect_mismatch"),
        ({"client_id": "other"}, "grant.other_client"),
    ],
)
def test_a_token_request_is_compared_with_the_login_before_it(changed: dict[str, str], reason: str) -> None:
    trace = traces(login(), redeem(2, REFUSED, **changed))[1]
    assert (trace.reason, trace.agreement) == (reason, "same")
    check = trace.check(reason)
    assert check is not None
    assert check.source is not None
    assert "[[history]]" not in check.source


def test_a_second_use_of_a_code_is_seen() -> None:
    first, second = traces(login(), redeem(2, GRANTED), redeem(3, REFUSED))[1:]
    assert first.verdict == "allowed"
    assert second.reason == "grant.used"
    check = second.check("grant.used")
    assert check is not None
    assert (check.source, check.seen) == ("the capture", "used at 2026-03-04T10:10:02Z")


def test_a_login_in_steps_is_followed_by_its_state() -> None:
    step = entry(2, f"{SERVER}/login", None, BACK)
    trace = traces(login({"status": 302, "location": "/login"}), step, redeem(3, REFUSED, code_verifier="x" * 43))[2]
    assert trace.reason == "grant.verifier_mismatch"


def test_the_client_of_a_refresh_token() -> None:
    form = {"grant_type": "refresh_token", "refresh_token": "fresh-1", "client_id": "other"}
    trace = traces(login(), redeem(2, GRANTED), entry(3, f"{SERVER}/token", form, REFUSED))[2]
    assert trace.reason == "grant.other_client"


def test_another_state_another_login() -> None:
    other = {"status": 302, "location": f"{CALLBACK}?code=c0de-1&state=s-2"}
    trace = traces(login(other), redeem(2, REFUSED, code_verifier="x" * 43))[1]
    assert trace.reason == "grant.invalid"


def test_events_hold_hashes_and_go_to_token_requests_only() -> None:
    capture = read_capture(json.dumps({"log": {"version": "1.2", "entries": [login(), redeem(2, GRANTED), login()]}}))
    told = [one.witnessed for _, one in capture.exchanges]
    assert [len(events) for events in told] == [0, 1, 0]
    assert told[1][0].subject == hash_of("c0de-1")
    assert "c0de-1" not in str(told)
