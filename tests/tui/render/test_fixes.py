"""Fixes: the change, its proof, who does it, and the command."""

from msgspec.structs import replace

from engine.models.trace import Edit
from tui.render.fixes import copied_fix, fix_rows, label_row
from tui.render.lines import text_of


def drawn(trace, **options):
    return [(text_of(row.left), text_of(row.right)) for row in fix_rows(trace.fixes, trace, **options)]


def test_a_proved_fix_in_short(trace):
    rows = drawn(trace)

    assert rows[0] == ("fix      ask the token endpoint for a new access token", "proved")
    assert rows[1] == ("         then nothing refuses it, assuming the issuer grants it", "")
    assert rows[2][0].startswith("run      curl -X POST")
    assert rows[2][1] == "c copies"


def test_in_full_it_says_who_acts_and_what_changes(trace):
    said = [left for left, _ in drawn(trace, full=True)]

    assert "         by you, the client" in said
    assert "         token /exp: 2026-03-04T09:11:12Z → 2026-03-04T11:11:12Z" in said


def test_numeric_dates_are_shown_as_instants_and_absence_in_words(trace):
    edits = (
        Edit(target="token", path="/exp", from_=1772615472, to=1772622672),
        Edit(target="token", path="/scope", from_=None, to=["a", "b"]),
    )
    said = [left for left, _ in drawn(replace(trace, fixes=(replace(trace.fixes[0], edits=edits),)), full=True)]

    assert "         token /exp: 2026-03-04T09:11:12Z → 2026-03-04T11:11:12Z" in said
    assert '         token /scope: absent → ["a", "b"]' in said


def test_what_is_left_what_widens_and_who_else_must_act(trace):
    other = replace(
        trace.fixes[0], owner="policy_author", left=("rules.scope_missing",), widens=True, assuming=None, command=None
    )
    said = [left for left, _ in drawn(replace(trace, fixes=(other,)))]

    assert "         by the policy author" in said
    assert "         then rules.scope_missing would refuse it next" in said
    assert "         it lets more through than this request" in said


def test_only_likely_where_nothing_was_proved(trace):
    assert drawn(replace(trace, fixes=(replace(trace.fixes[0], proved=False),)))[0][1] == "likely"


def test_while_a_stage_is_unknown_a_fix_settles_only_its_own_refusal(trace):
    steps = (replace(trace.steps[0], outcome="unknown"), *trace.steps[1:])

    assert drawn(replace(trace, steps=steps))[1][0].strip().startswith("then this no longer refuses it")


def test_what_is_copied_is_the_command_of_the_fix_for_the_verdict_or_else_its_text(trace):
    fix = trace.fixes[0]
    bare, other = replace(fix, command=None), replace(fix, reasons=("rules.scope_missing",), command="other")

    assert copied_fix(replace(trace, fixes=(other, fix))) == (fix.command, "the command")
    assert copied_fix(replace(trace, fixes=(bare,))) == (fix.change, "the fix")
    assert copied_fix(replace(trace, fixes=())) is None
    assert [right for _, right in drawn(replace(trace, fixes=(other, fix)), full=False) if right == "c copies"] == [
        "c copies"
    ]


def test_a_label_may_lead_into_the_guide():
    row = label_row("maybe", "revoked since", entry="token.revoked")

    assert row.left[1].action == ("screen.open_entry", ("token.revoked",))


def test_an_alternative_is_marked(trace):
    other = replace(trace.fixes[0], owner="policy_author", widens=True, command=None)
    said = [left for left, _ in drawn(replace(trace, fixes=(trace.fixes[0], other)))]

    assert said[0].startswith("fix      ")
    assert any(row.startswith("or       ask the token endpoint") for row in said)
