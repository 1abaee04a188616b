"""Whole policies: effects, conditions, trees, what is not known, and what cannot be judged."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.environment.loader import load_environment
from engine.environment.model import Environment
from engine.policy.combining import ALGORITHMS, ANY_DECISION
from engine.policy.compiling import DEEPEST, EFFECTS, LARGEST
from engine.policy.evaluate import evaluate_policy

Build = Callable[..., Environment]

EXAMPLE = Path(__file__).parents[2] / "data" / "examples" / "meme-game.toml"
ON = {"attribute": "token.on", "equals": True}
OUTCOMES = {
    "true": {"token.on": True},
    "false": {"token.on": False},
    "indeterminate": {"token.on": "?"},
    "not_known": {},
}


def rule(name: str, effect: str = "permit", **more: Any) -> dict[str, Any]:
    return {"name": name, "effect": effect, **more}


def policy(name: str = "P", combine: str = "first-applicable", **more: Any) -> dict[str, Any]:
    return {"name": name, "combine": combine, **more}


@pytest.mark.parametrize(
    ("effect", "outcome", "want"),
    [
        ("permit", "true", "PERMIT"), ("permit", "false", "NOT_APPLICABLE"), ("permit", "indeterminate", "INDETERMINATE"),
        ("permit", "not_known", None),
        ("deny", "true", "DENY"), ("deny", "false", "NOT_APPLICABLE"), ("deny", "indeterminate", "INDETERMINATE"),
        ("permit-if-else-deny", "true", "PERMIT"), ("permit-if-else-deny", "false", "DENY"),
        ("permit-if-else-deny", "indeterminate", "INDETERMINATE"), ("permit-if-else-deny", "not_known", None),
        ("deny-if-else-permit", "true", "DENY"), ("deny-if-else-permit", "false", "PERMIT"),
        ("deny-if-else-permit", "indeterminate", "INDETERMINATE"),
    ],
)  # fmt: skip
def test_what_a_rule_decides(effect: str, outcome: str, want: str | None, environment: Build, facts: Any) -> None:
    world = environment(policies=[policy(rules=[rule("r", effect, when=ON)])])
    assert evaluate_policy("P", world, facts(OUTCOMES[outcome])).decision == want


@pytest.mark.parametrize(
    ("effect", "want"),
    [("permit", "PERMIT"), ("deny", "DENY"), ("permit-if-else-deny", "PERMIT"), ("deny-if-else-permit", "DENY")],
)
def test_a_rule_without_a_condition_holds(effect: str, want: str, environment: Build, facts: Any) -> None:
    world = environment(policies=[policy(rules=[rule("r", effect)])])
    assert evaluate_policy("P", world, facts({})).decision == want


@pytest.mark.parametrize(
    ("outcome", "effect", "want"),
    [
        ("true", "permit", "PERMIT"),
        ("false", "permit", "NOT_APPLICABLE"),
        ("indeterminate", "permit", "INDETERMINATE"),
        ("not_known", "permit", None),
    ],
)
def test_the_condition_of_a_policy(outcome: str, effect: str, want: str | None, environment: Build, facts: Any) -> None:
    world = environment(policies=[policy(when=ON, rules=[rule("r", effect)])])
    assert evaluate_policy("P", world, facts(OUTCOMES[outcome])).decision == want


def test_a_policy_that_decides_nothing_either_way_is_known(environment: Build, facts: Any) -> None:
    result = evaluate_policy("P", environment(policies=[policy(when=ON)]), facts({}))
    assert (result.decision, result.unknown) == ("NOT_APPLICABLE", ())


def test_rules_come_before_children(environment: Build, facts: Any) -> None:
    child = policy("child", rules=[rule("yes")])
    world = environment(policies=[child, policy(children=["child"], rules=[rule("no", "deny")])])
    result = evaluate_policy("P", world, facts({}))
    assert result.decision == "DENY"
    assert [node["name"] for node in result.tree["children"]] == ["no", "child"]


def test_what_is_disabled_is_not_there(environment: Build, facts: Any) -> None:
    off = policy("off", rules=[rule("no", "deny")], enabled=False)
    rules = [rule("no", "deny", enabled=False), rule("yes")]
    world = environment(policies=[off, policy("P", "deny-overrides", rules=rules, children=["off"])])
    result = evaluate_policy("P", world, facts({}))
    assert result.decision == "PERMIT"
    assert [node["name"] for node in result.tree["children"]] == ["yes"]
    disabled = evaluate_policy("off", world, facts({}))
    assert (disabled.decision, disabled.possible) == ("NOT_APPLICABLE", frozenset())
    assert disabled.tree["enabled"] is False


def test_the_whole_tree_is_shown(environment: Build, facts: Any) -> None:
    rules = [rule("first", "deny", when=ON), rule("second"), rule("third", "deny")]
    result = evaluate_policy("P", environment(policies=[policy(rules=rules)]), facts({"token.on": False}))
    assert result.tree == {
        "kind": "policy", "name": "P", "combine": "first-applicable", "decision": "PERMIT", "decides": True,
        "statements": [], "condition": None,
        "children": [
            {"kind": "rule", "name": "first", "effect": "deny", "decision": "NOT_APPLICABLE", "decides": False,
             "statements": [], "children": [],
             "condition": {"test": "equals", "outcome": "false", "right": {"value": True, "from": "policy"},
                           "left": {"attribute": "token.on", "value": False, "from": "test"}}},
            {"kind": "rule", "name": "second", "effect": "permit", "decision": "PERMIT", "decides": True,
             "statements": [], "condition": None, "children": []},
            {"kind": "rule", "name": "third", "effect": "deny", "decision": "DENY", "decides": False,
             "statements": [], "condition": None, "children": [], "reached": False},
        ],
    }  # fmt: skip


def test_unknown_and_errors_are_those_that_matter(environment: Build, facts: Any) -> None:
    rules = [
        rule("asks", when={"attribute": "user.a", "equals": 1}),
        rule("no", "deny", when={"attribute": "token.gone", "equals": 1}),
        rule("asks again", when={"attribute": "user.b", "equals": 1}),
    ]
    attributes = facts({}, absent=("token.gone",))
    first = evaluate_policy("P", environment(policies=[policy(rules=rules)]), attributes)
    assert first.possible == {"PERMIT", "INDETERMINATE"}
    assert [fact.name for fact in first.unknown] == ["user.a"]
    assert first.errors == ("rule `no`: `token.gone` is absent and the condition has no default",)
    denied = environment(policies=[policy("P", "deny-overrides", rules=[*rules, rule("never", "deny")])])
    second = evaluate_policy("P", denied, attributes)
    assert (second.decision, second.unknown, second.errors) == ("DENY", (), ())


def test_not_known_names_each_attribute_once(environment: Build, facts: Any) -> None:
    when = {"attribute": "user.a", "equals": 1}
    rules = [rule("one", when={"all": [when, when]}), rule("two", when=when)]
    result = evaluate_policy("P", environment(policies=[policy(rules=rules)]), facts({}))
    assert [(fact.name, fact.give) for fact in result.unknown] == [("user.a", "--test")]


@pytest.mark.parametrize(
    ("tables", "fact"),
    [
        ({"policies": [policy(children=["Q"])]}, "a policy named `Q`"),
        ({"policies": [policy(children=["Q"]), policy("Q", children=["P"])]}, "an end: it is below itself"),
        ({"policies": [policy(rules=[rule("r", when={"attribute": "token.on", "equal": 1})])]},
         "a condition that can be read (equal: `equal`, wanted `equals`)"),
    ],
)  # fmt: skip
def test_what_cannot_be_judged_is_not_known(tables: dict[str, Any], fact: str, environment: Build, facts: Any) -> None:
    result = evaluate_policy("P", environment(**tables), facts({"token.on": True}))
    assert result.decision is None
    assert [unknown.fact for unknown in result.unknown] == [fact]


def test_a_policy_that_does_not_exist(environment: Build, facts: Any) -> None:
    result = evaluate_policy("P", environment(), facts({}))
    assert (result.decision, result.possible) == (None, ANY_DECISION)
    assert result.errors == ("policy `P` cannot be judged, wanted a policy named `P`",)


def chain(levels: int) -> list[dict[str, Any]]:
    ends = policy(str(levels - 1), rules=[rule("yes")])
    return [*(policy(str(level), children=[str(level + 1)]) for level in range(levels - 1)), ends]


def test_a_tree_may_be_deep_but_has_an_end(environment: Build, facts: Any) -> None:
    assert evaluate_policy("0", environment(policies=chain(DEEPEST)), facts({})).decision == "PERMIT"
    deeper = evaluate_policy("0", environment(policies=chain(DEEPEST + 1)), facts({}))
    assert deeper.decision is None
    assert [unknown.fact for unknown in deeper.unknown] == [f"a tree of at most {DEEPEST} levels"]


def test_a_tree_that_doubles_at_every_level_is_cut_off(environment: Build, facts: Any) -> None:
    levels = 30
    doubled = [policy(str(level), children=[str(level + 1)] * 2) for level in range(levels)]
    world = environment(policies=[*doubled, policy(str(levels), rules=[rule("yes")])])
    result = evaluate_policy("0", world, facts({}))
    assert result.decision is None
    assert [unknown.fact for unknown in result.unknown] == [f"a tree of at most {LARGEST} nodes"]


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[dict[str, Any]], list[str]]:
    """A policy with a child; every condition reads an attribute of its own, most of them not known."""
    names: list[str] = []

    def when() -> dict[str, Any]:
        names.append(f"token.{len(names)}")
        return {"attribute": names[-1], "equals": True}

    def drawn(name: str, children: list[str]) -> dict[str, Any]:
        rules = [
            rule(f"{name}{number}", draw(st.sampled_from(sorted(EFFECTS))), when=when())
            for number in range(draw(st.integers(0, 2)))
        ]
        condition = {"when": when()} if draw(st.booleans()) else {}
        return policy(
            name, draw(st.sampled_from(sorted(ALGORITHMS["pingone"]))), rules=rules, children=children, **condition
        )

    return [drawn("Q", []), drawn("P", ["Q"])], names


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(drawn=worlds(), data=st.data())
def test_not_known_is_every_way_of_settling_the_attributes(
    facts: Any, environment: Build, drawn: tuple[list[dict[str, Any]], list[str]], data: st.DataObject
) -> None:
    policies, names = drawn
    world = environment(policies=policies, semantics=data.draw(st.sampled_from(["pingone", "xacml"])))
    known = {name: data.draw(st.sampled_from([True, False, "?"])) for name in names if data.draw(st.booleans())}
    open_names = [name for name in names if name not in known]
    settled = {
        evaluate_policy("P", world, facts({**known, **dict(zip(open_names, values, strict=True))})).decision
        for values in product([True, False], repeat=len(open_names))
    }
    result = evaluate_policy("P", world, facts(known))
    assert result.possible == settled
    assert bool(result.unknown) is (len(settled) > 1)
    assert "INDETERMINATE" in settled or not result.errors


@pytest.fixture(scope="module")
def example() -> Environment:
    return load_environment(EXAMPLE.read_text(), file=EXAMPLE.name)


@pytest.mark.parametrize(
    ("region", "want"), [("eu", "PERMIT"), ("uk", "PERMIT"), ("us", "DENY"), ("EU", "DENY"), (7, "INDETERMINATE")]
)
def test_the_scoreboard_keeps_regional_scores_in_the_region(
    region: Any, want: str, example: Environment, facts: Any
) -> None:
    assert evaluate_policy("Scoreboard", example, facts({"token.region": region})).decision == want


def test_the_scoreboard_without_a_region(example: Environment, facts: Any) -> None:
    result = evaluate_policy("Scoreboard", example, facts({}, absent=("token.region",)))
    assert result.decision == "INDETERMINATE"
    assert result.errors == (
        "rule `regional scores stay in the region`: `token.region` is absent and the condition has no default",
    )
    assert evaluate_policy("Scoreboard", example, facts({})).decision is None


@pytest.mark.parametrize(("day", "hour", "want"), [(4, 23, "PERMIT"), (5, 0, "DENY"), (5, 1, "DENY"), (5, 2, "PERMIT")])
def test_the_maintenance_window(day: int, hour: int, want: str, example: Environment, facts: Any) -> None:
    now = datetime(2026, 3, day, hour, 0, tzinfo=UTC)
    result = evaluate_policy("Meme Game", example, facts({"request.time": now}))
    assert result.decision == want
    assert [statement.name for statement in result.statements] == (["maintenance notice"] if want == "DENY" else [])


@pytest.mark.parametrize(
    ("subject", "groups", "want"),
    [
        ("user.0", ["players"], "PERMIT"),
        ("user.1", ["players"], "DENY"),
        ("admin.0", ["moderators"], "PERMIT"),
        ("user.0", None, "PERMIT"),
        ("user.1", None, None),
    ],
)
def test_own_answers_only(
    subject: str, groups: list[str] | None, want: str | None, example: Environment, facts: Any
) -> None:
    values = {"token.sub": subject, "path.userId": "user.0"} | ({"user.groups": groups} if groups else {})
    result = evaluate_policy("Own answers only", example, facts(values))
    assert result.decision == want
    assert [fact.name for fact in result.unknown] == ([] if want else ["user.groups"])


def test_a_user_who_does_not_exist_may_not_answer_for_others(example: Environment, facts: Any) -> None:
    attributes = facts({"token.sub": "user.9", "path.userId": "user.0"}, absent=("user.groups",))
    assert evaluate_policy("Own answers only", example, attributes).decision == "DENY"


def test_a_policy_without_rules_that_permits_unless_denied(example: Environment, facts: Any) -> None:
    result = evaluate_policy("Hide e-mail addresses", example, facts({}))
    assert result.decision == "PERMIT"
    assert [statement.name for statement in result.statements] == ["drop e-mail"]
