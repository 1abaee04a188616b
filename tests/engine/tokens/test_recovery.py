"""What pasting, scripts and gateways do to a token: each is undone, and named."""

from __future__ import annotations

from base64 import b64encode, urlsafe_b64encode
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.tokens.recovery import STEPS, is_removed, recover
from tests.support.world import good_token

GOOD = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln"
HEAD, CLAIMS, SIGNATURE = GOOD.split(".")


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        (GOOD, []),
        (f" {GOOD}\t", []),
        (f"Bearer {GOOD}", ["scheme_twice"]),
        (f"bearer  DPoP {GOOD}", ["scheme_twice"]),
        (f"Bearer: {GOOD}", ["scheme_twice"]),
        (f'"{GOOD}"', ["quoted"]),
        (f"'{GOOD}", ["quoted"]),
        (f"{GOOD},", ["quoted"]),
        (f"“{GOOD}”", ["quoted"]),
        (f"<{GOOD}>", ["quoted"]),
        (f"`{GOOD}`", ["quoted"]),
        (f"{{{GOOD}}}", ["quoted"]),
        (f"[ {GOOD} ]", ["quoted"]),
        (f": {GOOD}", ["quoted"]),
        (f"{HEAD}.{CLAIMS[:5]}\\n{CLAIMS[5:]}.{SIGNATURE}", ["whitespace"]),
        (f"{HEAD[:9]}\\r\\n{HEAD[9:]}.{CLAIMS}.{SIGNATURE}", ["whitespace"]),
        (f"{GOOD}\n", ["whitespace"]),
        (f"{GOOD}\\n", ["whitespace"]),
        (f"{HEAD}.\r\n  {CLAIMS}.{SIGNATURE}", ["whitespace"]),
        (f"{HEAD}\xa0.{CLAIMS}.{SIGNATURE}", ["whitespace"]),
        (f"\ufeff{GOOD}", ["invisible_character"]),
        (f"ï»¿{GOOD}", ["invisible_character"]),
        (f"{HEAD}\u200b.{CLAIMS}.{SIGNATURE}", ["invisible_character"]),
        (f"{GOOD}\x00", ["invisible_character"]),
        (GOOD.replace(".", "%2E"), ["percent_encoded"]),
        (f"{GOOD}%0A", ["percent_encoded", "whitespace"]),
        (quote(f"Bearer {GOOD}"), ["percent_encoded", "scheme_twice"]),
        (b64encode(GOOD.encode()).decode(), ["encoded_again"]),
        (urlsafe_b64encode(GOOD.encode()).decode().rstrip("="), ["encoded_again"]),
        (b64encode(f"Bearer {GOOD}\n".encode()).decode(), ["encoded_again", "scheme_twice"]),
        (f"{HEAD}.{CLAIMS}=.{SIGNATURE}==", ["padded"]),
        (f'{{"protected":"{HEAD}","payload":"{CLAIMS}","signature":"{SIGNATURE}"}}', ["json_serialized"]),
        (f'{{"payload":"{CLAIMS}","signatures":[{{"protected":"{HEAD}","signature":"{SIGNATURE}"}}]}}', ["json_serialized"]),
        (f"\"Bearer '{GOOD}'\"", ["quoted", "scheme_twice"]),
    ],
)  # fmt: skip
def test_each_mark_is_undone_and_named(text: str, reasons: list[str]) -> None:
    recovered = recover(text)
    assert recovered.text == GOOD
    assert [fault.reason.removeprefix("token.") for fault in recovered.mistakes] == reasons
    assert all(fault.seen and fault.wanted and fault.summary for fault in recovered.mistakes)


def test_plain_base64_is_put_into_the_alphabet_of_urls() -> None:
    text = f"{HEAD}.{CLAIMS}.a+b/"
    recovered = recover(text)
    assert (recovered.text, [fault.reason for fault in recovered.mistakes]) == (
        f"{HEAD}.{CLAIMS}.a-b_", ["token.alphabet_wrong"],
    )  # fmt: skip


@pytest.mark.parametrize(
    "text", ["k7Jq2VtX+9wLrB0/sYdQm4==", "2YotnFZFEjr1zCsicMWpAA", "undefined", "", "{}", "{", "ZXlK"]
)
def test_what_is_no_jwt_keeps_its_characters(text: str) -> None:
    assert recover(text) == (text, ())


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        (f"{GOOD}\n", "a line break after it"),
        (f"{HEAD} .{CLAIMS}.{SIGNATURE}", "a space in it"),
        (f"{HEAD}\u200b.{CLAIMS}.{SIGNATURE}", "an invisible character in it (U+200B)"),
        (f'{GOOD}",', '`,` after it'),
        (f"dpop {GOOD}", "the scheme `dpop` a second time"),
    ],
)  # fmt: skip
def test_what_was_seen_is_said(text: str, seen: str) -> None:
    assert recover(text).mistakes[0].seen == seen


def wrapped(text: str) -> str:
    return "\n".join(text[at : at + 64] for at in range(0, len(text), 64))


LAYERS = (lambda text: f'"{text}"', lambda text: f"Bearer {text}", wrapped, lambda text: f"\u200b{text}",
          lambda text: quote(text, safe=""), lambda text: b64encode(text.encode()).decode())  # fmt: skip


@settings(max_examples=60)
@given(st.lists(st.sampled_from(LAYERS), max_size=4))
def test_layers_come_off_in_any_order(layers: list) -> None:  # type: ignore[type-arg]
    text = token = good_token()
    for layer in layers:
        text = layer(text)
    assert recover(text).text == token


@settings(max_examples=100)
@given(st.text(max_size=80))
def test_any_text_is_looked_at_and_a_second_look_finds_nothing_new(text: str) -> None:
    recovered = recover(text)
    assert len({fault.reason for fault in recovered.mistakes}) == len(recovered.mistakes) <= len(STEPS)
    again = recover(recovered.text)
    assert recover(again.text).text == again.text


@pytest.mark.parametrize(
    ("text", "removed"),
    [
        ("REDACTED", True), ("redacted", True), ("[REDACTED]", True), ("<removed>", True), ("***", True), ("•••", True),
        ("…", True), ("(hidden)", True), ("", False), ("c2ln", False), ("undefined", False),
    ],
)  # fmt: skip
def test_what_was_taken_out_of_a_capture(text: str, removed: bool) -> None:
    assert is_removed(text) is removed
