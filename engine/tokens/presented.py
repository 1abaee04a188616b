"""Check `token.presented`: is there one access token, in the Authorization header, with the Bearer scheme?"""

from __future__ import annotations

import re

from engine.models.exchange import Request
from engine.models.question import Known
from engine.redaction.names import SCHEMES as KNOWN_SCHEMES
from engine.shown import shown
from engine.stages.notes import Notes
from engine.tokens.jose import looks_like_jwt

CHECK = "token.presented"
SCHEMES = ("bearer", "dpop")


def check_presented(notes: Notes, known: Known) -> str | None:
    """The token's text, or None where there is none to look at (RFC 6750 sections 2 and 3)."""
    exchange = notes.question.exchange
    request = exchange.request
    if exchange.token is not None:
        notes.passed(CHECK, "given beside the request" if request else "given alone", source="token")
        return exchange.token
    if request is None or "authorization" not in exchange.shows:
        _not_shown(notes)
        return None
    header = request.header("authorization")
    if header is None:
        return _without_header(notes, known, request)
    scheme, _, value = header.strip().partition(" ")
    if scheme.lower() in SCHEMES and value.strip():
        notes.passed(CHECK, f"once, Authorization: {scheme}", source="header Authorization")
        return value.strip()
    return _wrong_scheme(notes, known, header.strip())


def _not_shown(notes: Notes) -> None:
    notes.unknown(
        CHECK, "the capture does not show the token",
        fact="the access token that was sent",
        give="--token FILE, or a capture that keeps the Authorization header",
    )  # fmt: skip


def _opens(known: Known) -> bool:
    return known.operation is not None and known.operation.token != "required"


def _without_header(notes: Notes, known: Known, request: Request) -> str | None:
    place = _elsewhere(request, known)
    if _opens(known):
        notes.skipped(CHECK, "this operation asks for no token")
    elif place:
        notes.failed(
            CHECK, "token.misplaced", f"the token stands in the {place}, not in the Authorization header",
            seen=f"access_token in the {place}", wanted="header Authorization: Bearer <token>", source=place,
        )  # fmt: skip
    elif _is_wanted(notes, known):
        notes.failed(
            CHECK, "token.missing", "the request carries no access token",
            seen="no Authorization header", wanted="Authorization: Bearer <token>", source="headers",
        )  # fmt: skip
    elif known.closed:
        notes.skipped(CHECK, "no API service matched, so none asks for a token")
    else:
        notes.unknown(
            CHECK, "no token was sent, and whether one is wanted is not known",
            fact="whether this API wants a token", give="--environment FILE, or the answer of the server",
        )  # fmt: skip
    return None


def _is_wanted(notes: Notes, known: Known) -> bool:
    given = notes.question.given
    return bool(
        known.service or known.endpoint == "userinfo" or given.issuer or given.audiences or "" in notes.question.keys
    )


def _elsewhere(request: Request, known: Known) -> str | None:
    if known.url is not None and "access_token" in dict(known.url.parameters):
        return "query"
    kind = request.header("content-type") or ""
    if "x-www-form-urlencoded" in kind and re.search(r"(^|&)access_token=", request.body or ""):
        return "form"
    return None


def _wrong_scheme(notes: Notes, known: Known, header: str) -> str | None:
    if _opens(known):
        notes.skipped(CHECK, "this operation asks for no token")
        return None
    word = header.partition(" ")[0]
    if not header:
        seen, token = "an empty Authorization header", None
    elif looks_like_jwt(word):
        seen, token = "a token without a scheme", header
    elif word.lower() in SCHEMES:
        seen, token = f"`{word}` without a token", None
    elif word == header and word.lower() not in KNOWN_SCHEMES:
        seen, token = "credentials without a scheme", None
    else:
        seen, token = f"the scheme `{shown(word, 24)}`", None
    if token is None and not _is_wanted(notes, known) and word.lower() not in SCHEMES:
        notes.unknown(CHECK, f"{seen}; whether a bearer token is wanted is not known")
        return None
    notes.failed(
        CHECK, "token.scheme_wrong", f"the Authorization header holds {seen}",
        seen=seen, wanted="Authorization: Bearer <token>", source="header Authorization",
    )  # fmt: skip
    return token
