"""Check `token.presented`: is there one access token, in the Authorization header, with the Bearer scheme?"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote_plus

from engine.models.exchange import Request
from engine.models.question import Known
from engine.models.trace import Check
from engine.redaction.names import SCHEMES as KNOWN_SCHEMES
from engine.shown import shown
from engine.stages.notes import Notes
from engine.tokens.jose import looks_like_jwt
from knowledge.patterns import lazy_regex

CHECK = "token.presented"
SCHEMES = ("bearer", "dpop")
SECOND = lazy_regex(r"\s*,\s*(?=(?:bearer|dpop|basic)\s)", re.I)
"""Where a second credential begins in a joined header."""
GLUED = lazy_regex(r"(?:bearer|dpop)[:=]?(?=e[w-z])", re.I)
"""A scheme that runs into the token."""
OTHER_HEADERS = (
    "x-forwarded-authorization", "x-original-authorization", "x-amzn-remapped-authorization", "proxy-authorization",
    "x-access-token", "x-auth-token", "access-token", "token",
)  # fmt: skip
"""Where proxies and old clients put a token (API Gateway renames Authorization to the third)."""


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
    scheme, _, value = header.strip(" \t").partition(" ")
    if scheme.lower() in SCHEMES and value.strip():
        notes.checks.append(_once(scheme))
        return _first_of_two(value.strip(" \t"))
    return _wrong_scheme(notes, known, header.strip())


@lru_cache(maxsize=64)
def _once(scheme: str) -> Check:
    return Check(check=CHECK, outcome="passed", summary=f"once, Authorization: {scheme}", source="header Authorization")


def _first_of_two(value: str) -> str:
    """The first credential of a header into which a library joined two with a comma; `request` says that."""
    return SECOND.split(value, maxsplit=1)[0] if "," in value else value


def _not_shown(notes: Notes) -> None:
    notes.unknown(
        CHECK, "the capture does not show the token",
        fact="the access token that was sent",
        give="--token FILE, or a capture that keeps the Authorization header",
    )  # fmt: skip


def _opens(known: Known) -> bool:
    return known.operation is not None and known.operation.token != "required"


def _without_header(notes: Notes, known: Known, request: Request) -> str | None:
    elsewhere = _elsewhere(request, known) or (_other_header(request) if _is_wanted(notes, known) else None)
    if _opens(known):
        notes.skipped(CHECK, "this operation asks for no token")
        return None
    if elsewhere is not None:
        place, name, token = elsewhere
        notes.failed(
            CHECK, "token.misplaced", f"the token stands in the {place}, not in the Authorization header",
            seen=f"{name} in the {place}" if name else f"a token in the {place}",
            wanted="header Authorization: Bearer <token>", source=place,
        )  # fmt: skip
        return token
    if _is_wanted(notes, known):
        cookie = request.header("cookie") is not None
        notes.failed(
            CHECK, "token.missing",
            f"the request carries {'a cookie but ' if cookie else ''}no access token",
            seen=f"no Authorization header{', a Cookie' if cookie else ''}", wanted="Authorization: Bearer <token>",
            source="headers",
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


def _elsewhere(request: Request, known: Known) -> tuple[str, str, str] | None:
    """The place, the name and the text of a token outside Authorization: query, form, then another header."""
    query = dict(known.url.parameters) if known.url is not None else {}
    if "access_token" in query:
        return "query", "access_token", query["access_token"]
    kind = request.header("content-type") or ""
    if "x-www-form-urlencoded" in kind and (form := re.search(r"(?:^|&)access_token=([^&]*)", request.body or "")):
        return "form", "access_token", unquote_plus(form[1])
    return None


def _other_header(request: Request) -> tuple[str, str, str] | None:
    for name, value in request.headers:
        token = value.strip().rpartition(" ")[2]
        if name.lower() in OTHER_HEADERS and token.startswith("eyJ") and token.count(".") == 2:
            return f"header {name}", "", token
    return None


def _wrong_scheme(notes: Notes, known: Known, header: str) -> str | None:
    if _opens(known):
        notes.skipped(CHECK, "this operation asks for no token")
        return None
    word, _, rest = header.partition(" ")
    glued = GLUED.match(word)
    if not header:
        seen, token = "an empty Authorization header", None
    elif glued is not None:
        seen, token = f"`{glued[0]}` without a space before the token", word[glued.end() :]
    elif looks_like_jwt(word):
        seen, token = "a token without a scheme", header
    elif word.lower() in SCHEMES:
        seen, token = f"`{word}` without a token", None
    elif word == header and word.lower() not in KNOWN_SCHEMES:
        seen, token = "credentials without a scheme", None
    else:
        seen, token = f"the scheme `{shown(word, 24)}`", rest.strip() if rest.strip().startswith("eyJ") else None
    if token is None and not _is_wanted(notes, known) and word.lower() not in SCHEMES:
        notes.unknown(CHECK, f"{seen}; whether a bearer token is wanted is not known")
        return None
    notes.failed(
        CHECK, "token.scheme_wrong", f"the Authorization header holds {seen}",
        seen=seen, wanted="Authorization: Bearer <token>", source="header Authorization",
    )  # fmt: skip
    return token
