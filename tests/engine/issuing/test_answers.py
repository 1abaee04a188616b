"""How a server answers a refusal."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.issuing import judge_issuing


@pytest.mark.parametrize(
    ("case", "status", "error", "challenge"),
    [
        ({"base": "job", "change": {"client_secret": "x"}}, 401, "invalid_client", None),
        ({"base": "code", "basic": "web:x"}, 401, "invalid_client", 'Basic realm="Shop tokens"'),
        ({"base": "job", "change": {"scope": "x"}}, 400, "invalid_scope", None),
        ({"base": "job", "request": "GET https://login.shop.test/token"}, 405, None, None),
        ({"base": "authorize", "change": {"scope": "x"}}, 302, "invalid_scope", None),
        ({"base": "authorize", "change": {"scope": "x", "client_id": "y"}}, 400, "invalid_client", None),
        ({"base": "authorize", "change": {"scope": "x", "redirect_uri": "https://y.test"}}, 400, None, None),
        ({"base": "authorize", "change": {"response_type": "token"}}, 302, "unauthorized_client", None),
        ({"base": "par", "change": {"response_type": "x"}}, 400, "unsupported_response_type", None),
        ({"base": "device", "change": {"client_id": "x"}}, 401, "invalid_client", None),
    ],
)
def test_status_error_and_challenge(
    case: dict[str, Any], status: int, error: str | None, challenge: str | None
) -> None:
    expected = judge_issuing(case).expected
    assert expected.verdict == "refused"
    assert (expected.status, expected.challenge) == (status, challenge)
    assert error is None or expected.error == error
