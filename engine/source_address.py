"""The source address that the gateway saw, through the proxies it trusts (RFC 7239 section 5.2 for the idea)."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from engine.models.exchange import all_headers
from engine.models.question import Known, Question


def source_address(question: Question, known: Known) -> tuple[str | None, str]:
    """The address and where it came from; None where the capture does not show it."""
    exchange = question.exchange
    address = exchange.source_ip
    if address is None:
        return None, "not captured"
    trusted = _trusted(question, known)
    if exchange.request is None or not trusted or not _inside(address, trusted):
        return address, "source address"
    forwarded = all_headers(exchange.request.headers, "x-forwarded-for")
    hops = [hop.strip() for value in forwarded for hop in value.split(",") if hop.strip()]
    for hop in reversed(hops):
        address = hop
        if not _inside(hop, trusted):
            break
    return address, "header X-Forwarded-For behind trusted proxies" if hops else "source address"


def _trusted(question: Question, known: Known) -> tuple[str, ...]:
    environment, service = question.environment, known.service
    if environment is None:
        return ()
    names = service.gateways if service else ()
    return tuple(
        network
        for gateway in environment.gateways
        if gateway.enabled and (not names or gateway.name in names)
        for network in gateway.trusted_proxies
    )


def _inside(address: str, networks: tuple[str, ...]) -> bool:
    try:
        return any(ip_address(address) in ip_network(network, strict=False) for network in networks)
    except ValueError:
        return False
