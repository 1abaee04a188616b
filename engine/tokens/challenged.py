"""A challenge read once more when the token is known: what it says of this very one. Nothing is predicted by it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec.structs import replace

from engine.models.exchange import all_headers
from engine.models.reading import Reading
from engine.stages.notes import Notes
from engine.tokens.dpop_proof import ProofRefused, parse_proof
from engine.tokens.step_up import CODE, compare_authentication
from engine.tokens.view import TokenView
from engine.words import shortened

Refine = Callable[[Notes, TokenView, Reading], Reading]


def read_challenge(notes: Notes, view: TokenView) -> None:
    """Teaches the reading of the answer anew where its code is about something that the token or the proof shows."""
    reading = view.known.reading
    refine = REFINED.get(reading.error or "") if reading is not None else None
    if reading is not None and refine is not None and reading.stages == ("token",):
        notes.learn(reading=refine(notes, view, reading))


def _authentication(notes: Notes, view: TokenView, reading: Reading) -> Reading:
    return compare_authentication(reading, view.claims, notes.question.now.timestamp(), view.leeway)


def _proof(notes: Notes, view: TokenView, reading: Reading) -> Reading:
    """A bare `invalid_dpop_proof` means what was found wrong with the proof."""
    found = (check.reason for check in notes.checks if check.outcome == "failed" and check.reason)
    exact = next((reason for reason in found if reason.startswith("token.proof_")), None)
    return replace(reading, reason=exact) if exact and reading.reason == "token.proof_invalid" else reading


def _nonce(notes: Notes, view: TokenView, reading: Reading) -> Reading:
    """Which nonce the proof has, beside the one that the answer gives (RFC 9449 section 9)."""
    exchange = notes.question.exchange
    proofs = all_headers(exchange.request.headers, "dpop") if exchange.request else ()
    given = exchange.response.header("dpop-nonce") if exchange.response else None
    try:
        sent = parse_proof(proofs[0].strip()).claims.get("nonce") if proofs else None
    except ProofRefused:
        return reading
    without = "it has none" if proofs else "no proof is shown"
    has = f"its nonce is `{shortened(str(sent), 40)}`" if sent is not None else without
    gives = f"; the answer gives `{shortened(given, 40)}`" if given else "; the answer gives none (header DPoP-Nonce)"
    return replace(reading, says=f"the server asks for its nonce in the proof: {has}{gives}")


REFINED: Mapping[str, Refine] = {CODE: _authentication, "invalid_dpop_proof": _proof, "use_dpop_nonce": _nonce}
"""Error codes (RFC 9470 section 3, RFC 9449 section 12.2) whose meaning the token or the proof makes more exact."""
