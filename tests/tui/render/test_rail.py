"""The stage rail: outcome as glyph and word, what was found in a few words, which stage opens by itself."""

import pytest
from msgspec.structs import replace

from engine.models.trace import Check, Step
from tui.render.lines import layout, text_of
from tui.render.rail import also_row, default_stage, path_tail, phrase, rail_rows, request_words


def drawn(trace, width, opened=3):
    return [text_of(spans) for spans, _ in layout(rail_rows(trace, opened=opened, width=width, focused=False), width)]


def test_wide_every_stage_says_what_it_found(trace):
    assert [row.rstrip() for row in drawn(trace, 48)] == [
        "✓ request    POST …/v1/users/user.0/answers",
        "– gateway    not captured",
        "✓ service    Meme Game",
        "✗ token      expired                           ▸",
        "✓ operation  Answer",
        "✓ rules      2 scopes, group players",
        "✓ policy     PERMIT by Own answers only",
        "– upstream   not captured",
        "– response   not captured",
    ]


def test_narrow_every_stage_has_glyph_and_word_in_21_cells(trace):
    rows = drawn(trace, 21)

    assert rows[3] == "✗ token     failed  ▸"
    assert rows[1].rstrip() == "– gateway   skipped"
    assert {len(row) for row in rows} == {21}


def test_a_long_stage_name_gives_way_to_its_outcome(trace):
    steps = (*trace.steps[:1], Step(stage="access_policy", outcome="unknown"))

    assert drawn(replace(trace, steps=steps), 21)[1].rstrip() == "? access  unknown"


@pytest.mark.parametrize(
    ("outcome", "check", "said"),
    [
        ("failed", {"reason": "rules.scope_missing", "outcome": "failed"}, "scope missing"),
        ("unknown", {"summary": "no keys", "outcome": "unknown"}, "no keys"),
        ("skipped", {"summary": "", "outcome": "skipped"}, "does not apply"),
        ("passed", {"summary": "", "outcome": "passed"}, "passed"),
    ],
)
def test_phrases(trace, outcome, check, said):
    step = Step(stage="rules", outcome=outcome, checks=(Check(check="rules.scopes", **check),))

    assert phrase(trace, step, 40) == said


def test_a_good_token_says_who_issued_it_for_whom(trace):
    assert phrase(trace, Step(stage="token", outcome="passed"), 40) == "by sso for game-web"


@pytest.mark.parametrize(
    ("url", "width", "said"),
    [
        ("https://api.shop.test/orders/7?x=1", 40, "GET /orders/7"),
        ("https://api.shop.test/a/b/c/orders/7", 16, "GET …/c/orders/7"),
        ("https://api.shop.test", 30, "GET api.shop.test"),
        (None, 30, "GET"),
    ],
)
def test_a_request_keeps_the_tail_of_its_path(url, width, said):
    assert request_words("GET", url, width) == said


def test_a_segment_longer_than_the_room_keeps_its_end():
    assert path_tail("/abcdefghijklmnop", 6) == "…lmnop"


def test_what_else_would_refuse(trace):
    more = replace(trace, also=("token.audience_mismatch", "rules.scope_missing"))

    assert text_of(also_row(trace, 48).left) == "also    nothing else would refuse it"
    assert text_of(also_row(more, 48).left) == "also    token.audience_mismatch, rules.scope_missing"
    assert text_of(also_row(more, 21).left) == "also 2 more"
    assert text_of(also_row(trace, 21).left) == "also nothing else"
    assert also_row(replace(trace, verdict="allowed"), 48) is None


@pytest.mark.parametrize(
    ("unknown", "said"), [(1, "not known: 1 stage lacks a fact"), (2, "not known: 2 stages lack a fact")]
)
def test_what_else_would_refuse_is_not_known_while_stages_are(trace, unknown, said):
    steps = (*(replace(step, outcome="unknown") for step in trace.steps[:unknown]), *trace.steps[unknown:])
    row = also_row(replace(trace, steps=steps), 48)

    assert text_of(row.left) == f"also    {said}"
    assert text_of(also_row(replace(trace, steps=steps), 21).left) == "also not known yet"


def test_the_stage_that_decided_opens_by_itself(trace):
    calm = replace(trace, decided_by=None)
    passed = replace(calm, steps=tuple(step for step in trace.steps if step.outcome == "passed"))

    assert trace.steps[default_stage(trace)].stage == "token"
    assert calm.steps[default_stage(calm)].stage == "token"
    assert passed.steps[default_stage(passed)].stage == "policy"
    assert default_stage(replace(calm, steps=trace.steps[1:2])) == 0
