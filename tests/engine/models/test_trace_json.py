"""A trace as JSON and back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from engine.models import trace as shapes
from engine.models.trace import Check, Edit, Expected, Fix, Matched, Observed, RequestLine, Step, Trace
from engine.models.trace_json import SHAPES, trace_from_dict, trace_to_dict

DESIGN_KEYS = [
    *(
        "schema",
        "flow",
        "endpoint",
        "at",
        "at_from",
        "environment",
        "recognised",
        "request",
        "matched",
        "verdict",
        "decided_by",
        "reason",
        "also",
        "owner",
    ),
    *(
        "decision",
        "result_code",
        "expected",
        "observed",
        "agreement",
        "differences",
        "assumptions",
        "steps",
        "policy",
        "changes",
        "near_misses",
        "fixes",
        "needs",
    ),
]

TEXT = st.text(max_size=8)
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | TEXT,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(TEXT, inner, max_size=2),
    max_leaves=4,
)


def traces() -> st.SearchStrategy[Trace]:
    edits = st.builds(Edit, target=st.sampled_from(["token", "request"]), path=TEXT, from_=PLAIN, to=PLAIN)
    st.register_type_strategy(Edit, edits)
    trees = st.none() | st.dictionaries(TEXT, PLAIN, max_size=3)
    changes = st.builds(
        shapes.Changes, request=st.lists(st.dictionaries(TEXT, PLAIN, max_size=2), max_size=1).map(tuple)
    )
    return st.builds(Trace, schema=st.just("apiwhy.trace/1"), policy=trees, changes=changes)


def example(**fields: Any) -> Trace:
    base = Trace(
        flow="resource",
        endpoint="api",
        at="2026-03-04T10:11:12Z",
        at_from="flag",
        environment="shop",
        recognised="curl",
        request=RequestLine(method="GET", url="https://a.test/"),
        matched=Matched(),
        verdict="refused",
        decided_by="token",
        reason="token.expired",
        also=(),
        owner="client",
        decision="DENY",
        result_code=None,
        expected=Expected(verdict="refused"),
        observed=Observed(),
        agreement="unknown",
        differences=(),
        assumptions=(),
        steps=(Step(stage="token", outcome="failed", checks=(Check(check="token.lifetime", outcome="failed"),)),),
        policy=None,
        changes=shapes.Changes(),
        near_misses=(),
        fixes=(),
        needs=(),
    )
    return replace(base, **fields)


def test_keys_stand_in_the_order_of_the_design() -> None:
    keys = list(trace_to_dict(example()))
    assert keys[: len(DESIGN_KEYS)] == DESIGN_KEYS
    assert keys[len(DESIGN_KEYS) :] == ["remarks", "causes", "token_request", "response_policy"]


def test_an_edit_says_from_and_tuples_are_lists() -> None:
    fix = Fix(
        reasons=("token.expired",),
        owner="client",
        change="c",
        edits=(Edit(target="token", path="/exp", from_=1, to=2),),
    )
    data = trace_to_dict(example(fixes=(fix,), policy={"children": ({"left": ("a",)},)}))
    assert data["fixes"][0]["edits"] == [{"target": "token", "path": "/exp", "from": 1, "to": 2}]
    assert data["fixes"][0]["reasons"] == ["token.expired"]
    assert data["policy"] == {"children": [{"left": ["a"]}]}


def test_every_struct_of_the_trace_is_written_with_all_its_fields() -> None:
    names = {shape.__name__ for shape in SHAPES}
    assert {"Trace", "Step", "Check", "Fix", "Edit", "Need", "NearMiss", "Assumption", "Changes"} <= names
    assert all(len(written.keys) == len(shape.__struct_fields__) for shape, written in SHAPES.items())


@given(traces())
@settings(max_examples=20, deadline=None)
def test_a_trace_survives_json(trace: Trace) -> None:
    text = json.dumps(trace_to_dict(trace))
    assert trace_from_dict(json.loads(text)) == trace


def test_keys_of_a_later_version_are_left_out() -> None:
    data = trace_to_dict(example()) | {"new": 1}
    data["steps"][0]["new"] = 2
    assert trace_from_dict(data) == example()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"schema": "apiwhy.trace/2"}, "no trace: saw the schema `apiwhy.trace/2`, wanted `apiwhy.trace/1`"),
        ({"flow": "sideways"}, "no trace: Invalid enum value 'sideways' - at `$.flow`"),
        ({"also": "token.expired"}, "no trace: Expected `array`, got `str` - at `$.also`"),
        ({"steps": [{"stage": "token"}]}, "no trace: Object missing required field `outcome` - at `$.steps[0]`"),
        ({"fixes": [3, {"edits": 4}]}, "no trace: Expected `object`, got `int` - at `$.fixes[0]`"),
        ({"request": None}, "no trace: Expected `object`, got `null` - at `$.request`"),
        ({"at": 5, "verdict": None}, "no trace: Expected `str`, got `int` - at `$.at`"),
    ],
)
def test_what_is_no_trace_is_said(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match="no trace: ") as caught:
        trace_from_dict({**trace_to_dict(example()), **change})
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize("data", [{}, [], None, "text", 5])
def test_what_is_not_even_a_table_is_said(data: Any) -> None:
    with pytest.raises(ValueError, match="no trace: saw the schema"):
        trace_from_dict(data)
