"""What stands where a JWT should."""

from __future__ import annotations

from base64 import b64encode
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.tokens.other_forms import (
    API_KEYS,
    OTHERS_TOKENS,
    find_placeholder,
    find_saml,
    opaque_fault,
    strange_character,
)
from tests.support.world import good_token

SAML = '<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="a1" Version="2.0"/>'


@pytest.mark.parametrize(
    "text",
    [
        "undefined", "null", "None", '"null"', "'undefined'", "NaN", "[object Object]", "[object Promise]", "$TOKEN",
        "${TOKEN}", "$(get-token)", "{{token}}", "{{ access token }}", "{token}", "%TOKEN%", "<your token>", "<token>",
        "[token]", ":token", "YOUR_TOKEN", "your-token-here", "access_token", '""', "“undefined”",
    ],
)  # fmt: skip
def test_what_is_a_placeholder(text: str) -> None:
    fault = find_placeholder(text)
    assert fault is not None
    assert fault.reason == "token.placeholder"
    assert find_saml(text) is None


@pytest.mark.parametrize(
    "text", ["8xLOxBtZp8", "2YotnFZFEjr1zCsicMWpAA", "a.b.c", "nullable1", "<a.b.c>", good_token()]
)
def test_what_is_none(text: str) -> None:
    assert find_placeholder(text) is None
    assert find_saml(text) is None


@pytest.mark.parametrize(
    ("text", "form"),
    [
        (SAML, "XML"),
        (f'<?xml version="1.0"?>{SAML}', "XML"),
        (b64encode(SAML.encode()).decode(), "XML in base64"),
        (f"SAMLResponse={quote(b64encode(SAML.encode()).decode(), safe='')}", "XML in base64"),
        (b64encode(f'<?xml version="1.0"?>\n{SAML}'.encode()).decode(), "XML in base64"),
        (b64encode(b'<Response xmlns="urn:oasis:names:tc:SAML:2.0:protocol"/>').decode(), "XML in base64"),
    ],
)
def test_saml_is_named_as_such(text: str, form: str) -> None:
    fault = find_saml(text)
    assert fault is not None
    assert (fault.reason, fault.seen) == ("token.saml", f"a SAML document ({form})")


@pytest.mark.parametrize("text", ["<html>", b64encode(b"<html><body>login</body></html>").decode(), "PDabc", "P"])
def test_other_markup_is_no_saml(text: str) -> None:
    assert find_saml(text) is None


@pytest.mark.parametrize("prefix", API_KEYS)
def test_a_key_is_known_by_its_prefix_and_not_shown(prefix: str) -> None:
    fault = opaque_fault(f"{prefix}0123456789abcdef")
    assert fault.reason == "token.api_key"
    assert API_KEYS[prefix] in fault.seen
    assert "0123456789" not in f"{fault.summary} {fault.seen}"


@pytest.mark.parametrize("prefix", OTHERS_TOKENS)
def test_a_token_of_another_service_is_opaque(prefix: str) -> None:
    fault = opaque_fault(f"{prefix}0123456789abcdef")
    assert fault.reason == "token.opaque"
    assert OTHERS_TOKENS[prefix] in fault.seen


@pytest.mark.parametrize(
    ("text", "seen"), [("abc-._~+/=", None), ("a&quot;", "`&`"), ("a…", "`…`"), ("a b", "` `"), ("ünï", "`ü`")]
)
def test_characters_that_no_bearer_token_has(text: str, seen: str | None) -> None:
    fault = strange_character(text)
    assert (fault.seen if fault else None) == seen


@given(st.text())
def test_any_text_is_looked_at(text: str) -> None:
    for fault in (find_placeholder(text), find_saml(text), opaque_fault(text), strange_character(text)):
        assert fault is None or (fault.reason.startswith("token.") and fault.seen and fault.wanted and fault.summary)
