"""The two sentences at the top, for every kind of verdict."""

import pytest
from msgspec.structs import replace

from engine.models.exchange import Problem
from engine.models.trace import Assumption, Need
from engine.reports.sentences import OWNERS
from tests.support.world import catalog
from tui.render.details import stage_rows
from tui.render.lines import layout, text_of
from tui.render.rail import default_stage
from tui.render.verdict import (
    UNDEPLOYED,
    broken_rows,
    cut_sentence,
    fitted_rows,
    unread_rows,
    verdict_rows,
    verdict_text,
    waiting_rows,
)
from tui.workbench import Workbench


def lines(trace, width=200):
    return [text_of(spans).rstrip() for spans, _ in layout(verdict_rows(verdict_text(trace, catalog()), width), width)]


def fitted(trace, width=78):
    return [text_of(spans).rstrip() for spans, _ in layout(fitted_rows(verdict_text(trace, catalog()), width), width)]


def with_summary(trace, summary, change=None):
    checks = tuple(replace(c, summary=summary) if c.reason == trace.reason else c for c in trace.step("token").checks)
    fixes = tuple(replace(fix, change=change or fix.change) for fix in trace.fixes)
    return replace(with_step(trace, "token", checks=checks), fixes=fixes)


def with_step(trace, stage, **changes):
    return replace(trace, steps=tuple(replace(s, **changes) if s.stage == stage else s for s in trace.steps))


def test_a_refusal_says_stage_reason_who_must_act_and_the_next_step(trace):
    first, second = lines(trace, width=120)

    assert first.startswith("REFUSED at token: the access token expired 1 hour ago")
    assert first.endswith("predicted 401, captured 401: same stage")
    assert second.startswith("You can fix this. Next: ask the token endpoint for a new access token.")
    assert second.endswith("c copies the command")


def test_a_url_in_the_next_step_gives_way_to_the_key_beside_it(trace):
    url = "https://api.example.test/a/rather/long/path/to/the/users/user.0/answers"
    _, second = lines(with_summary(trace, "it is over", f"call it for another: `{url}`"), width=116)

    assert second.startswith("You can fix this. Next: call it for another: `api.example.test/a/")
    assert second.endswith("/answers`.   c copies the command")
    assert len(lines(with_summary(trace, "it is over", "ask them " * 20), width=116)) == 3


def test_at_80_columns_each_sentence_keeps_one_row(trace):
    assert fitted(trace) == [
        "REFUSED at token.expired: the access token expired 1 hour ago",
        "You can fix this. Next: ask the token endpoint for a new access token.",
    ]


def test_at_80_columns_long_urls_lose_their_middle_before_anything_is_cut(trace):
    url = "https://api.example.test/a/rather/long/path/to/the/users/user.0/answers"
    first, second = fitted(with_summary(trace, f"the URL `{url}` is of no service"))

    assert first.startswith("REFUSED at token.expired: the URL `api.example.tes")
    assert first.endswith("/answers` is of no service")
    assert len(first) > 74
    assert second.startswith("You can fix this. Next: ask the token endpoint")


def test_at_80_columns_a_long_sentence_takes_a_second_line(trace):
    long = "the access token was issued for another service than this one, and it says so itself"

    assert fitted(with_summary(trace, long))[:2] == [
        "REFUSED at token.expired: the access token was issued for another service than",
        "  this one, and it says so itself",
    ]
    assert cut_sentence(verdict_text(with_summary(trace, long), catalog()), 78) == ""


def test_at_80_columns_what_two_lines_do_not_hold_ends_at_a_word_and_is_said_elsewhere(trace):
    long = "the access token was issued for another service than this one, and it says so itself, " * 2
    told = verdict_text(with_summary(trace, long), catalog())
    first, second, *_ = fitted(with_summary(trace, long))

    assert first.startswith("REFUSED at token.expired: the access token was issued")
    assert second.endswith(" access token was issued for another…")
    assert cut_sentence(told, 78) == long
    assert cut_sentence(told, 200) == ""


def test_at_80_columns_the_reasons_id_goes_before_a_second_line_is_taken(trace):
    said = "the access token was issued for some other service"

    assert fitted(with_summary(trace, said))[0] == f"REFUSED at token.expired: {said}"
    assert fitted(with_summary(trace, f"{said} or API"))[0] == f"REFUSED at token: {said} or API"


def test_at_80_columns_a_long_step_gives_up_the_words_around_its_owner_before_its_line(trace):
    step = "ask the token endpoint for a new access token of the issuer of this API"

    assert fitted(with_summary(trace, "it is over", step))[1] == f"You: {step}."
    assert fitted(with_summary(trace, "it is over", f"{step} or of another one"))[1:] == [
        f"You: {step}", "  or of another one."
    ]  # fmt: skip


