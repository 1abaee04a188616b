"""Whether a JWT that a client made (an assertion, a request object) was signed with one of the client's keys."""

from __future__ import annotations

from collections.abc import Mapping

from engine.models.keys import KeySet
from engine.models.question import Known, Question
from engine.stages.notes import Notes
from engine.tokens.jose import Jws
from engine.tokens.keys import KeysUnreadable, parse_jwks, verify

NEED = "the client's public keys", "`jwks` of the client in the environment"


def client_keys(question: Question, known: Known) -> KeySet | None:
    """The keys of the client: those read beside the environment, else those written in it."""
    client = known.client
    if client is None:
        return None
    if client.id in question.client_keys:
        return question.client_keys[client.id]
    if not isinstance(client.jwks, Mapping):
        return None
    try:
        return parse_jwks(client.jwks, source=f"jwks of {client.id}")
    except KeysUnreadable:
        return None


def signed_by_client(notes: Notes, known: Known, jws: Jws, check: str, reason: str, source: str) -> None:
    """Passed, failed with this reason, or unknown where no key is given (RFC 7515 section 5.2)."""
    algorithm = str(jws.header.get("alg", ""))
    if algorithm.lower() in ("", "none") or not jws.signature:
        _unsigned(notes, check, reason, source, f"alg `{algorithm or 'missing'}`", "a signature with the client's key")
        return
    if algorithm.startswith("HS"):
        notes.unknown(check, "made with the client's secret, which no environment holds")
        return
    keys = client_keys(notes.question, known)
    if keys is None or not keys.keys:
        fact, give = NEED
        notes.unknown(check, "its signature was not checked: no key of the client is known", fact=fact, give=give)
        return
    kid = jws.header.get("kid")
    fitting = [key for key in keys.keys if key.fits(algorithm) and (kid is None or key.kid in (None, kid))]
    if not fitting:
        names = ", ".join(f"`{key.kid}`" for key in keys.keys[:4] if key.kid) or f"{len(keys.keys)} without a name"
        seen = f"alg `{algorithm}`" + (f", kid `{kid}`" if kid else "")
        _unsigned(notes, check, reason, source, seen, f"one of the client's keys: {names}")
    elif any(verify(key, algorithm, jws.signing_input, jws.signature) for key in fitting):
        notes.passed(check, f"signed with {algorithm} by a key of the client", source=source)
    else:
        _unsigned(notes, check, reason, source, "a signature that does not verify", "one made with the client's key")


def _unsigned(notes: Notes, check: str, reason: str, source: str, seen: str, wanted: str) -> None:
    notes.failed(check, reason, "it was not signed with a key of the client", seen=seen, wanted=wanted, source=source)
