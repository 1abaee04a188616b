"""Tokens that are bound to a TLS client certificate: did the request come with that one? (RFC 8705 section 3)"""

from __future__ import annotations

import binascii
from base64 import b64decode, urlsafe_b64encode
from urllib.parse import unquote

from engine.models.certificate import Certificate
from engine.models.exchange import Exchange
from engine.stages.notes import Notes
from engine.tokens.view import TokenView
from engine.words import shortened
from knowledge.patterns import lazy_regex

CHECK = "token.binding"
PEM = lazy_regex(r"-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----")
ENVOY_HASH = lazy_regex(r"(?:^|[;,])\s*Hash=([0-9a-fA-F]{64})(?:[;,]|$)")
PEM_HEADERS = ("x-ssl-client-cert", "ssl-client-cert", "x-client-cert", "x-forwarded-tls-client-cert")
"""Headers in which proxies that end TLS pass the certificate on as PEM, percent-encoded or not."""


def check_certificate(notes: Notes, view: TokenView, thumbprint: str) -> None:
    """Compares the certificate given, or the one that a proxy passed on, with the one that the token is bound to."""
    exchange = view.question.exchange
    certificate, source = view.question.given.certificate, "--certificate"
    if certificate is None:
        certificate, source = _passed_on(exchange)
    if certificate is None:
        _without(notes, exchange, thumbprint)
        return
    who = f" of {shortened(certificate.subject, 60)}" if certificate.subject else ""
    if certificate.thumbprint == thumbprint:
        notes.passed(CHECK, f"bound to the certificate{who}", seen=f"x5t#S256 {thumbprint}", source=source)
        return
    notes.failed(
        CHECK, "token.certificate_mismatch", f"the token is bound to another certificate than the one{who or ' sent'}",
        seen=f"x5t#S256 {certificate.thumbprint}", wanted=f"x5t#S256 {shortened(thumbprint, 60)}",
        source=f"{source}, claim cnf",
    )  # fmt: skip


def _without(notes: Notes, exchange: Exchange, thumbprint: str) -> None:
    if exchange.sends_certificate is False:
        notes.failed(
            CHECK, "token.certificate_missing", "the token is bound to a client certificate, and none is sent",
            seen="a curl command without --cert", wanted=f"the certificate with x5t#S256 `{shortened(thumbprint, 60)}`",
            source="curl command, claim cnf",
        )  # fmt: skip
        return
    notes.unknown(
        CHECK, "the token is bound to a client certificate, which the capture does not show",
        fact="the client certificate with which the request was sent", give="--certificate FILE",
        wanted=f"x5t#S256 {shortened(thumbprint, 60)}", source="claim cnf",
    )  # fmt: skip


def _passed_on(exchange: Exchange) -> tuple[Certificate | None, str]:
    """The certificate in a header that a proxy adds: RFC 9440 section 2.1, Envoy's, or PEM."""
    request = exchange.request
    if request is None:
        return None, ""
    structured = request.header("client-cert")
    if structured is not None:
        return _of_base64(structured.strip().strip(":")), "header Client-Cert"
    envoy = request.header("x-forwarded-client-cert")
    hashed = ENVOY_HASH.search(envoy) if envoy else None
    if hashed is not None:
        return Certificate(_encoded(bytes.fromhex(hashed[1]))), "header X-Forwarded-Client-Cert"
    for name in PEM_HEADERS:
        found = PEM.search(unquote(request.header(name) or ""))
        if found is not None:
            return _of_base64("".join(found[1].split())), f"header {name}"
    return None, ""


def _of_base64(text: str) -> Certificate | None:
    try:
        data = b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return Certificate(thumbprint_of(data)) if data else None


def thumbprint_of(certificate: bytes) -> str:
    """The thumbprint of a certificate in DER, as `x5t#S256` writes it (RFC 8705 section 3.1)."""
    from hashlib import sha256

    return _encoded(sha256(certificate).digest())


def _encoded(digest: bytes) -> str:
    return urlsafe_b64encode(digest).decode().rstrip("=")
