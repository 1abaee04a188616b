"""What a stage writes down while it looks."""

from __future__ import annotations

import pytest

from engine.models.trace import Assumption, Check, Need
from engine.stages.notes import Notes, all_skipped, failed_check
from tests.support.world import question_of

QUESTION = question_of({"request": "GET https://api.shop.test/orders"})


@pytest.fixture
def notes() -> Notes:
    return Notes("token", QUESTION)


def test_notes_are_kept_in_order_and_frozen(notes: Notes) -> None:
    notes.passed("token.form", "fine", seen="a JWT", source="token", entries=("issue.id_token_hour",))
    notes.skipped("token.key", "not needed")
    notes.failed("token.lifetime", "token.expired", "it expired", seen="then", wanted="later")
    answer = notes.answer()
    assert [(check.check, check.outcome) for check in answer.checks] == [
        ("token.form", "passed"), ("token.key", "skipped"), ("token.lifetime", "failed"),
    ]  # fmt: skip
    assert answer.checks[0] == Check(
        check="token.form", outcome="passed", summary="fine", seen="a JWT", source="token",
        entries=("issue.id_token_hour",),
    )  # fmt: skip


def test_a_failure_is_taken_back_where_its_cause_was_found(notes: Notes) -> None:
    for seen in ("the signature ends in `-`", "the payload ends in `-`"):
        notes.failed("token.form", "token.encoding_loose", "loose", seen=seen)
    notes.withdraw("token.encoding_loose", "the signature")
    assert [check.seen for check in notes.answer().checks] == ["the payload ends in `-`"]


def test_a_failure_brings_what_the_guide_says_of_its_reason(notes: Notes) -> None:
    notes.failed("token.lifetime", "token.expired", "it expired")
    (check,) = notes.answer().checks
    assert (check.basis, check.told_caller) == ("proved", "Token expired")
    assert check.entries == ("token.expired", "invalid_token", "401")


def test_words_for_the_caller_may_be_given() -> None:
    check = failed_check(QUESTION, "policy.decision", "policy.denied", "no", told_caller="closed", basis="observed")
    assert (check.told_caller, check.basis) == ("closed", "observed")


def test_a_reason_without_an_entry_is_not_emitted(notes: Notes) -> None:
    with pytest.raises(KeyError):
        notes.failed("token.lifetime", "token.too_old", "it is too old")


@pytest.mark.parametrize(
    ("fact", "give", "needs"),
    [
        ("the keys", "--jwks FILE", (Need(stage="token", check="token.key", fact="the keys", give="--jwks FILE"),)),
        ("the keys", None, ()),
        (None, None, ()),
    ],
)
def test_a_missing_fact_is_a_need_where_something_can_supply_it(
    notes: Notes, fact: str | None, give: str | None, needs: tuple[Need, ...]
) -> None:
    notes.unknown("token.key", "no keys", fact=fact, give=give)
    answer = notes.answer()
    assert answer.needs == needs
    assert answer.checks[0].outcome == "unknown"


def test_assumptions_carry_the_stage(notes: Notes) -> None:
    notes.assume("the clock is right", "token.expired")
    assert notes.answer().assumptions == (Assumption(stage="token", text="the clock is right", entry="token.expired"),)


def test_near_misses_come_nearest_first(notes: Notes) -> None:
    for distance in (3, 1, 2):
        notes.near("a", "audience", "x", "y", distance, f"{distance} away")
    assert [miss.distance for miss in notes.answer().near_misses] == [1, 2, 3]


def test_what_is_learnt_is_passed_on(notes: Notes) -> None:
    notes.learn(scopes=("a",), subject="x")
    notes.learn(subject="ada")
    assert notes.answer().learnt == {"scopes": ("a",), "subject": "ada"}


def test_a_stage_that_does_not_apply_says_why() -> None:
    (check,) = all_skipped("policy.decision", "a preflight").checks
    assert (check.outcome, check.summary) == ("skipped", "a preflight")


def test_a_likely_cause_comes_with_what_would_settle_it() -> None:
    notes = Notes("token", question_of({"request": "GET https://api.shop.test/orders"}))
    notes.likely("token.x", "token.revoked", "it may be so", fact="whether it is", give="the log")
    [check], [need] = notes.answer().checks, notes.answer().needs
    assert (check.outcome, check.basis, check.reason, check.entries) == (
        "unknown",
        "likely",
        "token.revoked",
        ("token.revoked",),
    )
    assert (need.check, need.fact, need.give) == ("token.x", "whether it is", "the log")
