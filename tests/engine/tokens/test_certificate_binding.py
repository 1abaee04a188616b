"""Tokens that are bound to a client certificate, with real certificates."""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import quote

import pytest
from msgspec.structs import replace

from engine.asking import make_question
from engine.captures import read_capture
from engine.models.certificate import Certificate
from engine.models.given import Given
from engine.models.trace import Check
from engine.pipeline import diagnose
from engine.tokens.certificate_binding import thumbprint_of
from tests.support.proofs import certificate_der, certificate_pem, certificate_thumbprint
from tests.support.world import NOW, catalog, demo_keys, environment, good_token, judge

REQUEST = "GET https://api.shop.test/orders/7"
BOUND = {"cnf": {"x5t#S256": certificate_thumbprint()}}
FIXED = {name.lower(): name for name in ("Client-Cert", "X-Forwarded-Client-Cert", "X-SSL-Client-Cert")}


def binding(**case: Any) -> Check:
    checks = judge({"request": REQUEST, "claims": BOUND, **case}).step("token").checks
    return next(check for check in checks if check.check == "token.binding")


def with_certificate(name: str, **claims: Any) -> Any:
    from tests.support.world import question_of

    question = question_of({"request": REQUEST, "claims": BOUND | claims})
    certificate = Certificate(certificate_thumbprint(name), f"CN={name}")
    return diagnose(replace(question, given=Given(certificate=certificate)))


def test_the_thumbprint_is_that_of_cryptography() -> None:
    assert thumbprint_of(certificate_der()) == certificate_thumbprint()


def test_the_certificate_that_the_token_is_bound_to() -> None:
    assert with_certificate("dispatch").verdict == "allowed"
    check = next(one for one in with_certificate("dispatch").step("token").checks if one.check == "token.binding")
    assert (check.outcome, check.source, check.summary) == (
        "passed",
        "--certificate",
        "bound to the certificate of CN=dispatch",
    )


def test_another_certificate() -> None:
    trace = with_certificate("renewed")
    check = trace.check("token.certificate_mismatch")
    assert (trace.reason, trace.also, trace.owner) == ("token.certificate_mismatch", (), "client")
    assert check is not None
    assert certificate_thumbprint("renewed") in (check.seen or "")
    assert certificate_thumbprint() in (check.wanted or "")


def test_a_certificate_changes_nothing_for_a_token_that_is_not_bound() -> None:
    assert with_certificate("renewed", cnf=None).verdict == "allowed"


def passed_on(name: str, value_of: str) -> dict[str, str]:
    der = certificate_der(value_of)
    values = {
        "Client-Cert": f":{base64.b64encode(der).decode()}:",
        "X-Forwarded-Client-Cert": f'By=spiffe://a;Hash={__import__("hashlib").sha256(der).hexdigest()};Subject="CN=x"',
        "X-SSL-Client-Cert": quote(certificate_pem(value_of)),
    }
    return {name: values[name]}


@pytest.mark.parametrize("name", FIXED.values())
def test_a_proxy_passes_the_certificate_on(name: str) -> None:
    assert binding(headers=passed_on(name, "dispatch")).outcome == "passed"
    other = binding(headers=passed_on(name, "renewed"))
    assert (other.reason, other.source) == (
        "token.certificate_mismatch",
        f"header {name if name in ('Client-Cert', 'X-Forwarded-Client-Cert') else name.lower()}, claim cnf",
    )


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Client-Cert": ":not base64:"},
        {"Client-Cert": "::"},
        {"X-Forwarded-Client-Cert": "Subject=x"},
        {"X-SSL-Client-Cert": "x"},
    ],
)
def test_a_capture_that_shows_none_leaves_it_open(headers: dict[str, str]) -> None:
    check = binding(headers=headers)
    assert (check.outcome, check.wanted) == ("unknown", f"x5t#S256 {certificate_thumbprint()}")


@pytest.mark.parametrize(
    ("options", "outcome", "reason"),
    [("", "failed", "token.certificate_missing"), ("--cert client.pem --key client.key", "unknown", None),
     ("-E client.pem", "unknown", None), ("-K options", "unknown", None)],
)  # fmt: skip
def test_a_curl_command_shows_whether_it_sends_one(options: str, outcome: str, reason: str | None) -> None:
    text = f"curl {options} https://api.shop.test/orders/7 -H 'Authorization: Bearer {good_token(**BOUND)}'"
    [(_, exchange)] = read_capture(text).exchanges
    exchange = replace(exchange, token=good_token(**BOUND))
    question = make_question(
        exchange, catalog=catalog(), clock=NOW, now=NOW, environment=environment(), keys={"login": demo_keys()}
    )
    check = next(one for one in diagnose(question).step("token").checks if one.check == "token.binding")
    assert (check.outcome, check.reason) == (outcome, reason)
