"""Verifier and challenge."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.issuing.form import Sent
from engine.issuing.pkce import challenge_of, check_verifier, check_verifier_form
from engine.models.question import HistoryEvent
from engine.stages.notes import Notes
from tests.support.issuing import VERIFIER, issuing_question
from tests.support.world import NOW

QUESTION = issuing_question({"base": "code"})
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"


def test_the_example_of_the_specification() -> None:
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    assert challenge_of(verifier, "S256") == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    assert challenge_of(verifier, "plain") == verifier


def said(verifier: str | None, **detail: str) -> tuple[str, str | None, str]:
    notes = Notes("grant", QUESTION)
    pairs = (("code_verifier", verifier),) if verifier else ()
    check_verifier(notes, Sent(pairs, shown=True), HistoryEvent(at=NOW, type="code_issued", subject="x", detail=detail))
    (check,) = notes.checks
    return check.outcome, check.reason, check.seen or ""


@given(st.text(ALPHABET, min_size=43, max_size=128), st.sampled_from(["S256", "plain"]))
def test_a_verifier_fits_its_own_challenge_and_no_other(verifier: str, method: str) -> None:
    challenge = challenge_of(verifier, method)
    assert said(verifier, code_challenge=challenge, code_challenge_method=method)[0] == "passed"
    other = said(verifier + "x", code_challenge=challenge, code_challenge_method=method)
    assert other[:2] == ("failed", "grant.verifier_mismatch")
    assert verifier not in other[2]


@pytest.mark.parametrize(
    ("verifier", "detail", "why"),
    [
        (challenge_of(VERIFIER, "S256"), {"code_challenge_method": "S256"}, "it is the challenge itself"),
        (VERIFIER, {"code_challenge_method": "plain"}, "it fits by S256"),
        (
            VERIFIER,
            {"code_challenge": challenge_of(VERIFIER, "S256") + "=", "code_challenge_method": "S256"},
            "with padding",
        ),
    ],
)
def test_usual_mistakes_are_named(verifier: str, detail: dict[str, str], why: str) -> None:
    assert why in said(verifier, **({"code_challenge": challenge_of(VERIFIER, "S256")} | detail))[2]


def test_neither_then_nor_now() -> None:
    assert said(None, code_challenge="")[0] == "passed"
    assert said(None)[0] == "unknown"
    assert said(VERIFIER, code_challenge="")[:2] == ("failed", "grant.verifier_mismatch")
    assert said(None, code_challenge="x")[:2] == ("failed", "grant.verifier_missing")


@given(st.text(max_size=140))
def test_the_form_is_the_one_of_the_specification(verifier: str) -> None:
    notes = Notes("grant", QUESTION)
    check_verifier_form(notes, Sent((("code_verifier", verifier),), shown=True))
    good = 43 <= len(verifier) <= 128 and set(verifier) <= set(ALPHABET)
    assert bool(notes.checks) is not good
