"""How a client says who it is."""

from __future__ import annotations

from typing import Any

import pytest

from engine.flows import locate
from engine.issuing.credentials import METHODS, presented_by
from tests.support.issuing import issuing_question

CASES: list[tuple[dict[str, Any], str | None, str | None, str | None]] = [
    ({"base": "job"}, "client_secret_post", "job", "job-secret"),
    ({"base": "code"}, "client_secret_basic", "web", "web+secret"),
    ({"base": "code", "basic": "a%3Ab:c%20d+e"}, "client_secret_basic", "a:b", "c d e"),
    ({"base": "code", "basic": "web:"}, "client_secret_basic", "web", None),
    ({"base": "device"}, "none", "app", None),
    ({"base": "signed"}, "private_key_jwt", "signer", None),
    ({"base": "signed", "alg": "HS256", "key": "hmac"}, "client_secret_jwt", "signer", None),
    ({"base": "device", "certificate": True}, "tls_client_auth", "app", None),
    ({"base": "device", "hidden": ["authorization"]}, None, "app", None),
    ({"base": "job", "change": {"client_secret": "***"}}, "client_secret_post", "job", None),
]


@pytest.mark.parametrize(("case", "method", "client_id", "secret"), CASES)
def test_methods(case: dict[str, Any], method: str | None, client_id: str | None, secret: str | None) -> None:
    question = issuing_question(case)
    found = presented_by(question, locate(question))
    assert (found.method, found.client_id, found.secret) == (method, client_id, secret)
    assert method is None or method in METHODS


@pytest.mark.parametrize("header", ["Basic ?", "Basic d2Vi", "basic"])
def test_a_header_that_cannot_be_read(header: str) -> None:
    question = issuing_question({"base": "code", "headers": {"Authorization": header}})
    found = presented_by(question, locate(question))
    assert found.secret is None
    assert (found.malformed is not None) == (header != "basic")


def test_a_token_is_no_credential() -> None:
    question = issuing_question({"base": "introspect", "headers": {"Authorization": "Bearer x"}})
    found = presented_by(question, locate(question))
    assert (found.bearer, found.method) == (True, None)
