from __future__ import annotations

import pytest

from engine.policy.networks import inside, parse_address, parse_network


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("203.0.113.0/24", "203.0.113.0/24"),
        ("203.0.113.9", "203.0.113.9/32"),
        ("203.0.113.9/24", "203.0.113.0/24"),
        (" 2001:db8::/32 ", "2001:db8::/32"),
    ],
)
def test_networks(text: str, want: str) -> None:
    assert str(parse_network(text)) == want


@pytest.mark.parametrize("text", ["", "203.0.113.0/33", "203.0.113", "example.test", "203.0.113.0/24/24", "010.0.0.1"])
def test_what_is_no_network(text: str) -> None:
    assert parse_network(text) is None


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("203.0.113.9:443", None),
        ("unknown", None),
    ],
)
def test_addresses(text: str, want: str | None) -> None:
    address = parse_address(text)
    assert (str(address) if address else None) == want


@pytest.mark.parametrize(
    ("address", "network", "want"),
    [
        ("203.0.113.255", "203.0.113.0/24", True),
        ("203.0.114.0", "203.0.113.0/24", False),
        ("2001:db8::1", "2001:db8::/32", True),
        ("203.0.113.9", "::/0", False),
        ("2001:db8::1", "0.0.0.0/0", False),
    ],
)
def test_inside(address: str, network: str, want: bool) -> None:
    parsed_address, parsed_network = parse_address(address), parse_network(network)
    assert parsed_address
    assert parsed_network
    assert inside(parsed_address, parsed_network) is want
