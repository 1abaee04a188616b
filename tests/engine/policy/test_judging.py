"""Outcomes: three of them and not known, in groups as well, and what is shown of each comparison."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.policy.attributes import ABSENT, AttributeValue, NotKnown, Value
from engine.policy.conditions import compile_condition

OUTCOMES = ("true", "false", "indeterminate", "not_known")


class Atoms:
    """`token.<n>` is true or false beside `equals = true`, absent, or not known, as the table says."""

    def __init__(self, table: dict[str, str]) -> None:
        self.table = table

    def get(self, name: str) -> AttributeValue:
        outcome = self.table[name]
        if outcome == "indeterminate":
            return ABSENT
        return NotKnown(name, "--test") if outcome == "not_known" else Value(outcome == "true", "test")


def numbered(shape: Any, count: Iterator[int]) -> dict[str, Any]:
    """A condition in which each attribute stands once."""
    if shape is None:
        return {"attribute": f"token.{next(count)}", "equals": True}
    kind, children = shape
    if kind == "not":
        return {"not": numbered(children[0], count)}
    return {kind: [numbered(child, count) for child in children]}


def settled(raw: dict[str, Any], table: dict[str, str]) -> str:
    """One way of settling what is not known, judged by counting."""
    if "attribute" in raw:
        return table[raw["attribute"]]
    if "not" in raw:
        return {"true": "false", "false": "true"}.get(inner := settled(raw["not"], table), inner)
    kind = "all" if "all" in raw else "any"
    outcomes = [settled(child, table) for child in raw[kind]]
    strong, weak = ("false", "true") if kind == "all" else ("true", "false")
    if strong in outcomes:
        return strong
    return "indeterminate" if "indeterminate" in outcomes else weak


SHAPES = st.recursive(
    st.none(),
    lambda inner: st.tuples(st.sampled_from(["all", "any", "not"]), st.lists(inner, min_size=1, max_size=3)),
    max_leaves=6,
)


@given(SHAPES, st.lists(st.sampled_from(OUTCOMES), min_size=20, max_size=20))
def test_not_known_is_tried_both_ways(shape: Any, outcomes: list[str]) -> None:
    raw = numbered(shape, iter(range(20)))
    table = {f"token.{number}": outcome for number, outcome in enumerate(outcomes)}
    used = sorted(compile_condition(raw).names())
    choices = [("true", "false") if table[name] == "not_known" else (table[name],) for name in used]
    want = {settled(raw, dict(zip(used, choice, strict=True))) for choice in product(*choices)}
    judged = compile_condition(raw).judge(Atoms(table))
    assert judged.outcomes == want
    assert bool(judged.unknown) is (len(want) > 1)
    assert bool(judged.errors) is ("indeterminate" in want)


def test_both_values_of_a_comparison_are_shown(facts: Any) -> None:
    condition = compile_condition({"attribute": "token.sub", "equals": {"attribute": "path.userId"}})
    assert condition.judge(facts({"token.sub": "user.0", "path.userId": "user.1"})).node == {
        "test": "equals",
        "outcome": "false",
        "left": {"attribute": "token.sub", "value": "user.0", "from": "test"},
        "right": {"attribute": "path.userId", "value": "user.1", "from": "test"},
    }


def test_groups_show_every_child_also_after_the_deciding_one(facts: Any) -> None:
    raw = {"any": [{"attribute": "token.a", "equals": 1}, {"not": {"attribute": "token.b", "equals": 1}}]}
    node = compile_condition(raw).judge(facts({"token.a": 1, "token.b": 1})).node
    assert node["any"] is True
    assert node["outcome"] == "true"
    assert [child["outcome"] for child in node["children"]] == ["true", "false"]
    assert node["children"][1]["not"] is True
    assert node["children"][1]["children"][0]["left"]["attribute"] == "token.b"


def test_absent_is_indeterminate_and_never_false(facts: Any) -> None:
    for comparator in ("in", "not_in"):
        condition = compile_condition({"attribute": "token.region", comparator: ["eu"]})
        judged = condition.judge(facts({}, absent=("token.region",)))
        assert judged.outcomes == {"indeterminate"}
        assert judged.errors == ("`token.region` is absent and the condition has no default",)
        assert judged.node["left"] == {"attribute": "token.region", "value": None, "from": "", "absent": True}


def test_a_default_stands_in_for_what_is_absent_only(facts: Any) -> None:
    condition = compile_condition({"attribute": "token.region", "default": "eu", "equals": "eu"})
    absent = condition.judge(facts({}, absent=("token.region",)))
    assert absent.outcomes == {"true"}
    assert absent.node["left"] == {"attribute": "token.region", "value": "eu", "from": "default"}
    assert condition.judge(facts({"token.region": "us"})).outcomes == {"false"}
    assert condition.judge(facts({})).outcomes == {"true", "false"}


def test_a_default_on_the_right_side(facts: Any) -> None:
    condition = compile_condition({"attribute": "token.a", "equals": {"attribute": "token.b", "default": 1}})
    assert condition.judge(facts({"token.a": 1}, absent=("token.b",))).outcomes == {"true"}


def test_absent_beside_not_known_is_indeterminate(facts: Any) -> None:
    condition = compile_condition({"attribute": "token.a", "equals": {"attribute": "token.b"}})
    judged = condition.judge(facts({}, absent=("token.b",)))
    assert judged.outcomes == {"indeterminate"}
    assert judged.unknown == ()


def test_not_known_names_the_attribute_and_what_gives_it(facts: Any) -> None:
    judged = compile_condition({"attribute": "user.country", "equals": "DE"}).judge(facts({}))
    assert judged.unknown == (NotKnown("the value of user.country", "--test", "user.country"),)
    assert judged.node["outcome"] == "not_known"
    assert judged.node["left"]["give"] == "--test"


def test_a_type_error_names_both_types(facts: Any) -> None:
    judged = compile_condition({"attribute": "token.aud", "equals": "meme-game"}).judge(facts({"token.aud": ["x"]}))
    assert judged.errors == ("`equals` cannot compare `token.aud` (a list) with the value beside it (a string)",)
    assert judged.node["error"] == judged.errors[0]


@pytest.mark.parametrize(
    ("raw", "values"),
    [
        ({"attribute": "request.header.authorization", "equals": "Bearer s3cr3t"},
         {"request.header.authorization": "Bearer s3cr3t"}),
        ({"attribute": "request.header.cookie", "contains": 5}, {"request.header.cookie": "s3cr3t"}),
        ({"attribute": "token.sub", "equals": {"attribute": "request.query.api_key"}},
         {"token.sub": "ada", "request.query.api_key": "s3cr3t"}),
    ],
)  # fmt: skip
def test_secrets_are_hidden_on_both_sides(raw: dict[str, Any], values: dict[str, Any], facts: Any) -> None:
    judged = compile_condition(raw).judge(facts(values))
    assert "s3cr3t" not in json.dumps(judged.node) + "".join(judged.errors)
    assert judged.node["right"]["value"] == "•••"


MOMENT = datetime(2026, 3, 28, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("raw", "want"),
    [
        ({"attribute": "request.local_time", "zone": "UTC", "at_least": "23:30"}, "true"),
        ({"attribute": "request.local_time", "zone": "UTC", "at_most": "23:30"}, "true"),
        ({"attribute": "request.local_time", "zone": "Europe/Berlin", "less_than": "06:00"}, "true"),
        ({"attribute": "request.weekday", "zone": "Europe/Berlin", "equals": "sunday"}, "true"),
        ({"attribute": "request.weekday", "zone": "America/New_York", "in": ["saturday", "sunday"]}, "true"),
        ({"attribute": "request.weekday", "zone": "America/New_York", "equals": "sunday"}, "false"),
        ({"attribute": "request.time", "at_least": "2026-03-29T00:30:00+01:00"}, "true"),
        ({"attribute": "request.time", "greater_than": 1772619072}, None),
    ],
)
def test_the_time_of_the_request(raw: dict[str, Any], want: str | None, facts: Any) -> None:
    """23:30 UTC on a Saturday, half an hour into Sunday in Berlin, where the clocks change that night."""
    if want is None:
        assert compile_condition(raw).judge(facts({"request.time": MOMENT})).outcomes == {"indeterminate"}
    else:
        assert compile_condition(raw).judge(facts({"request.time": MOMENT})).outcomes == {want}


def test_a_local_time_is_shown_with_its_zone(facts: Any) -> None:
    raw = {"attribute": "request.local_time", "zone": "Asia/Kolkata", "at_least": "05:00"}
    left = compile_condition(raw).judge(facts({"request.time": MOMENT})).node["left"]
    assert left == {
        "attribute": "request.local_time",
        "zone": "Asia/Kolkata",
        "value": "05:00:00",
        "from": "test, in Asia/Kolkata",
    }


def test_the_end_of_the_calendar_has_no_local_time_everywhere(facts: Any) -> None:
    raw = {"attribute": "request.weekday", "zone": "Asia/Tokyo", "equals": "friday"}
    judged = compile_condition(raw).judge(facts({"request.time": datetime(9999, 12, 31, 23, tzinfo=UTC)}))
    assert judged.outcomes == {"true", "false"}


DAY_AT = {"attribute": "request.weekday", "zone": "Europe/Berlin", "not_in": ["saturday", "sunday"]}
OFFICE = {"all": [
    DAY_AT,
    {"attribute": "request.local_time", "zone": "Europe/Berlin", "at_least": "09:00"},
    {"attribute": "request.local_time", "zone": "Europe/Berlin", "less_than": "17:00"},
]}  # fmt: skip


@pytest.mark.parametrize(
    ("moment", "open_"),
    [
        ("2026-03-27T07:59:59Z", False), ("2026-03-27T08:00:00Z", True), ("2026-03-27T16:00:00Z", False),  # winter, Friday
        ("2026-03-30T06:59:59Z", False), ("2026-03-30T07:00:00Z", True), ("2026-03-30T15:00:00Z", False),  # summer, Monday
        ("2026-03-29T10:00:00Z", False),  # the Sunday between
        ("2026-10-23T14:59:59Z", True), ("2026-10-26T15:59:59Z", True), ("2026-10-23T15:00:00Z", False),
        ("2026-10-26T07:30:00Z", False), ("2026-10-23T07:30:00Z", True),
        ("2026-05-31T22:30:00Z", False), ("2026-06-01T07:30:00Z", True),
    ],
)  # fmt: skip
def test_office_hours_before_and_after_the_clocks_change(moment: str, open_: bool, facts: Any) -> None:
    judged = compile_condition(OFFICE).judge(facts({"request.time": datetime.fromisoformat(moment)}))
    assert judged.outcomes == {"true" if open_ else "false"}


@pytest.mark.parametrize(
    ("moment", "zone", "hour"),
    [
        ("2026-03-29T00:59:59Z", "Europe/Berlin", "01:59:59"), ("2026-03-29T01:00:00Z", "Europe/Berlin", "03:00:00"),
        ("2026-10-25T00:30:00Z", "Europe/Berlin", "02:30:00"), ("2026-10-25T01:30:00Z", "Europe/Berlin", "02:30:00"),
        ("2026-03-08T06:59:59Z", "America/New_York", "01:59:59"), ("2026-03-08T07:00:00Z", "America/New_York", "03:00:00"),
        ("2026-10-03T15:30:00Z", "Australia/Lord_Howe", "02:30:00"), ("2026-04-04T15:00:00Z", "Australia/Lord_Howe", "01:30:00"),
    ],
)  # fmt: skip
def test_the_hour_on_the_days_on_which_clocks_change(moment: str, zone: str, hour: str, facts: Any) -> None:
    """An hour that is skipped is never shown, one that is there twice is shown twice."""
    raw = {"attribute": "request.local_time", "zone": zone, "at_least": "00:00"}
    left = compile_condition(raw).judge(facts({"request.time": datetime.fromisoformat(moment)})).node["left"]
    assert left["value"] == hour


HERE = {"attribute": "request.local_time", "zone": {"attribute": "user.zone", "default": "UTC"}, "at_least": "09:00"}


@pytest.mark.parametrize(
    ("zone", "outcome", "source"),
    [
        ("Asia/Kolkata", "true", "test, in Asia/Kolkata by user.zone"),
        ("America/New_York", "false", "test, in America/New_York by user.zone"),
        (None, "false", "test, in UTC by default"),
    ],
)
def test_the_hour_where_the_user_is(zone: str | None, outcome: str, source: str, facts: Any) -> None:
    values = {"request.time": datetime(2026, 3, 4, 5, 0, tzinfo=UTC)} | ({"user.zone": zone} if zone else {})
    judged = compile_condition(HERE).judge(facts(values, absent=() if zone else ("user.zone",)))
    assert judged.outcomes == {outcome}
    assert (judged.node["left"]["from"], judged.node["left"]["zone"]) == (source, "user.zone")
    assert compile_condition(HERE).names() == {"request.local_time", "user.zone"}


@pytest.mark.parametrize(
    ("zone", "error"),
    [
        ("Mars/Olympus", "`user.zone` is `Mars/Olympus`, wanted a time zone such as `Europe/Berlin`"),
        (["UTC"], "`user.zone` is `['UTC']`, wanted a time zone such as `Europe/Berlin`"),
        (None, "`user.zone` is absent and has no default, so there is no local time"),
    ],
)
def test_a_zone_of_the_user_that_is_none_is_an_error(zone: Any, error: str, facts: Any) -> None:
    raw = HERE | {"zone": {"attribute": "user.zone"}}
    values = {"request.time": MOMENT} | ({"user.zone": zone} if zone else {})
    judged = compile_condition(raw).judge(facts(values, absent=() if zone else ("user.zone",)))
    assert (judged.outcomes, judged.errors) == ({"indeterminate"}, (error,))
    assert json.loads(json.dumps(judged.node))["left"]["value"] is None


def test_a_secret_that_is_taken_for_a_zone_is_not_shown(facts: Any) -> None:
    raw = HERE | {"zone": {"attribute": "request.header.authorization"}}
    values = {"request.time": MOMENT, "request.header.authorization": "s3cr3t"}
    judged = compile_condition(raw).judge(facts(values))
    assert judged.outcomes == {"indeterminate"}
    assert "s3cr3t" not in json.dumps(judged.node) + "".join(judged.errors)


def test_a_zone_that_is_not_known_is_asked_for(facts: Any) -> None:
    judged = compile_condition(HERE).judge(facts({"request.time": MOMENT}))
    assert [fact.name for fact in judged.unknown] == ["user.zone"]


def test_the_branches_that_decide_are_marked(facts: Any) -> None:
    atoms = [{"attribute": f"token.{name}", "equals": 1} for name in "abc"]
    values = facts({"token.a": 1, "token.b": 2, "token.c": 1})
    for kind, wanted in (("any", [True, False, True]), ("all", [False, True, False])):
        node = compile_condition({kind: atoms}).judge(values).node
        assert [child["decides"] for child in node["children"]] == wanted, kind
    assert compile_condition({"not": atoms[0]}).judge(values).node["children"][0]["decides"] is True


def test_names_are_all_attributes_that_are_read() -> None:
    build: Callable[[dict[str, Any]], Any] = compile_condition
    raw = {
        "all": [{"not": {"attribute": "token.a", "equals": {"attribute": "path.b"}}}, {"attribute": "user.c", "in": []}]
    }
    assert build(raw).names() == {"token.a", "path.b", "user.c"}