@pytest.mark.parametrize("reason", [one.reason for one in catalog().scenarios if one.shows != "finding"])
def test_at_80_columns_every_scenario_takes_four_lines_at_most_and_hides_nothing(reason):
    workbench = Workbench(catalog=catalog())
    trace = workbench.diagnose(workbench.scenario(reason)).trace
    told = verdict_text(trace, catalog())
    lines = fitted(trace)
    cut = cut_sentence(told, 78)
    page = stage_rows(trace, trace.steps[default_stage(trace)].stage, width=54, cut=cut)
    below = bare(" ".join(text_of(row.left) for row in page))

    assert len(lines) <= 4
    assert max(map(len, lines)) <= 78
    assert lines[0].startswith((f"{told.place}: ", f"{told.word}: "))
    assert bare(trace.reason or "ALLOWED") in bare(lines[0]) + below
    assert told.who.removeprefix("the ").partition(",")[0].lower() in " ".join(lines).lower()
    assert bare(cut) in below
    assert not lines[-1].endswith("…")


def bare(text):
    return "".join(text.split())


def test_of_a_demo_it_says_that_what_it_replaced_is_kept(trace):
    said = verdict_text(trace, catalog(), kept="request")

    assert said.hint == "your request is kept: u brings it back"


def test_without_a_check_or_a_fix_the_guide_speaks(trace):
    bare = replace(with_step(trace, "token", checks=()), fixes=())
    said, facts = verdict_text(bare, catalog()), catalog().reason("token.expired")

    assert (said.sentence, said.step, said.hint) == (facts.headline, f"Next: {facts.next_step.rstrip('.')}.", "")


@pytest.mark.parametrize("owner", OWNERS)
def test_every_owner_is_named(trace, owner):
    assert verdict_text(replace(trace, owner=owner, fixes=()), catalog()).owner == OWNERS[owner]


def test_allowed_says_what_was_assumed(trace):
    calm = replace(trace, verdict="allowed", reason=None, decided_by=None, owner=None, fixes=(), agreement="unknown")
    assumed = Assumption(stage="operation", text="no operation matches")

    assert verdict_text(calm, catalog()).step == "Nothing needs to change."
    assert verdict_text(replace(calm, assumptions=(assumed,)), catalog()).step == "Assumed: no operation matches."
    assert verdict_text(replace(calm, assumptions=(assumed, assumed)), catalog()).step.endswith(
        "And 1 more assumption."
    )


def test_allowed_against_the_prediction_says_where_it_should_have_failed(trace):
    lax = replace(trace, verdict="allowed", reason=None, agreement="differs", fixes=(), owner=None)
    said = verdict_text(lax, catalog())

    assert said.word == "ALLOWED"
    assert said.step.startswith("Next: look at token: here it should be refused, because ")


def test_undetermined_counts_what_is_missing_and_names_the_key_that_takes_it(trace):
    unknown = with_step(with_step(trace, "token", outcome="unknown"), "rules", outcome="unknown")
    need = Need(stage="token", check="token.signature", fact="the keys", give="--jwks FILE")
    said = verdict_text(replace(unknown, verdict="undetermined", needs=(need,), reason=None), catalog())

    assert said.sentence == "nothing refuses it so far, and two stages need a fact"
    assert (said.step, said.hint) == ("Next: give the keys (k).", "k gives it")


def test_undetermined_by_one_stage_names_it(trace):
    unknown = replace(with_step(trace, "rules", outcome="unknown"), verdict="undetermined")

    assert verdict_text(unknown, catalog()).sentence.endswith("and rules needs a fact")


def test_waiting_and_unread_say_that_nothing_is_lost():
    assert text_of(waiting_rows("HAR, 3.1 MB")[0].left) == "reading HAR, 3.1 MB …"
    assert "text before" in text_of(unread_rows()[1].left)


@pytest.mark.parametrize(("same", "of"), [(True, "of before that"), (False, "of the request before")])
def test_a_broken_environment_is_named_with_what_is_wrong_and_where(same, of):
    problem = Problem(where="/etc/api/shop.toml:7:1 issuers[0]", seen="unknown key", wanted="`jwks`")
    first, second = (text_of(row.left) for row in broken_rows("/etc/api/shop.toml", problem, same=same))

    assert first.startswith("ENVIRONMENT NOT READ: the environment `shop` cannot be read: shop.toml:7:1 issuers[0]: ")
    assert first.endswith("unknown key, wanted `jwks`")
    assert of in second


def test_that_the_file_decides_otherwise_than_its_deployed_copy_is_said_with_both_verdicts(trace):
    text = "judged as deployed 2026-03-04T10:11:12Z by kim: refused; the file has changed since: allowed"
    drafted = replace(trace, assumptions=(Assumption(stage="service", text=text, entry=UNDEPLOYED),))

    said = f"! {text.capitalize()[:7]}{text[7:]}."
    assert lines(drafted)[-1] == said
    assert " ".join(part.strip() for part in fitted(drafted)[-2:]) == said
    assert all("Judged" not in row for row in lines(trace))
    assert "kim" not in lines(replace(drafted, verdict="allowed"))[1]
