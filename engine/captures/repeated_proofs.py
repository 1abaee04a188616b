"""DPoP proofs that a capture shows more than once: each is good for one request (RFC 9449 section 11.1)."""

from __future__ import annotations

from dataclasses import replace

from engine.models.exchange import Capture, Exchange, all_headers

NAMES = ("DPoP", "dpop", "DPOP", "Dpop")
"""How clients write the header. A text without any of these has no proofs: asked first, because it is cheap."""


def mark_repeated_proofs(capture: Capture, text: str) -> Capture:
    """The capture in which every exchange that repeats the proof of another says where that was sent first."""
    if len(capture.exchanges) < 2 or not any(name in text for name in NAMES):
        return capture
    first: dict[str, int] = {}
    marked: list[tuple[int, Exchange]] = []
    for index, exchange in capture.exchanges:
        proofs = all_headers(exchange.request.headers, "dpop") if exchange.request else ()
        earlier = first.setdefault(_name(proofs[0].strip()), index) if len(proofs) == 1 else index
        marked.append((index, replace(exchange, proof_sent_in=earlier) if earlier != index else exchange))
    return replace(capture, exchanges=tuple(marked))


def _name(proof: str) -> str:
    """What servers remember a proof by: its `jti`, also where its signature was removed; else the text itself."""
    from engine.tokens.jose import parse_jws

    try:
        unsigned = parse_jws(proof.rpartition(".")[0] + ".")
        return f"jti {unsigned.claims['jti']}"
    except (ValueError, KeyError):
        return proof
