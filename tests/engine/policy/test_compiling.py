"""What is read of policies once: rules and policies as tables, trees with their limits, and XACML's two truth tables."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.environment.model import Environment
from engine.policy.combining import ALGORITHMS, PERMIT, Semantics
from engine.policy.compiling import LARGEST, compiled_policy, decisions_of_policy, decisions_of_rule
from engine.policy.evaluate import evaluate_policy

Build = Callable[..., Environment]
SHORT = {
    "P": "PERMIT", "D": "DENY", "N": "NOT_APPLICABLE", "I": "INDETERMINATE",
    "p": "INDETERMINATE{P}", "d": "INDETERMINATE{D}", "b": "INDETERMINATE{DP}",
}  # fmt: skip
ON = {"attribute": "token.on", "equals": True}


def short(letters: str) -> frozenset[str]:
    return frozenset(SHORT[letter] for letter in letters)


@pytest.mark.parametrize(
    ("effect", "pingone", "xacml"),
    [
        ("permit", "PNI", "PNp"), ("deny", "DNI", "DNd"),
        ("permit-if-else-deny", "PDI", "PDb"), ("deny-if-else-permit", "DPI", "DPb"),
    ],
)  # fmt: skip
@pytest.mark.parametrize(("place", "outcome"), [(0, "true"), (1, "false"), (2, "indeterminate")])
def test_what_a_rule_decides(effect: str, pingone: str, xacml: str, place: int, outcome: str) -> None:
    """XACML 3.0 table 4; a rule with an else might have been either."""
    wanted: dict[Semantics, str] = {"pingone": pingone, "xacml": xacml}
    for semantics, letters in wanted.items():
        assert decisions_of_rule(effect, semantics, frozenset({outcome})) == short(letters[place])


@pytest.mark.parametrize(
    ("inner", "true", "false", "error"),
    [
        ("N", "N", "N", "N"), ("P", "P", "N", "p"), ("D", "D", "N", "d"),
        ("b", "b", "N", "b"), ("p", "p", "N", "p"), ("d", "d", "N", "d"), ("PD", "PD", "N", "pd"),
    ],
)  # fmt: skip
def test_what_a_policy_decides_in_xacml(inner: str, true: str, false: str, error: str) -> None:
    """XACML 3.0 table 7: the target beside what the combining algorithm gives."""
    for outcome, letters in (("true", true), ("false", false), ("indeterminate", error)):
        assert decisions_of_policy("xacml", frozenset({outcome}), short(inner)) == short(letters)


@pytest.mark.parametrize("inner", ["N", "P", "D", "I"])
def test_what_a_policy_decides_in_pingone(inner: str) -> None:
    for outcome, letter in (("true", inner), ("false", "N"), ("indeterminate", "I")):
        assert decisions_of_policy("pingone", frozenset({outcome}), short(inner)) == short(letter)


def test_a_policy_whose_condition_is_not_known_may_be_skipped() -> None:
    assert decisions_of_policy("xacml", frozenset({"true", "false"}), short("D")) == short("DN")


def policy(name: str, rules: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {"name": name, "combine": "first-applicable", "rules": rules} | more


def rule(effect: str, **more: Any) -> dict[str, Any]:
    return {"name": effect, "effect": effect} | more


ABSENT = {"attribute": "token.absent", "equals": 1}


@pytest.mark.parametrize(
    ("combine", "policies", "pingone", "xacml"),
    [
        ("deny-overrides", [policy("a", [rule("permit")]), policy("b", [rule("permit", when=ABSENT)])],
         "INDETERMINATE", "INDETERMINATE"),
        ("deny-overrides", [policy("a", [rule("permit")]), policy("b", [rule("permit", when=ABSENT)], combine="deny-overrides")],
         "INDETERMINATE", "PERMIT"),
        ("permit-overrides", [policy("a", [rule("deny")]), policy("b", [rule("deny")], when=ABSENT)], "INDETERMINATE", "DENY"),
        ("only-one-applicable", [policy("a", [rule("permit")]), policy("b", [])], "PERMIT", "INDETERMINATE"),
        ("only-one-applicable", [policy("a", [rule("permit")]), policy("b", [], when=ON)], "PERMIT", "PERMIT"),
        ("only-one-applicable", [policy("a", [])], "NOT_APPLICABLE", "NOT_APPLICABLE"),
        ("deny-unless-permit", [policy("a", [rule("permit", when=ABSENT)])], "DENY", "DENY"),
    ],
)  # fmt: skip
def test_where_the_semantics_differ(
    combine: str, policies: list[dict[str, Any]], pingone: str, xacml: str, environment: Build, facts: Any
) -> None:
    """An error that could only have permitted hides no deny: XACML lets a permit stand beside it, PingOne does not."""
    root = {"name": "P", "combine": combine, "children": [one["name"] for one in policies]}
    attributes = facts({"token.on": False}, absent=("token.absent",))
    for semantics, wanted in (("pingone", pingone), ("xacml", xacml)):
        world = environment(policies=[root, *policies], semantics=semantics)
        assert evaluate_policy("P", world, attributes).decision == wanted, semantics


RULES: dict[str, dict[str, Any]] = {
    "P": rule("permit"), "D": rule("deny"), "N": rule("permit", when={"attribute": "token.on", "equals": True}),
    "I": rule("permit", when=ABSENT), "p": rule("permit", when=ABSENT), "d": rule("deny", when=ABSENT),
    "b": rule("permit-if-else-deny", when=ABSENT),
}  # fmt: skip
OUTSIDE = {"p": "I", "d": "I", "b": "I"}


@pytest.mark.parametrize("semantics", ["pingone", "xacml"])
def test_whole_policies_come_to_what_the_tables_say(semantics: Semantics, environment: Build, facts: Any) -> None:
    """Every vector once more, of real rules, each algorithm a policy: inside by kind, outside plain."""
    lines = (Path(__file__).parent / f"combining_vectors_{semantics}.csv").read_text().splitlines()
    attributes = facts({"token.on": False}, absent=("token.absent",))
    for row in csv.DictReader(line for line in lines if not line.startswith("#")):
        rules = [RULES[letter] for letter in row["children"].strip("-")]
        policies = [policy(name, rules, combine=name) for name in ALGORITHMS[semantics]]
        world = environment(policies=policies, semantics=semantics)
        for name in ALGORITHMS[semantics]:
            result = evaluate_policy(name, world, attributes)
            assert result.decision == SHORT[OUTSIDE.get(row[name], row[name])], (row["children"], name)
            assert result.tree.get("might_be") == {"p": "P", "d": "D", "b": "DP"}.get(row[name]), (
                row["children"],
                name,
            )


def test_in_xacml_an_error_in_a_condition_counts_where_it_is_asked_who_applies(environment: Build, facts: Any) -> None:
    policies = [policy("P", [], combine="only-one-applicable", children=["b"]), policy("b", [], when=ABSENT)]
    result = evaluate_policy(
        "P", environment(policies=policies, semantics="xacml"), facts({}, absent=("token.absent",))
    )
    assert result.decision == "INDETERMINATE"
    assert result.errors == ("policy `b`: `token.absent` is absent and the condition has no default",)


def test_a_tree_is_read_once_for_an_environment(environment: Build) -> None:
    world = environment(policies=[policy("P", [rule("permit")])])
    assert compiled_policy("P", world) is compiled_policy("P", world)
    assert compiled_policy("P", world) is not compiled_policy("P", environment(policies=[policy("P", [])]))


def test_a_disabled_policy_is_not_there(environment: Build) -> None:
    assert compiled_policy("P", environment(policies=[policy("P", [], enabled=False)])) is None


def test_size_counts_every_node_as_often_as_it_is_reached(environment: Build) -> None:
    inner = policy("inner", [rule("permit"), rule("deny"), rule("deny", enabled=False)])
    part = compiled_policy("P", environment(policies=[inner, policy("P", [], children=["inner", "inner"])]))
    assert part is not None
    assert part.root.size == 7


@pytest.mark.parametrize(("count", "judged"), [(LARGEST, True), (LARGEST + 1, False)])
def test_the_largest_tree_that_is_judged(count: int, judged: bool, environment: Build, facts: Any) -> None:
    world = environment(policies=[policy("P", [rule("permit")] * count)])
    assert evaluate_policy("P", world, facts({})).decision == (PERMIT if judged else None)


def test_a_condition_that_cannot_be_read_may_hold_or_not(environment: Build, facts: Any) -> None:
    world = environment(policies=[policy("P", [rule("permit", when={"attribute": "token.on", "equal": 1})])])
    result = evaluate_policy("P", world, facts({}))
    assert result.possible == {"PERMIT", "NOT_APPLICABLE"}
    assert result.tree["children"][0]["condition"]["error"] == "equal: `equal`, wanted `equals`"
