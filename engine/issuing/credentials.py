"""How a client says who it is: method, client_id and secret of a request (RFC 6749 section 2.3, RFC 7523, RFC 8705)."""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote_plus

from msgspec import Struct

from engine.issuing.form import Sent, sent_by
from engine.models.question import Known, Question
from engine.tokens.jose import Jws, MalformedToken, parse_jws
from engine.tokens.recovery import is_removed

METHODS = (
    "none", "client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt",
    "tls_client_auth", "self_signed_tls_client_auth",
)  # fmt: skip
"""Methods as they are registered (RFC 7591 section 2, RFC 8705 section 2)."""


class Presented(Struct, frozen=True):
    """What a client shows of itself. `method` is None where the capture does not tell.

    `raw` is the client_id and secret of a Basic header before they are decoded as forms; `malformed` says what was seen
    and wanted of a header that cannot be read.
    """

    method: str | None = None
    client_id: str | None = None
    secret: str | None = None
    raw: tuple[str, str] | None = None
    malformed: tuple[str, str] | None = None
    assertion: Jws | None = None
    bearer: bool = False


def presented_by(question: Question, known: Known) -> Presented:
    """What a request shows of its client."""
    return present(question, sent_by(question, known))


def present(question: Question, sent: Sent) -> Presented:
    """The first of header, assertion, secret in the form, certificate; else the client_id alone."""
    exchange, request = question.exchange, question.exchange.request
    form_id = sent.get("client_id")
    header = request.header("authorization") if request is not None else None
    if header is not None:
        scheme, _, value = header.strip().partition(" ")
        if scheme.lower() == "basic":
            return _basic(value.strip(), form_id)
        return Presented(client_id=form_id, bearer=scheme.lower() in ("bearer", "dpop"))
    if sent.has("client_assertion"):
        return _assertion(sent, form_id)
    if sent.has("client_secret"):
        return Presented("client_secret_post", form_id, sent.get("client_secret"))
    if exchange.sends_certificate:
        return Presented("tls_client_auth", form_id)
    told = "authorization" in exchange.shows and sent.shown
    return Presented("none" if told else None, form_id)


def _basic(value: str, form_id: str | None) -> Presented:
    """Both parts of a Basic header are encoded as forms before they are joined (RFC 6749 section 2.3.1)."""
    method = "client_secret_basic"
    if not value or is_removed(value):
        return Presented(method, form_id)
    try:
        text = b64decode(value, validate=True).decode("utf-8")
    except (binascii.Error, ValueError):
        return Presented(method, form_id, malformed=("a value that is not base64 of a text", BASIC_WANTED))
    name, colon, secret = text.partition(":")
    if not colon:
        return Presented(method, form_id, malformed=("a text without a colon", BASIC_WANTED))
    return Presented(method, unquote_plus(name), unquote_plus(secret) or None, raw=(name, secret))


BASIC_WANTED = "`Basic` and the base64 of client_id, a colon, and the secret"


def _assertion(sent: Sent, form_id: str | None) -> Presented:
    text = sent.get("client_assertion")
    if text is None:
        return Presented("private_key_jwt", form_id)
    try:
        jws = parse_jws(text)
    except MalformedToken as error:
        return Presented("private_key_jwt", form_id, malformed=(error.fault.seen, error.fault.wanted))
    symmetric = str(jws.header.get("alg", "")).startswith("HS")
    method = "client_secret_jwt" if symmetric else "private_key_jwt"
    return Presented(method, form_id or _text(jws.claims, "sub") or _text(jws.claims, "iss"), assertion=jws)


def _text(claims: Mapping[str, Any], name: str) -> str | None:
    value = claims.get(name)
    return value if isinstance(value, str) else None
