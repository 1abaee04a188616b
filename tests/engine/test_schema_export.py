"""The shipped JSON Schemas: up to date, true of the example and of a trace, and of use to an editor."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from engine.environment.loader import load_environment
from engine.models.trace import Changes, Check, Edit, Expected, Fix, Matched, Observed, RequestLine, Step, Trace
from engine.models.trace_json import trace_to_dict
from engine.policy.comparators import COMPARATORS as KNOWN_COMPARATORS
from engine.schema_export import COMPARATORS, TRACE_KEYS, environment_schema, schema_text, trace_schema

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "tests" / "data" / "examples" / "meme-game.toml"
ENVIRONMENT = Draft202012Validator(environment_schema())
TRACE = Draft202012Validator(trace_schema())

SMALL = """
name = "x"
[[issuers]]
name = "sso"
issuer = "i"
[[api_services]]
name = "a"
base_urls = ["https://a.test"]
issuer = "sso"
[[policies]]
name = "p"
combine = "first-applicable"
when = { all = [{ attribute = "token.sub", equals = "ada" }, { not = { attribute = "a.b", not_in = [1] } }] }
"""

TRACE_EXAMPLE = Trace(
    flow="resource",
    endpoint="api",
    at="2026-03-04T10:11:12Z",
    at_from="flag",
    environment=None,
    recognised="curl",
    request=RequestLine(),
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
    steps=(Step(stage="token", outcome="failed", checks=(Check(check="c", outcome="failed"),)),),
    policy=None,
    changes=Changes(),
    near_misses=(),
    fixes=(Fix(reasons=("r",), owner="client", change="c", edits=(Edit(target="token", path="/exp", from_=1, to=2),)),),
    needs=(),
)


@pytest.mark.parametrize(
    ("name", "schema"), [("environment.schema.json", environment_schema()), ("trace.schema.json", trace_schema())]
)
def test_the_shipped_file_is_not_stale(name: str, schema: dict[str, Any]) -> None:
    shipped = (ROOT / "engine" / "schemas" / name).read_text("utf-8")
    assert shipped == schema_text(schema), "run `python -m engine.adapters.schema_files`"
    Draft202012Validator.check_schema(schema)


def test_the_example_is_valid() -> None:
    assert [error.message for error in ENVIRONMENT.iter_errors(tomllib.loads(EXAMPLE.read_text("utf-8")))] == []


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ('name = "x"', 'name = "x"\nnam = 1'),
        ('name = "sso"', 'name = "sso"\nisuer = 1'),
        ('name = "sso"', 'name = "sso"\nkind = "exernal"'),
        ('issuer = "sso"', ""),
        ('base_urls = ["https://a.test"]', "base_urls = []"),
        ("not_in", "not_inn"),
        ("not = {", "nor = {"),
        ("[1]", '[1], equals = "two comparators"'),
        ("first-applicable", "first"),
    ],
)
def test_what_the_loader_refuses_the_schema_refuses(good: str, bad: str) -> None:
    assert ENVIRONMENT.is_valid(tomllib.loads(SMALL))
    assert not ENVIRONMENT.is_valid(tomllib.loads(SMALL.replace(good, bad, 1)))


def test_the_small_example_is_refused_by_the_loader_for_its_attribute_only() -> None:
    assert load_environment(SMALL.replace("a.b", "token.b"), file="e").name == "x"


def objects(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        if "properties" in schema:
            yield schema
        for inner in schema.values():
            yield from objects(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from objects(inner)


def test_every_key_of_the_file_is_described() -> None:
    schema = environment_schema()
    tables = [schema, *(table for name, table in schema["$defs"].items() if name != "Condition")]
    bare = [key for table in tables for key, value in table["properties"].items() if "description" not in value]
    assert bare == []


def test_the_file_has_no_null() -> None:
    assert '"null"' not in schema_text(environment_schema())


def test_every_comparator_is_described() -> None:
    assert set(COMPARATORS) == set(KNOWN_COMPARATORS)


def test_a_trace_is_valid_and_says_from() -> None:
    data = json.loads(json.dumps(trace_to_dict(TRACE_EXAMPLE)))
    assert [error.message for error in TRACE.iter_errors(data)] == []
    assert "from" in trace_schema()["$defs"]["Edit"]["properties"]
    assert "from_" not in schema_text(trace_schema())


def test_every_key_of_a_trace_is_described_and_in_order() -> None:
    schema = trace_schema()
    assert list(schema["properties"]) == list(trace_to_dict(TRACE_EXAMPLE))
    assert set(schema["properties"]) == {*TRACE_KEYS, "schema", "request", "matched"}
    added = {"remarks", "causes", "token_request", "response_policy"}
    assert set(schema["required"]) == set(schema["properties"]) - added


@pytest.mark.parametrize("change", [{"schema": "other/1"}, {"verdict": "maybe"}, {"also": None}, {"steps": [{}]}])
def test_what_is_no_trace_is_refused(change: dict[str, Any]) -> None:
    data = json.loads(json.dumps(trace_to_dict(TRACE_EXAMPLE)))
    assert not TRACE.is_valid(data | change)


def test_keys_may_be_added_to_a_trace() -> None:
    data = json.loads(json.dumps(trace_to_dict(TRACE_EXAMPLE)))
    assert TRACE.is_valid(data | {"new": 1})
