"""Client certificates from files, made by cryptography."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from engine.adapters.certificates import LARGEST, CertificateUnreadable, read_certificate
from tests.support.proofs import certificate_der, certificate_pem, certificate_thumbprint, client_key

PRIVATE = client_key("dispatch").private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


@pytest.mark.parametrize(
    "data",
    [
        certificate_pem().encode(), certificate_der(), b"subject=/CN=dispatch\n" + certificate_pem().encode(),
        PRIVATE + certificate_pem().encode(), (certificate_pem() + certificate_pem("issuer")).encode(),
        certificate_pem().replace("\n", "\r\n").encode(),
    ],
    ids=["PEM", "DER", "text before", "key before", "chain", "CRLF"],
)  # fmt: skip
def test_the_first_certificate_of_a_file(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "client.pem").write_bytes(data)
    found = read_certificate(str(tmp_path / "client.pem"))
    assert (found.thumbprint, found.subject) == (certificate_thumbprint(), "CN=dispatch")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (PRIVATE, "holds a private key, wanted the certificate"),
        (b"", "holds no certificate that can be read"),
        (b"text", "holds no certificate that can be read"),
        (certificate_der()[:-9], "holds no certificate that can be read"),
        (b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "holds no certificate that can be read"),
        (b" " * (LARGEST + 1), "more than"),
    ],
)
def test_what_is_no_certificate(tmp_path: Path, data: bytes, said: str) -> None:
    (tmp_path / "client.pem").write_bytes(data)
    with pytest.raises(CertificateUnreadable) as caught:
        read_certificate(str(tmp_path / "client.pem"))
    assert said in str(caught.value)


def test_no_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(CertificateUnreadable, match="there is no file"):
        read_certificate(str(tmp_path / "none.pem"))
    with pytest.raises(CertificateUnreadable, match="cannot be read"):
        read_certificate(str(tmp_path))
