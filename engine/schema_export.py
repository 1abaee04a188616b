"""The JSON Schemas of the environment file and of the trace, made from the models. They ship in `engine/schemas`."""

from __future__ import annotations

import json
from typing import Any

DIALECT = "https://json-schema.org/draft/2020-12/schema"

TRACE_KEYS = {
    "flow": "which list of stages the request passes through",
    "endpoint": "what kind of URL the request goes to",
    "at": "the instant that the request is judged at (RFC 3339, UTC)",
    "at_from": "where that instant is from",
    "environment": "name of the environment that it is judged against; null where there is none",
    "recognised": "what the input was taken for",
    "verdict": "`refused`: the caller did not get what was asked for, whoever failed",
    "decided_by": "the stage that decided; null where none refused",
    "reason": "the first reason in the order of the stages",
    "also": "every other reason that would refuse the request next",
    "owner": "who must act",
    "decision": "what the policy service decided",
    "result_code": "how the policy service's work ended",
    "expected": "what the environment alone predicts",
    "observed": "what the captured response says",
    "agreement": "whether prediction and response name the same stage",
    "differences": "reasons that would explain a disagreement, the likeliest first; never the reason itself",
    "assumptions": "what was taken for granted",
    "steps": "every stage of the flow, in order, with its checks",
    "policy": "the evaluated tree of policies, with both values of every comparison",
    "changes": "what policy would change in the request and in the response",
    "near_misses": "what almost matched",
    "fixes": "changes that would help, the smallest first",
    "needs": "facts that are missing, and what gives them",
    "remarks": "what was not used of the input",
    "response_policy": "the evaluated tree of the response policies; null where none was judged",
    "causes": "what else the captured answer may mean, the likeliest first",
    "token_request": "where the token is at fault: the token request that would give a right one",
}

COMPARATORS = {
    "equals": "the same value, of the same type",
    "contains": "a member of the attribute's list, or a part of its string",
    "in": "a list that the attribute is a member of",
    "starts_with": "the string that the attribute starts with",
    "ends_with": "the string that the attribute ends with",
    "matches": "a regular expression found in the attribute, in RE2's syntax",
    "greater_than": "a number or instant below the attribute",
    "less_than": "a number or instant above the attribute",
    "at_least": "the least number or earliest instant that passes",
    "at_most": "the greatest number or latest instant that passes",
    "in_network": "a network (CIDR) that the address is in, or a list of them",
}


def environment_schema() -> dict[str, Any]:
    """The JSON Schema of the environment file, for editors that complete and check TOML by one."""
    from engine.environment.model import Environment
    from engine.environment.pydantic_models import pydantic_model

    schema = pydantic_model(Environment).model_json_schema(by_alias=True)
    definitions = schema["$defs"]
    definitions["Condition"] = _condition()
    for name in ("Policy", "Rule"):
        when = definitions[name]["properties"]["when"]
        definitions[name]["properties"]["when"] = {"$ref": "#/$defs/Condition", "description": when["description"]}
    definitions["ApiService"]["anyOf"] = [{"required": ["issuer"]}, {"required": ["issuers"]}]
    definitions["ScopeRule"]["oneOf"] = [{"required": ["any"]}, {"required": ["all"]}]
    return _named("environment", "An environment file of apiwhy", _without_null(_without_titles(schema)))


def trace_schema() -> dict[str, Any]:
    """The JSON Schema of a trace, as `apiwhy diagnose --format json` prints it."""
    from msgspec.json import schema_components

    from engine.models.trace import Trace
    from engine.models.trace_json import SCHEMA

    _, definitions = schema_components([Trace], ref_template="#/$defs/{name}")
    trace = definitions.pop("Trace")
    for key, description in TRACE_KEYS.items():
        trace["properties"][key]["description"] = description
    trace["required"].insert(0, "schema")
    trace["properties"]["schema"] = {"const": SCHEMA, "description": "version of this format"}
    return _named("trace", "A trace of apiwhy", _without_titles({"$defs": definitions, **trace}))


def schema_text(schema: dict[str, Any]) -> str:
    """A schema as it stands in its file."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _named(name: str, title: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"$schema": DIALECT, "$id": f"urn:apiwhy:{name}:1", "title": title, **schema}


def _condition() -> dict[str, Any]:
    """Conditions, which the model leaves open because their own reader says more of what is wrong with them."""
    from engine.policy.comparators import NAMES

    ref = {"$ref": "#/$defs/Condition"}
    attribute = {"type": "string", "description": "its name, e.g. `token.scope`, `user.groups`, `request.method`"}
    shared = {
        "attribute": attribute,
        "default": {"description": "its value where it is absent; without, the condition is an error then"},
        "zone": {
            "description": "time zone of `request.local_time` and `request.weekday`, or the attribute that holds it",
            "anyOf": [{"type": "string"}, {"type": "object", "properties": {"attribute": attribute, "default": {}}}],
        },
    }
    several = {"type": "array", "items": ref, "minItems": 1}
    tests = {name: {"description": _comparator_words(name)} for name in NAMES}
    comparison = {
        "type": "object",
        "properties": {**shared, **tests},
        "required": ["attribute"],
        "oneOf": [{"required": [name]} for name in NAMES],
        "additionalProperties": False,
    }
    groups = [_only("all", several), _only("any", several), _only("not", ref)]
    return {"description": "A comparison of an attribute, or a group of conditions.", "anyOf": [*groups, comparison]}


def _comparator_words(name: str) -> str:
    positive = name.removeprefix("not_")
    words = f"{COMPARATORS[positive]}; or the value of {{ attribute = … }}"
    return words if positive == name else f"true where `{positive}` is false: {words}"


def _only(key: str, value: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": {key: value}, "required": [key], "additionalProperties": False}


def _without_titles(schema: Any) -> Any:
    """The schema without the titles that pydantic makes of names, which say nothing new."""
    if isinstance(schema, list):
        return [_without_titles(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    return {key: _without_titles(value) for key, value in schema.items() if key != "title" or isinstance(value, dict)}


def _without_null(schema: Any) -> Any:
    """The schema without null as a type and as a default: TOML has no null, an absent key says it."""
    if isinstance(schema, list):
        return [_without_null(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {key: _without_null(value) for key, value in schema.items() if key != "default" or value is not None}
    types = [kind for kind in kept.get("anyOf", []) if kind != {"type": "null"}]
    if "anyOf" in kept and len(types) == 1:
        del kept["anyOf"]
        return {**types[0], **kept}
    return {**kept, "anyOf": types} if types else kept
