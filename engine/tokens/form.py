"""Checks `token.kind` and `token.form`: is it an access token, and can it be read?"""

from __future__ import annotations

import re

from engine.models.question import Known
from engine.stages.notes import Notes
from engine.tokens.damage import find_damage
from engine.tokens.introspection import find_reply
from engine.tokens.jose import Jws, MalformedToken, looks_like_jwt, parse_jws
from engine.words import shortened

ACCESS_TYPES = (None, "jwt", "at+jwt", "application/at+jwt")
ID_TOKEN_CLAIMS = ("nonce", "at_hash", "c_hash")
B64TOKEN = re.compile(r"[A-Za-z0-9._~+/=-]")
REMOVED = ("•••", "***", "REDACTED", "[REDACTED]", "…")


def check_form(notes: Notes, known: Known, text: str) -> Jws | None:
    """The token taken apart, or None where nothing in it can be read."""
    reply = find_reply(notes.question.exchange.evidence)
    if reply is not None:
        notes.passed("token.form", "its introspection reply stands for the claims", source="introspection reply")
        return Jws({}, reply, b"", b"", introspected=True)
    damage = find_damage(text)
    if not looks_like_jwt(text) and damage is None:
        _opaque(notes, known, text)
        return None
    try:
        jws = parse_jws(_without_removed(text))
    except MalformedToken as problem:
        seen = damage.seen if damage else problem.seen
        notes.failed(
            "token.form", "token.malformed", f"the token cannot be read: {seen}",
            seen=seen if seen == problem.seen else f"{seen} ({problem.seen})", wanted=problem.wanted, source="token",
        )  # fmt: skip
        return None
    _check_kind(notes, jws)
    notes.passed("token.form", f"a signed JWT, {len(text)} bytes", source="token")
    return jws


def _without_removed(text: str) -> str:
    head, dot, tail = text.rpartition(".")
    return f"{head}{dot}" if tail in REMOVED else text


def _opaque(notes: Notes, known: Known, text: str) -> None:
    service, environment = known.service, notes.question.environment
    names = service.issuer_names if service else ()
    issuers = [environment.issuer_by_name[name] for name in names if environment and name in environment.issuer_by_name]
    strange = next((character for character in text if not B64TOKEN.fullmatch(character)), None)
    if strange is not None:
        notes.failed(
            "token.form", "token.malformed", "the token holds a character that no bearer token has",
            seen=f"`{strange}`", wanted="letters, digits and `-._~+/=` (RFC 6750 section 2.1)", source="token",
        )  # fmt: skip
        return
    if issuers and all(issuer.token_type == "jwt" for issuer in issuers):
        notes.failed(
            "token.form", "token.malformed", "the token is not a JWT, which is what this issuer gives out",
            seen=f"an opaque text of {len(text)} characters", wanted="three parts joined by dots", source="token",
        )  # fmt: skip
        return
    notes.unknown(
        "token.form", f"an opaque token of {len(text)} characters: it says nothing by itself",
        fact="what the issuer knows of this token", give="--with FILE that holds its introspection reply",
    )  # fmt: skip


def _check_kind(notes: Notes, jws: Jws) -> None:
    typ = jws.header.get("typ")
    kind = typ.lower() if isinstance(typ, str) else None
    found = [name for name in ID_TOKEN_CLAIMS if name in jws.claims]
    if kind not in ACCESS_TYPES:
        seen = f"typ `{shortened(str(typ), 40)}`"
    elif kind in (None, "jwt") and found and "scope" not in jws.claims and "scp" not in jws.claims:
        seen = f"an ID token (claim {found[0]})"
    elif jws.claims.get("typ") in ("ID", "Refresh", "Offline"):
        seen = f"claim typ `{jws.claims['typ']}`"
    else:
        notes.passed("token.kind", f"typ {typ}" if typ else "no typ, read as an access token", source="header typ")
        return
    notes.failed(
        "token.kind", "token.wrong_kind", f"this is not an access token: {seen}",
        seen=seen, wanted="an access token (typ at+jwt or JWT)", source="token header and claims",
    )  # fmt: skip
