"""A client certificate as far as a token can be bound to it (RFC 8705 section 3.1)."""

from __future__ import annotations

from msgspec import Struct


class Certificate(Struct, frozen=True):
    """`thumbprint` is the SHA-256 of its DER in base64url without padding; `subject` whom it names, for people."""

    thumbprint: str
    subject: str = ""
