"""Redirect URIs by themselves."""

from __future__ import annotations

import pytest

from engine.issuing.redirects import fault_of, is_registered, without_port


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("https://shop.test/cb", None),
        ("com.shop.app:/cb", None),
        ("http://[::1]:80/cb", None),
        ("urn:ietf:wg:oauth:2.0:oob", None),
        ("/cb", "is not absolute"),
        ("shop.test/cb", "is not absolute"),
        ("https:/cb", "is not absolute"),
        ("https://[x/cb", "is not absolute"),
        ("https://shop.test/cb#", "carries a fragment"),
    ],
)
def test_what_is_wrong_with_one(text: str, fault: str | None) -> None:
    found = fault_of(text)
    assert (found[0] if found else None) == fault


@pytest.mark.parametrize(
    ("asked", "registered", "same"),
    [
        ("https://shop.test/cb", "https://shop.test/cb", True),
        ("https://shop.test:443/cb", "https://shop.test/cb", False),
        ("http://127.0.0.1:1/cb", "http://127.0.0.1/cb", True),
        ("http://[::1]:1/cb", "http://[::1]:2/cb", True),
        ("http://localhost:1/cb", "http://localhost:2/cb", True),
        ("http://localhost:1/cb", "http://127.0.0.1:1/cb", False),
        ("https://127.0.0.1:1/cb", "https://127.0.0.1:2/cb", False),
        ("http://127.0.0.1:1/cb?a=1", "http://127.0.0.1:2/cb", False),
        ("http://127.0.0.1.evil.test:1/cb", "http://127.0.0.1.evil.test:2/cb", False),
    ],
)
def test_which_are_the_same(asked: str, registered: str, *, same: bool) -> None:
    assert is_registered(asked, registered) is same


def test_a_port_that_is_none_is_not_looked_at() -> None:
    assert without_port("http://127.0.0.1:x/cb") is None
