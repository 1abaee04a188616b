"""What may be told to the caller: their sentence, the answer, and what they can do; nothing of the operator's."""

import pytest
from msgspec.structs import replace

from engine.models.trace import Check, Fix, Step
from tests.support.app import scenario
from tests.support.world import catalog
from tui.render.caller import NOTHING, caller_fixes, caller_rows, caller_text, caller_verdict, told_caller
from tui.render.lines import text_of
from tui.workbench import Workbench


@pytest.fixture(scope="module")
def expired():
    bench = Workbench(catalog=catalog())
    return bench.diagnose(scenario("token.expired")).trace


@pytest.fixture(scope="module")
def denied():
    bench = Workbench(catalog=catalog())
    return bench.diagnose(scenario("rules.group_missing")).trace


def page(trace):
    return "\n".join(text_of(row.left) for row in caller_rows(trace))


def test_the_sentence_the_answer_and_their_own_fix_are_told(expired):
    text = page(expired)

    assert "Token expired" in text
    assert '401  Bearer error="invalid_token"' in text
    assert "ask the token endpoint for a new access token" in text


def test_what_others_would_change_is_not_told(denied):
    theirs = [fix.change for fix in denied.fixes if fix.owner != "client"]

    assert theirs
    assert not any(change in page(denied) for change in theirs)


def test_where_nothing_may_be_told_that_is_said(denied):
    silent = replace(denied, steps=tuple(replace(step, checks=()) for step in denied.steps), fixes=())

    assert NOTHING in page(silent)


def test_the_reason_s_own_sentence_comes_first_and_none_twice(expired):
    def failed(name, reason, told):
        return Check(check=name, outcome="failed", reason=reason, told_caller=told)

    checks = (failed("a.a", "a.a", "second"), failed("a.b", expired.reason, "first"), failed("a.c", "a.c", "second"))
    trace = replace(expired, steps=(Step(stage="token", outcome="failed", checks=checks),))

    assert told_caller(trace) == ["first", "second"]


def test_only_the_caller_s_own_fixes(expired):
    other = Fix(reasons=("token.expired",), owner="token_issuer", change="let tokens live longer")

    assert caller_fixes(replace(expired, fixes=(*expired.fixes, other))) == list(expired.fixes)


def test_what_is_copied_is_the_page_without_its_title(expired):
    copied = caller_text(expired)

    assert copied.splitlines()[0].startswith("answer")
    assert "the caller may be told" not in copied
    assert copied.endswith("\n")


def test_what_would_satisfy_a_policy_is_neither_shown_nor_copied(expired):
    known = Fix(reasons=("policy.denied",), owner="client", change="send the header `x-auth-key: aaaa-expected`")
    both = Fix(reasons=("rules.scope_missing", "policy.denied"), owner="client", change="ask for `b-expected`")
    trace = replace(expired, fixes=(known, both, *expired.fixes))

    assert caller_fixes(trace) == list(expired.fixes)
    assert "expected" not in page(trace) + caller_text(trace) + str(caller_verdict(trace))


def test_the_verdict_says_what_the_caller_may_know(expired, denied):
    told = caller_verdict(expired)
    silent = replace(denied, steps=tuple(replace(step, checks=()) for step in denied.steps), fixes=())

    assert (told.word, told.sentence, told.owner) == ("REFUSED with 401", "Token expired", "You can fix this.")
    assert told.step.startswith("Next: ask the token endpoint for a new access token")
    assert (caller_verdict(silent).sentence, caller_verdict(silent).step) == (NOTHING, "")


def test_a_policy_that_compares_a_header_keeps_its_value_to_itself():
    trace = Workbench(catalog=catalog()).diagnose(scenario("policy.denied")).trace
    revealing = [fix.change for fix in trace.fixes if "policy.denied" in fix.reasons]
    said = page(trace) + caller_text(trace) + str(caller_verdict(trace))

    assert revealing
    assert [change for change in revealing if change in said] == []
