"""The request object of a JAR (RFC 9101): a JWT that carries the parameters of an authorization request."""

from __future__ import annotations

from collections.abc import Mapping

from engine.issuing.form import Sent
from engine.tokens.jose import Jws, MalformedToken, parse_jws

PARAMETER = "request"


def object_of(sent: Sent) -> Jws | MalformedToken | None:
    """The request object, what is wrong with its form, or None where none is sent or shown."""
    text = sent.get(PARAMETER)
    if text is None:
        return None
    try:
        return parse_jws(text)
    except MalformedToken as error:
        return error


def parameters_of(sent: Sent) -> Mapping[str, str]:
    """The parameters that a request object carries; they win over those beside it (RFC 9101 section 5)."""
    found = object_of(sent)
    if not isinstance(found, Jws):
        return {}
    return {
        name: str(value) for name, value in found.claims.items() if isinstance(value, str | int) and name not in CLAIMS
    }


CLAIMS = frozenset({"iss", "aud", "exp", "nbf", "iat", "jti", "sub"})
"""Claims of the JWT itself, which are no parameters."""
