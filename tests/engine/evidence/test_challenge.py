"""`WWW-Authenticate` by the grammar of RFC 9110 section 11.6.1, lenient where servers really are wrong."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.evidence.challenge import parse_challenges


@pytest.mark.parametrize(
    ("text", "challenges"),
    [
        ("", []),
        ("Bearer", [("bearer", {})]),
        ("Negotiate", [("negotiate", {})]),
        ('Bearer realm="example"', [("bearer", {"realm": "example"})]),
        # RFC 6750 section 3
        ('Bearer realm="example", error="invalid_token", error_description="The access token expired"',
         [("bearer", {"realm": "example", "error": "invalid_token", "error_description": "The access token expired"})]),
        # RFC 9110 section 11.6.1
        ('Basic realm="simple", Newauth realm="apps", type=1, title="Login to \\"apps\\""',
         [("basic", {"realm": "simple"}), ("newauth", {"realm": "apps", "type": "1", "title": 'Login to "apps"'})]),
        # RFC 9449 section 7.1
        ('DPoP algs="ES256 PS256", Bearer', [("dpop", {"algs": "ES256 PS256"}), ("bearer", {})]),
        ("Negotiate a87421000492aa874209af8bc028==", [("negotiate", {})]),
        ("NTLM TlRMTVNT, Basic realm=x", [("ntlm", {}), ("basic", {"realm": "x"})]),
        ("bearer Error=invalid_token", [("bearer", {"error": "invalid_token"})]),
        ('Bearer error = "invalid_token" , scope = "a b"', [("bearer", {"error": "invalid_token", "scope": "a b"})]),
        ('Bearer error="a", error="b"', [("bearer", {"error": "a"})]),
        ("Bearer,", [("bearer", {})]),
        (",, Bearer , ,Basic", [("bearer", {}), ("basic", {})]),
        ('realm="x"', []),
        ('Bearer error=, realm="x"', [("bearer", {"realm": "x"})]),
    ],
)  # fmt: skip
def test_challenges_are_read(text: str, challenges: list[tuple[str, dict[str, str]]]) -> None:
    assert [(one.scheme, one.parameters) for one in parse_challenges(text)] == challenges


@pytest.mark.parametrize(
    ("text", "challenges", "notes"),
    [
        # quotes that should have been escaped, as Spring and others wrote them
        ('Bearer error="invalid_token", error_description="The "aud" claim is not valid", realm="x"',
         [("bearer", {"error": "invalid_token", "error_description": 'The "aud" claim is not valid', "realm": "x"})],
         ["quotes inside the value of `error_description` are not escaped"]),
        ('Bearer error_description="issued by "https://a.test/", expected "https://b.test/""',
         [("bearer", {"error_description": 'issued by "https://a.test/", expected "https://b.test/"'})],
         ["quotes inside the value of `error_description` are not escaped"]),
        # values with spaces and without quotes
        ("Bearer error=invalid_token, error_description=The access token expired",
         [("bearer", {"error": "invalid_token", "error_description": "The access token expired"})],
         ["the value of `error_description` is not in quotes"]),
        ("Bearer error_description=The token expired, Basic realm=x",
         [("bearer", {"error_description": "The token expired"}), ("basic", {"realm": "x"})],
         ["the value of `error_description` is not in quotes"]),
        ("Bearer authorization_uri=https://login.test/a?b=c, error=invalid_token",
         [("bearer", {"authorization_uri": "https://login.test/a?b=c", "error": "invalid_token"})],
         ["the value of `authorization_uri` is not in quotes"]),
        # separators
        ('Bearer realm="a" error="b"', [("bearer", {"realm": "a", "error": "b"})], ["no comma stands after `realm`"]),
        ("Bearer realm=a error=b", [("bearer", {"realm": "a", "error": "b"})], ["no comma stands after `realm`"]),
        ('Bearer error="a"; scope="b c"', [("bearer", {"error": "a", "scope": "b c"})],
         ["a semicolon, not a comma, stands after `error`"]),
        ('Bearer error="a" junk, realm="x"', [("bearer", {"error": "a", "realm": "x"})],
         ["text after the value of `error` is left out"]),
        # quotes
        ('Bearer error="open', [("bearer", {"error": "open"})], ["the quote of `error` is never closed: read to the end"]),
        ("Bearer error='invalid_token'", [("bearer", {"error": "invalid_token"})], ["`error` stands in single quotes"]),
        ('Bearer error=inv"alid", realm=x', [("bearer", {"error": "inv", "realm": "x"})],
         ["a quote stands in the middle of `error`: the text before it is read"]),
        # the scheme, and what stands twice
        ('error="invalid_token", realm="x"', [("bearer", {"error": "invalid_token", "realm": "x"})],
         ["it names no scheme: read as `Bearer`"]),
        ('Bearer error="a", error="b"', [("bearer", {"error": "a"})], ["`error` stands there twice: the first is read"]),
    ],
)  # fmt: skip
def test_what_the_grammar_forbids_is_read_and_said(
    text: str, challenges: list[tuple[str, dict[str, str]]], notes: list[str]
) -> None:
    found = parse_challenges(text)
    assert [(one.scheme, one.parameters) for one in found] == challenges
    assert [note for one in found for note in one.notes] == notes


def test_long_rubbish_is_read_in_one_pass() -> None:
    for text in ("Bearer x=" + " " * 200_000, 'Bearer x="' + '" ' * 100_000, "Bearer " + "a=b " * 50_000):
        assert parse_challenges(text)[0].scheme == "bearer"


def test_a_parameter_is_asked_for_by_its_name() -> None:
    (challenge,) = parse_challenges('Bearer Error="x"')
    assert challenge.get("error") == "x"
    assert challenge.get("realm") is None


@given(st.text() | st.text('abc=", \\~+/', max_size=80))
def test_no_text_makes_it_raise(text: str) -> None:
    assert all(one.scheme == one.scheme.lower() for one in parse_challenges(text))


TOKENS = st.text("abcXYZ019-_.", min_size=1, max_size=6)
VALUES = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=12)


def written(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


@settings(max_examples=50)
@given(st.lists(st.tuples(TOKENS, st.dictionaries(TOKENS.map(str.lower), VALUES, min_size=1, max_size=3)), max_size=3))
def test_what_is_written_by_the_grammar_is_read_back(challenges: list[tuple[str, dict[str, str]]]) -> None:
    text = ", ".join(
        f"{scheme} " + ", ".join(f"{name}={written(value)}" for name, value in parameters.items())
        for scheme, parameters in challenges
    )
    assert [(one.scheme, one.parameters) for one in parse_challenges(text)] == [
        (scheme.lower(), parameters) for scheme, parameters in challenges
    ]
    assert not any(one.notes for one in parse_challenges(text))
