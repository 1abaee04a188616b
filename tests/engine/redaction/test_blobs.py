from __future__ import annotations

from base64 import b64encode

import pytest

from engine.redaction.blobs import blob_spans, percent_spans
from engine.redaction.layers import Span, apply


def finds_secret(text: str, depth: int) -> list[Span]:
    at = text.find("hush")
    return [Span(at, at + 4)] if at >= 0 else []


HARMLESS = b64encode(b'{"anything":"nothing in it"}').decode()
HIDING = b64encode(b'{"anything":"hush hush"}').decode()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("-----BEGIN EC PRIVATE KEY-----\\nMHc\\n-----END EC PRIVATE KEY-----", "-----BEGIN EC PRIVATE KEY-----•••-----END EC PRIVATE KEY-----"),
        ("-----BEGIN PGP PRIVATE KEY BLOCK-----\nlQ", "-----BEGIN PGP PRIVATE KEY BLOCK-----•••"),
        ("-----BEGIN CERTIFICATE-----\nMIIB", "-----BEGIN CERTIFICATE-----\nMIIB"),
        ("{'d': 'jpsQnnGQmL0YBIffH1136'}", "{'d': '•••'}"),
        (f"state {HIDING} end", "state ••• end"),
        (f"state {HARMLESS} end", f"state {HARMLESS} end"),
        ("<a:Password>x y</a:Password><User>ada</User>", "<a:Password>•••</a:Password><User>ada</User>"),
        ("<s:EncryptedAssertion><x>1</x></s:EncryptedAssertion>", "<s:EncryptedAssertion>•••</s:EncryptedAssertion>"),
        ("key glpat-abcdefghijklmnop12 used", "key ••• used"),
    ],
)  # fmt: skip
def test_forms_that_nothing_names(text: str, shown: str) -> None:
    assert apply(text, blob_spans(text, 0, finds_secret)) == shown


def test_percent_encoded_words_are_read_decoded() -> None:
    text = "plain hush and a%3Dh%75sh%26b"
    assert apply(text, percent_spans(text, 0, finds_secret)) == "plain hush and a%3D•••%26b"
