"""Reads client certificates: the part that everybody may see, never a private key."""

from __future__ import annotations

from pathlib import Path

from engine.models.certificate import Certificate
from engine.tokens.certificate_binding import thumbprint_of

LARGEST = 1 << 20


class CertificateUnreadable(ValueError):
    """A file that holds no certificate; its text says what was seen and what was wanted."""


def read_certificate(name: str) -> Certificate:
    """The certificate of a file, PEM or DER; of several, the first, which is the client's own.

    Raises CertificateUnreadable.
    """
    data = _bytes(name)
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    pem = b"-----BEGIN" in data
    if pem and b"-----BEGIN CERTIFICATE-----" not in data:
        kind = data.partition(b"-----BEGIN ")[2].partition(b"-----")[0].decode("ascii", "replace").lower()
        raise CertificateUnreadable(f"`{name}` holds a {kind[:40]}, wanted the certificate (PEM or DER)")
    try:
        found = x509.load_pem_x509_certificates(data)[0] if pem else x509.load_der_x509_certificate(data)
        subject = found.subject.rfc4514_string()
    except (ValueError, TypeError):
        raise CertificateUnreadable(f"`{name}` holds no certificate that can be read, wanted PEM or DER") from None
    return Certificate(thumbprint_of(found.public_bytes(Encoding.DER)), subject)


def _bytes(name: str) -> bytes:
    try:
        with Path(name).open("rb") as file:
            data = file.read(LARGEST + 1)
    except FileNotFoundError:
        raise CertificateUnreadable(f"there is no file `{name}`") from None
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise CertificateUnreadable(f"`{name}` cannot be read: {reason}") from None
    if len(data) > LARGEST:
        raise CertificateUnreadable(f"`{name}` has more than {LARGEST} bytes, wanted a certificate")
    return data
