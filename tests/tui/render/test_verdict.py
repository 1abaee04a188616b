"""The two sentences at the top, for every kind of verdict."""

from dataclasses import replace
from typing import NamedTuple

import pytest

from engine.models.trace import Assumption, Need
from tui.render.lines import layout, text_of
from tui.render.verdict import OWNERS, agreement_text, unread_rows, verdict_rows, verdict_text, waiting_rows


class Words(NamedTuple):
    headline: str = "the token is of no use"
    next_step: str = "ask for another one"


def lines(trace, words=None, width=200, *, keep=False):
    return [text_of(spans).rstrip() for spans, _ in layout(verdict_rows(verdict_text(trace, words), keep=keep), width)]


def with_step(trace, stage, **changes):
    return replace(trace, steps=tuple(replace(s, **changes) if s.stage == stage else s for s in trace.steps))


def test_a_refusal_says_stage_reason_who_must_act_and_the_next_step(trace):
    first, second = lines(trace, width=120)

    assert first.startswith("REFUSED at token: the access token expired 1 hour ago")
    assert first.endswith("401 predicted · 401 captured · same")
    assert second.startswith("You can fix this. Next: ask the token endpoint for a new access token.")
    assert second.endswith("c copies the command")


def test_at_80_columns_each_sentence_keeps_one_row(trace):
    assert lines(trace, width=78, keep=True) == [
        "REFUSED at token: the access token expired 1 hour ago",
        "You can fix this. Next: ask the token endpoint for a new access token.",
    ]


def test_without_a_check_or_a_fix_the_guide_speaks(trace):
    bare = replace(with_step(trace, "token", checks=()), fixes=())
    said = verdict_text(bare, Words())

    assert (said.sentence, said.step, said.hint) == ("the token is of no use", "Next: ask for another one.", "")


@pytest.mark.parametrize("owner", OWNERS)
def test_every_owner_is_named(trace, owner):
    assert verdict_text(replace(trace, owner=owner), None).owner == OWNERS[owner]


def test_allowed_says_what_was_assumed(trace):
    calm = replace(trace, verdict="allowed", reason=None, decided_by=None, owner=None, fixes=(), agreement="unknown")
    assumed = Assumption(stage="operation", text="no operation matches")

    assert verdict_text(calm, None).step == "Nothing needs to change."
    assert verdict_text(replace(calm, assumptions=(assumed,)), None).step == "Assumed: no operation matches."
    assert verdict_text(replace(calm, assumptions=(assumed, assumed)), None).step.endswith("And 1 more assumption.")


def test_allowed_against_the_prediction_says_where_it_should_have_failed(trace):
    lax = replace(trace, verdict="allowed", reason=None, agreement="differs", fixes=())
    said = verdict_text(lax, None)

    assert said.word == "ALLOWED"
    assert said.step == "But refused was predicted at token: expired. The server is laxer than this."


def test_undetermined_counts_what_is_missing_and_names_the_key_that_takes_it(trace):
    unknown = with_step(with_step(trace, "token", outcome="unknown"), "rules", outcome="unknown")
    need = Need(stage="token", check="token.signature", fact="the keys", give="--jwks FILE")
    said = verdict_text(replace(unknown, verdict="undetermined", needs=(need,), reason=None), None)

    assert said.sentence == "nothing refuses it so far, and two stages need a fact"
    assert (said.step, said.hint) == ("Next: give the keys (k).", "k gives it")


def test_undetermined_by_one_stage_names_it(trace):
    unknown = replace(with_step(trace, "rules", outcome="unknown"), verdict="undetermined")

    assert verdict_text(unknown, None).sentence.endswith("and rules needs a fact")


@pytest.mark.parametrize(
    ("expected", "observed", "agreement", "said"),
    [
        ({}, {}, "same", "401 predicted · 401 captured · same"),
        (
            {"verdict": "allowed", "status": None},
            {"status": 403},
            "differs",
            "allowed predicted · 403 captured · differs",
        ),
        ({}, {"status": None, "answered_by": None}, "unknown", "401 predicted"),
        ({}, {"status": None, "answered_by": "nobody"}, "unknown", "401 predicted · no answer captured"),
        ({"verdict": "undetermined"}, {}, "unknown", "nothing predicted · 401 captured"),
    ],
)
def test_prediction_and_answer_in_one_line(trace, expected, observed, agreement, said):
    changed = replace(
        trace,
        expected=replace(trace.expected, **expected),
        observed=replace(trace.observed, **observed),
        agreement=agreement,
    )

    assert agreement_text(changed) == said


def test_waiting_and_unread_say_that_nothing_is_lost():
    assert text_of(waiting_rows("HAR, 3.1 MB")[0].left) == "reading HAR, 3.1 MB …"
    assert "text before" in text_of(unread_rows()[1].left)
