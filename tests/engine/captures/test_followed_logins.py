"""Redirects to a login that the same capture shows to the end."""

from __future__ import annotations

import json
from typing import Any

import pytest

from engine.captures import read_capture

LOGIN = "https://login.shop.test/authorize?response_type=code&client_id=web&state=s1"
BACK = "https://portal.test/callback?code=c1&state=s1"


def entry(url: str, location: str | None = None, **headers: str) -> dict[str, Any]:
    sent = [{"name": name, "value": value} for name, value in headers.items()]
    back = [{"name": "location", "value": location}] if location else []
    status = 302 if location else 200
    return {
        "request": {"method": "GET", "url": url, "headers": sent},
        "response": {"status": status, "headers": back, "content": {}},
    }


def follows(*entries: dict[str, Any]) -> list[bool]:
    capture = read_capture(json.dumps({"log": {"version": "1.2", "entries": entries}}))
    return [exchange.login_follows for _, exchange in capture.exchanges]


START = entry("https://portal.test/login", LOGIN)


@pytest.mark.parametrize(
    ("entries", "marked"),
    [
        ((START, entry(LOGIN, BACK)), [True, False]),
        ((START, entry(LOGIN, "/sign-on"), entry("https://login.shop.test/sign-on", BACK)), [True, False, False]),
        ((START, entry(LOGIN)), [False, False]),
        ((START, entry(LOGIN, "https://portal.test/callback?error=access_denied&state=s1")), [False, False]),
        ((START, entry(LOGIN.replace("s1", "s2"), BACK.replace("s1", "s2"))), [False, False]),
        ((entry(LOGIN, BACK), START), [False, False]),
        ((entry("https://portal.test/login", LOGIN, Authorization="Bearer x"), entry(LOGIN, BACK)), [False, False]),
        ((entry("https://portal.test/login", "/elsewhere"), entry(LOGIN, BACK)), [False, False]),
    ],
)
def test_a_redirect_knows_whether_its_login_succeeds(entries: tuple[dict[str, Any], ...], marked: list[bool]) -> None:
    assert follows(*entries) == marked
