"""A compact JWS taken apart. PyJWT is the oracle for strictness: what it refuses as malformed, we refuse."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode

import jwt
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.tokens import jose
from engine.tokens.faults import Fault
from engine.tokens.jose import MalformedToken, decode_segment, looks_like_jwt, parse_jws
from tests.support.world import good_claims, good_token

HEADER = '{"alg":"RS256"}'
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


def part(text: str | bytes) -> str:
    return urlsafe_b64encode(text.encode() if isinstance(text, str) else text).rstrip(b"=").decode()


def compact(header: str | bytes = HEADER, payload: str | bytes = "{}", signature: bytes = b"signature") -> str:
    return f"{part(header)}.{part(payload)}.{part(signature)}"


def test_a_token_is_taken_apart_into_what_was_signed_and_what_signed_it() -> None:
    token = good_token()
    jws = parse_jws(token)
    assert jws.claims == good_claims()
    assert jws.header == jwt.get_unverified_header(token)
    assert jws.signing_input == token.rpartition(".")[0].encode()
    assert f"{part(jws.signature)}" == token.rpartition(".")[2]
    assert not jws.introspected


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("", "1 part"),
        ("eyJ.eyJ", "2 of three parts"),
        ("a.b.c.d", "4 parts"),
        ("a.b.c.d.e", "five parts"),
        (f"{part(HEADER)}.b.c.d.e", "a header without `enc`"),
        (part('{"alg":"dir","enc":"A256GCM"}') + "..c.d.e", "five parts, alg `dir`, enc `A256GCM`"),
        ("eyJhbGciOiJSUzI1NiJ9...", "shortened with dots"),
        (compact(payload=compact()), "a payload that is a JWT itself"),
        (compact()[:-1] + "!", "the signature holds `!`, which is not base64url"),
        (compact() + "=", "the signature holds `=`"),
        (compact().replace(".", ". ", 1), "the payload holds a space"),
        (compact() + "\n", "the signature holds a line break"),
        ("+" + compact(), "the header holds `+`"),
        ("é" + compact(), "the header holds"),
        ("\ud800" + compact(), "the header holds"),
        ("aaaaa" + ".e30.", "the header has 5 characters"),
        (compact("not json"), "the header is not JSON"),
        (compact("[1]"), "the header is a JSON list"),
        (compact(payload='"text"'), "the payload is a JSON str"),
        (compact(payload='{"exp": NaN}'), "the number `NaN`, which JSON does not have"),
        (compact(payload='{"exp": Infinity}'), "the number `Infinity`"),
        (compact(payload=b"\xff\xfe{\x00}\x00"), "the payload is not JSON"),
        (compact(payload="[" * 100_000), "the payload is not JSON"),
    ],
)
def test_what_is_wrong_is_said(text: str, seen: str) -> None:
    with pytest.raises(MalformedToken) as caught:
        parse_jws(text)
    fault = caught.value.fault
    assert seen in fault.seen
    assert fault.wanted
    assert str(caught.value) == f"{fault.seen}, wanted {fault.wanted}"


@pytest.mark.parametrize(
    ("text", "reason", "seen"),
    [
        (compact('{"alg":"RS256","crit":["exp"]}'), "token.extension_unknown", "crit `exp`"),
        (compact('{"alg":"RS256","crit":[]}'), "token.extension_unknown", "crit without a name"),
        (compact('{"alg":"RS256","crit":"b64"}'), "token.extension_unknown", "crit `b64`"),
        (compact('{"alg":"RS256","b64":false,"crit":["b64"]}'), "token.payload_unencoded", "b64 false"),
        (compact('{"alg":"RS256","alg":"none"}'), "token.member_duplicated", "`alg` more than once in the header"),
        (
            compact(payload='{"a":{"sub":"x","sub":"y"}}'),
            "token.member_duplicated",
            "`sub` more than once in the payload",
        ),
        (f"{compact(signature=b'a')[:-1]}R", "token.encoding_loose", "the signature ends in `R`"),
        (f"{part(HEADER)}.{part('{}')}", "token.truncated", "2 of three parts"),
        (f"{compact()}a", "token.truncated", "a length that base64url never has"),
    ],
)
def test_what_can_be_read_and_is_wrong_is_a_fault(text: str, reason: str, seen: str) -> None:
    (fault,) = parse_jws(text).faults
    assert fault.reason == reason
    assert seen in fault.seen
    assert fault.summary
    assert fault.wanted


def test_of_two_members_the_last_counts() -> None:
    jws = parse_jws(compact(payload='{"sub":"ada","sub":"eve"}'))
    assert jws.claims == {"sub": "eve"}


def refused_by_pyjwt(token: str) -> bool:
    try:
        jwt.decode_complete(token, options={"verify_signature": False})
    except (jwt.DecodeError, UnicodeEncodeError):
        return True
    except jwt.InvalidTokenError:
        return False
    return False


def refused_here(token: str) -> bool:
    try:
        return bool(parse_jws(token).faults)
    except MalformedToken:
        return True


@settings(max_examples=80)
@given(st.text() | st.from_regex(r"[A-Za-z0-9_=+/-]{0,12}(\.[A-Za-z0-9_=+/-]{0,12}){0,4}", fullmatch=True))
def test_any_text_is_refused_where_pyjwt_refuses_it(text: str) -> None:
    assume(refused_by_pyjwt(text))
    assert refused_here(text)


@given(st.binary(max_size=30) | JSON.map(lambda value: json.dumps(value).encode()), st.binary(max_size=30), st.binary())
def test_any_parts_are_refused_where_pyjwt_refuses_them(header: bytes, payload: bytes, signature: bytes) -> None:
    token = compact(header, payload, signature)
    assert refused_here(token) or not refused_by_pyjwt(token)


@settings(max_examples=40)
@given(st.dictionaries(st.text(), JSON, max_size=4), st.binary(max_size=20))
def test_what_pyjwt_reads_is_read_the_same(claims: dict[str, object], signature: bytes) -> None:
    token = compact(payload=json.dumps(claims), signature=signature)
    theirs = jwt.decode_complete(token, options={"verify_signature": False, "verify_aud": False})
    ours = parse_jws(token)
    assert (ours.claims, ours.header, ours.signature) == (theirs["payload"], theirs["header"], theirs["signature"])


@given(st.text(st.characters(exclude_categories=()), max_size=60))
def test_no_text_makes_it_raise_anything_else(text: str) -> None:
    for token in (text, f"eyJhbGciOiJSUzI1NiJ9.{text}.x", f"{text}.e30.c2ln"):
        said = "nothing"
        try:
            parse_jws(token)
        except MalformedToken as problem:
            said = problem.fault.seen
        assert said


@given(st.binary())
def test_a_segment_is_decoded_to_what_was_encoded(data: bytes) -> None:
    faults: list[Fault] = []
    assert decode_segment(part(data), "payload", faults) == data
    assert not faults


@pytest.mark.parametrize(
    ("text", "looks"),
    [
        ("eyJhbGciOiJub25lIn0", True),
        ("a.b.c", True),
        ("..", True),
        ("opaque-token", False),
        ("a.b", False),
        ("", False),
    ],
)
def test_what_claims_to_be_a_jwt(text: str, looks: bool) -> None:
    assert looks_like_jwt(text) is looks


@pytest.mark.parametrize(
    "text",
    [
        '{"a":1,"a":2}', '{"a":1,"\\u0061":2}', '{"a" :1,"a":2}', '{"a":{"b":1}}', '{"a":1e400}', '{"a":"\\ud800"}',
        '{"a":"x\\":y"}', '{"a":"b\\" c"}', '{"a":[1,2.5,-0.0,null,true]}', '{"a":123456789012345678901234567890}',
        '{"a":NaN}', '[1]', '{"a":1,}', ' {"a": 1} ', '{}', '{"a":01}', '{"a":{"b":1},"a":{"b":1}}',
    ],
)  # fmt: skip
def test_a_flat_object_is_read_as_a_strict_parser_reads_it(text: str) -> None:
    flat = jose._flat_object(text.encode())
    assert flat is None or repr(flat) == repr(jose.STRICT.decode(text))


@given(st.dictionaries(st.text(), st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()))
def test_any_flat_object_is_read_as_a_strict_parser_reads_it(members: dict[str, object]) -> None:
    text = json.dumps(members, separators=(",", ":"))
    flat = jose._flat_object(text.encode())
    assert flat is None or repr(flat) == repr(jose.STRICT.decode(text))
