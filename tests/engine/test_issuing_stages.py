"""The flows of an authorization server on requests of any shape: nothing is raised, no secret is told."""

from __future__ import annotations

import json
from base64 import b64encode
from typing import Any
from urllib.parse import quote

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.issuing.wanted import GRANT_TYPES, RESPONSE_TYPES, SECRET
from engine.issuing_stages import ISSUING
from engine.models.checks import FLOWS
from engine.models.trace_json import trace_to_dict
from tests.support.issuing import ASSERTION_TYPE, CALLBACK, VERIFIER, assertion_of, judge_issuing

MARK = "s3cr3tmark"
"""Part of every secret that is sent."""
NAMES = sorted(
    {"grant_type", "scope", "redirect_uri", "client_id", "response_type", "prompt", "resource", "code_challenge", "nonce",
     "code_challenge_method", "max_age", "response_mode", "client_assertion_type", "username", "login_hint", "request_uri"}
)  # fmt: skip
PLAIN = st.sampled_from(
    [*GRANT_TYPES, *RESPONSE_TYPES, "web", "app", "job", "signer", "old", "staff", CALLBACK, "orders.read", "openid nothing",
     "none login", "s256", "S256", "https://api.shop.test/orders", "#", "ada", ASSERTION_TYPE, "$VARIABLE", "***", "", "0"]
)  # fmt: skip
JUNK = st.text(max_size=40)
HELD = st.sampled_from(["good-code", "late-code", "idle-refresh", VERIFIER, assertion_of({}), "a.b.c"])
TOLD = st.text("abcXYZ019-._~", min_size=12, max_size=40).map(lambda text: f"{text}{MARK}")
PAIRS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(NAMES), PLAIN | JUNK),
        st.tuples(st.sampled_from(sorted(SECRET)), HELD | TOLD),
        st.tuples(JUNK, JUNK),
    ),
    max_size=9,
)
PATHS = ["token", "authorize", "introspect", "revoke", "par", "device", "register", "elsewhere"]


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    pairs = draw(PAIRS)
    text = "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in pairs)
    path, method = draw(st.sampled_from(PATHS)), draw(st.sampled_from(["POST", "GET", "PUT"]))
    headers = {"Content-Type": draw(st.sampled_from(["application/x-www-form-urlencoded", "application/json", ""]))}
    credentials = draw(st.sampled_from(["", f"web:{MARK}", "web", "app:", f"job:{MARK}%zz", "é:ü"]))
    if credentials:
        headers["Authorization"] = f"Basic {b64encode(credentials.encode()).decode()}"
    in_query = draw(st.booleans())
    return {
        "request": f"{method} https://login.shop.test/{path}" + (f"?{text}" if in_query else ""),
        "headers": headers, "body": "" if in_query else text, "environment": draw(st.booleans()),
        "unexpanded": draw(st.sampled_from([(), ("VARIABLE",)])),
        "hidden": draw(st.sampled_from([(), ("body",), ("headers", "authorization"), ("method",)])),
    }  # fmt: skip


def test_the_lists_are_those_of_the_flows() -> None:
    assert {flow: tuple(name for name, _ in stages) for flow, stages in ISSUING.items()} == {
        flow: names for flow, names in FLOWS.items() if flow != "resource"
    }


@given(cases())
@settings(max_examples=250, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_requests_of_any_shape(case: dict[str, Any]) -> None:
    trace = judge_issuing(case)
    assert [step.stage for step in trace.steps] == list(FLOWS[trace.flow])
    said = json.dumps(trace_to_dict(trace))
    if trace.flow != "resource":
        assert MARK not in said
    assert b64encode(MARK.encode()).decode()[:12] not in said
