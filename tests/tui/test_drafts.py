"""How the inputs change."""

from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from engine.models.exchange import Problem
from engine.models.given import Given
from tui.drafts import (
    environment_name,
    fact_names,
    facts_of,
    internal_problem,
    is_empty,
    pasted,
    problem_field,
    problem_words,
    typed,
    without_facts,
)
from tui.workbench import Inputs

FULL = Inputs(
    text="curl https://a.test", token="t", response="HTTP/1.1 403", evidence=("a log line",), environment="shop.toml",
    now=datetime(2026, 3, 4, tzinfo=UTC), source_ip="203.0.113.9", jwks="{}",
)  # fmt: skip


def test_a_paste_replaces_request_token_response_and_time_but_never_the_environment():
    after = pasted(FULL, "text", "curl https://b.test")

    assert after == Inputs(text="curl https://b.test", environment="shop.toml", jwks="{}")


def test_a_paste_out_of_a_file_keeps_its_name():
    assert pasted(FULL, "text", "{}", "ticket.har").name == "ticket.har"
    assert pasted(replace(FULL, name="ticket.har"), "text", "{}").name == ""


@pytest.mark.parametrize("field", ["token", "response"])
def test_a_paste_into_another_box_replaces_only_that(field):
    assert pasted(FULL, field, "new") == replace(FULL, **{field: "new"})


@pytest.mark.parametrize("field", ["text", "token", "response"])
def test_typing_changes_one_text(field):
    assert typed(FULL, field, "new") == replace(FULL, **{field: "new"})


@pytest.mark.parametrize(
    ("inputs", "empty"),
    [
        (Inputs(), True),
        (Inputs(text=" \n", environment="shop.toml"), True),
        (Inputs(text="403"), False),
        (Inputs(token="t"), False),
        (Inputs(response="HTTP/1.1 403"), False),
        (Inputs(evidence=("a log line",)), False),
    ],
)
def test_what_is_nothing_to_diagnose(inputs, empty):
    assert is_empty(inputs) is empty


@pytest.mark.parametrize(
    ("environment", "name"), [(None, None), ("demo:token.expired", "demo"), ("folder/shop.toml", "shop")]
)
def test_what_an_environment_is_called_before_it_is_read(environment, name):
    assert environment_name(environment) == name


@pytest.mark.parametrize(
    ("where", "field"),
    [("line 1", "text"), ("token, segment 2", "token"), ("response", "response"), ("Token", "token")],
)
def test_which_box_a_problem_is_about(where, field):
    problem = Problem(where=where, seen="`x`", wanted="`y`")

    assert problem_field(problem, FULL) == field
    assert problem_field(problem, Inputs(text="x")) == "text"
    assert problem_words(problem) == f"{where}: `x`, wanted `y`"


def test_a_bug_is_said_in_words_without_secrets_and_the_inputs_stay():
    diagnosis = internal_problem(FULL, ValueError("bad Authorization: Bearer abcdefghij0123456789klmnop"))

    assert diagnosis.inputs is FULL
    assert diagnosis.problem.seen.startswith("ValueError: bad")
    assert "abcdefghij" not in diagnosis.problem.seen


def test_facts_judge_every_request_and_go_at_once():
    moment = datetime(2026, 3, 4, tzinfo=UTC)
    given = Inputs(text="403", jwks="{}", given=Given(issuer="https://a.test"), now=moment, evidence=("x",))

    assert facts_of(given) == Inputs(jwks="{}", given=Given(issuer="https://a.test"), now=moment)
    assert fact_names(facts_of(given)) == ("keys", "issuer", "time")
    assert without_facts(given) == Inputs(text="403", evidence=("x",))


def test_the_time_of_a_demo_is_its_own():
    demo = Inputs(text="403", environment="demo:token.expired", now=datetime(2026, 3, 4, tzinfo=UTC), jwks="{}")

    assert fact_names(facts_of(demo)) == ("keys",)
    assert without_facts(demo) == Inputs(text="403", environment=demo.environment, now=demo.now)
