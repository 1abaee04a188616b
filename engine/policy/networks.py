"""Source addresses and the networks that hold them (CIDR, RFC 4632 and RFC 4291)."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


@lru_cache(maxsize=1024)
def parse_network(text: str) -> Network | None:
    """A network such as `203.0.113.0/24`, or one address; None where it is neither. Host bits are cut off."""
    try:
        return ip_network(text.strip(), strict=False)
    except ValueError:
        return None


def parse_address(text: str) -> Address | None:
    """An address, in brackets or not; an IPv4 address inside IPv6 (`::ffff:…`) is the IPv4 one."""
    try:
        address = ip_address(text.strip().removeprefix("[").removesuffix("]"))
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address


def inside(address: Address, network: Network) -> bool:
    """Whether the network holds the address; never across IP versions."""
    return address.version == network.version and address in network
