"""A stage opened: failed and unknown checks in full, passed ones in a line, what would help below them."""

from msgspec.structs import replace

from engine.models.trace import Assumption, Changes, Check, NearMiss, Need
from tui.render.details import need_rows, stage_entries, stage_rows
from tui.render.lines import layout, text_of


def drawn(trace, stage="token", width=64, **options):
    rows = stage_rows(trace, stage, width=width, **options)
    return [text_of(spans).rstrip() for spans, _ in layout(rows, width)]


def test_a_failure_shows_seen_wanted_source_and_guide_and_its_basis(trace):
    text = drawn(trace)

    assert text[0].split() == ["token", "5", "of", "6", "passed"]
    assert text[2].startswith("✗ lifetime")
    assert text[2].endswith("proved")
    assert text[3:7] == [
        "    seen     exp 2026-03-04T09:11:12Z",
        "    wanted   later than 2026-03-04T10:10:12Z",
        "    source   claim exp",
        "    guide    token.expired   invalid_token   401",
    ]


def test_what_passed_is_one_dim_line_beside_a_failure(trace):
    text = drawn(trace)

    assert "✓ presented · type · signature · issuer · audience" in text
    assert "– binding" in text


def test_the_fix_follows_with_its_proof_and_command(trace):
    text = "\n".join(drawn(trace))

    assert "fix      ask the token endpoint for a new access token" in text
    assert "then nothing refuses it, assuming the issuer" in text
    assert "run      curl -X POST" in text


def test_the_sentence_of_the_verdict_is_not_repeated_unless_it_was_cut(trace):
    assert "expired 1 hour ago" not in "\n".join(drawn(trace))
    assert "✗ lifetime  it expired long ago" in "\n".join(drawn(trace, cut="it expired long ago"))


def test_opened_in_full_the_check_says_what_it_found_beside_the_verdict_that_was_cut(trace):
    text = "\n".join(drawn(trace, width=90, full=True, cut="its time is over"))

    assert "✗ lifetime  its time is over (the access token expired 1 hour ago)" in text


def test_enter_opens_what_passed_and_what_concerns_the_whole_trace(trace):
    text = "\n".join(drawn(trace, full=True))

    assert "✓ signature  RS256 by key sso-1" in text
    assert "source   keys of sso" in text
    assert "told     the caller may read: Token expired" in text
    assert "answer   predicted 401, captured 401: same stage" in text
    assert "judged   at 2026-03-04T10:11:12Z, the time from the flag" in text
    assert "result   DENY  POLICY_EVALUATION_SUCCEEDED" in text


def test_a_stage_where_all_passed_shows_what_was_found(trace):
    assert drawn(trace, "rules")[2:] == ["✓ scopes  2 scopes       ✓ groups  group players", ""]


def test_the_policy_stage_shows_its_tree(trace):
    text = "\n".join(drawn(trace, "policy"))

    assert "PERMIT  policy Own answers only" in text
    assert "tree     deciding path" in text
    assert '✓ token.sub = "user.0" (claim sub)  equals  path.userId =' in text


def test_the_response_stage_shows_the_tree_of_its_own_policy(trace):
    tree = {"kind": "policy", "name": "Out", "decision": "DENY", "decides": True, "children": []}
    text = "\n".join(drawn(replace(trace, response_policy=tree), "response"))

    assert "DENY  policy Out" in text
    assert "tree     deciding path" in text
    assert "policy Out" not in "\n".join(drawn(replace(trace, response_policy=tree), "policy"))


def test_what_policy_changes_stands_at_the_stage_where_it_acts(trace):
    change = {"op": "set-header", "name": "X-A", "before": "1", "after": "2", "statement": "s"}
    changed = replace(trace, changes=Changes(request=(change,), response=({**change, "name": "X-B"},)))
    for stage, header in (("policy", "X-A"), ("response", "X-B")):
        assert f'changes  set header {header}: "1" → "2", by s' in drawn(changed, stage)


def test_unknown_says_what_is_missing_and_what_gives_it(trace):
    need = Need(stage="token", check="token.signature", fact="the keys of sso", give="--jwks FILE")
    text = [text_of(row.left) for row in need_rows(need.fact, need.give)]

    assert text[:2] == ["needs    the keys of sso", "give     the keys (k)"]
    assert "needs    the keys of sso" in drawn(replace(trace, needs=(need,)))


def test_options_are_said_as_the_keys_that_take_them(trace):
    assumed = Assumption(stage="token", text="the clock of here; --now TIME")

    assert "assumed  the clock of here; the time (k)" in drawn(replace(trace, assumptions=(assumed,)))


def test_names_of_unknown_checks_stand_in_one_column(trace):
    checks = (
        Check(check="token.signature", outcome="unknown", summary="no keys"),
        Check(check="token.issuer", outcome="unknown", summary="issued by x"),
    )
    steps = tuple(replace(step, checks=checks) if step.stage == "token" else step for step in trace.steps)
    text = drawn(replace(trace, steps=steps, reason=None))

    assert "? signature  no keys" in text
    assert "? issuer     issued by x" in text


def test_near_misses_assumptions_and_differences_stand_with_their_stage(trace):
    near = NearMiss(stage="token", name="x", field="aud", seen="a", wanted="b", distance=1, summary="one letter off")
    assumed = Assumption(stage="token", text="the clock is right")
    revoked = Check(check="token.revoked", outcome="skipped", reason="token.revoked", summary="revoked since",
                    wanted="an introspection reply", basis="likely")  # fmt: skip
    steps = tuple(
        replace(step, checks=(*step.checks, revoked)) if step.stage == "token" else step for step in trace.steps
    )
    text = drawn(
        replace(trace, near_misses=(near,), assumptions=(assumed,), differences=("token.revoked",), steps=steps)
    )

    assert "near     one letter off" in text
    assert "assumed  the clock is right" in text
    assert any(row.startswith("maybe    revoked since") and row.endswith("likely") for row in text)
    assert "         settled by an introspection reply" in text


def test_the_guide_entries_of_a_stage(trace):
    assert stage_entries(trace, "token") == ("token.expired", "invalid_token", "401")
    assert stage_entries(trace, "rules") == ()


def test_behaviours_that_hold_come_after_what_does_not(trace):
    warm = Check(check="token.warm", outcome="passed", summary="warm", entries=("issue.id_token_hour", "401"))
    steps = tuple(replace(step, checks=(warm, *step.checks)) if step.stage == "token" else step for step in trace.steps)

    assert stage_entries(replace(trace, steps=steps), "token") == (
        "token.expired", "invalid_token", "401", "issue.id_token_hour",
    )  # fmt: skip
