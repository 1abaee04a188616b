"""The client's assertion: type, issuer and subject, audience, lifetime, use, signature (RFC 7523 section 3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.issuing.form import sent_by
from engine.issuing.history import events
from engine.issuing.server import audiences_of
from engine.issuing.signed import signed_by_client
from engine.models.question import Known
from engine.shown import shown
from engine.stages.notes import Notes
from engine.tokens.claims import numeric_date
from engine.tokens.jose import Jws
from engine.tokens.view import DEFAULT_LEEWAY, environment_of
from engine.words import claim_instant, instant, quoted

CHECK = "client.assertion"
PLACE = "form client_assertion"
SAML = "urn:ietf:params:oauth:client-assertion-type:saml2-bearer"


def check_assertion(notes: Notes, known: Known, jws: Jws) -> None:
    """Every claim that the server looks at, then the signature."""
    if sent_by(notes.question, known).get("client_assertion_type") == SAML:
        notes.skipped(CHECK, "a SAML assertion: not judged here")
        return
    before = len(notes.checks)
    _check_names(notes, known, jws.claims)
    _check_audience(notes, known, jws.claims)
    _check_lifetime(notes, known, jws.claims)
    _check_use(notes, known, jws.claims)
    if len(notes.checks) == before:
        notes.passed(CHECK, "for this client and server, and in time", source=PLACE)
    signed_by_client(notes, known, jws, "client.authentication", "client.assertion_signature_invalid", PLACE)


def _invalid(notes: Notes, summary: str, seen: str, wanted: str, claim: str) -> None:
    notes.failed(CHECK, "client.assertion_invalid", summary, seen=seen, wanted=wanted, source=f"{PLACE}, claim {claim}")


def _check_names(notes: Notes, known: Known, claims: Mapping[str, Any]) -> None:
    for claim in ("iss", "sub"):
        value = claims.get(claim)
        if value != known.client_id:
            seen = f"no {claim}" if value is None else f"{claim} `{shown(str(value), 60)}`"
            _invalid(notes, f"`{claim}` of the assertion is not the client", seen, f"`{known.client_id}`", claim)


def _check_audience(notes: Notes, known: Known, claims: Mapping[str, Any]) -> None:
    audience = claims.get("aud")
    named = [str(one) for one in (audience if isinstance(audience, list) else [audience] if audience else [])]
    accepted = audiences_of(environment_of(notes.question, known), known)
    if set(named) & set(accepted):
        return
    if known.server is None and named:
        notes.unknown(
            CHECK, f"for {quoted(shown(one, 80) for one in named)}: by which names the server goes is not known",
            fact="the server's issuer", give="its `[[authorization_servers]]` in the environment",
        )  # fmt: skip
        return
    seen = f"aud {quoted(shown(one, 80) for one in named)}" if named else "no aud"
    _invalid(notes, "the assertion is for another server", seen, " or ".join(f"`{one}`" for one in accepted[:2]), "aud")


def _check_lifetime(notes: Notes, known: Known, claims: Mapping[str, Any]) -> None:
    now = notes.question.now.timestamp()
    leeway = known.issuer.leeway_seconds if known.issuer is not None else DEFAULT_LEEWAY
    expiry, start = numeric_date(claims.get("exp")), numeric_date(claims.get("nbf"))
    if expiry is None:
        _invalid(notes, "the assertion has no time at which it ends", "no exp", "exp, a few minutes from now", "exp")
    elif expiry + leeway <= now:
        notes.failed(
            CHECK, "client.assertion_expired", "the assertion has expired",
            seen=f"exp {claim_instant(expiry)}", wanted=f"later than {instant(now - leeway)}",
            source=f"{PLACE}, claim exp",
        )  # fmt: skip
    if start is not None and start - leeway > now:
        _invalid(
            notes, "the assertion is not valid yet", f"nbf {claim_instant(start)}", f"{instant(now)} or earlier", "nbf"
        )


def _check_use(notes: Notes, known: Known, claims: Mapping[str, Any]) -> None:
    """Servers take a `jti` once (RFC 7523 section 3); OpenID Connect Core section 9 requires one."""
    name = claims.get("jti")
    if name is None:
        notes.assume("the assertion has no `jti`: servers that follow OpenID Connect Core section 9 refuse it")
        return
    used = [event for event in events(notes.question, known) if (event.type, event.subject) == ("assertion_used", name)]
    if used:
        _invalid(
            notes, "the assertion was used before", f"jti `{shown(str(name), 60)}` used at {instant(used[-1].at)}",
            "a new assertion for each request", "jti",
        )  # fmt: skip
