"""A trace as JSON data and back: keys in the order of `apiwhy.trace/1`, `from_` written as `from`, tuples as lists."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from typing import Any

from engine.models import trace as shapes
from engine.models.trace import Edit, Trace

SCHEMA = "apiwhy.trace/1"
ALIASES: dict[tuple[type, str], str] = {(Edit, "from_"): "from"}
"""Fields whose JSON key is a word that Python keeps for itself."""


def json_keys(shape: type) -> tuple[tuple[str, str], ...]:
    """The fields of one of the trace's dataclasses, each with its JSON key, in order."""
    names = (field.name for field in dataclasses.fields(shape))
    return tuple((name, ALIASES.get((shape, name), name)) for name in names)


KEYS = {
    shape: json_keys(shape)
    for shape in vars(shapes).values()
    if isinstance(shape, type) and dataclasses.is_dataclass(shape)
}


def trace_to_dict(trace: Trace) -> dict[str, Any]:
    """The trace as `json.dumps` takes it. Every key is there, also where its value is null or empty."""
    return {key: _plain(getattr(trace, name)) for name, key in KEYS[Trace]}


def _plain(value: Any) -> Any:
    kind = type(value)
    if kind is str or value is None or kind is bool:
        return value
    if kind is tuple or kind is list:
        return [_plain(item) for item in value]
    names = KEYS.get(kind)
    if names is not None:
        return {key: _plain(getattr(value, name)) for name, key in names}
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    return value


def trace_from_dict(data: Mapping[str, Any]) -> Trace:
    """The trace that JSON data holds. Keys that this version does not know are left out: later ones may add some.

    Raises ValueError, which names each key that is missing or has a value of the wrong type.
    """
    from pydantic import TypeAdapter, ValidationError

    if not isinstance(data, Mapping) or data.get("schema") != SCHEMA:
        seen = data.get("schema") if isinstance(data, Mapping) else data
        raise ValueError(f"no trace: saw the schema `{seen!s:.40}`, wanted `{SCHEMA}`")
    try:
        text = json.dumps(_with_names(data))
        return TypeAdapter(Trace).validate_json(text, strict=True)
    except ValidationError as error:
        wrong = "; ".join(_wrong(row["loc"], row["type"], row["msg"]) for row in error.errors(include_url=False))
        raise ValueError(f"no trace: {wrong}") from None
    except (TypeError, RecursionError) as error:
        raise ValueError(f"no trace: not JSON data ({error})") from None


def _with_names(data: Mapping[str, Any]) -> dict[str, Any]:
    """The data with the names of fields for those keys that Python keeps for itself; what is malformed stays so."""
    fixes = data.get("fixes")
    if not isinstance(fixes, list):
        return dict(data)
    return {**data, "fixes": [_with_edits(fix) for fix in fixes]}


def _with_edits(fix: Any) -> Any:
    if not isinstance(fix, dict) or not isinstance(fix.get("edits"), list):
        return fix
    names = {key: name for (_, name), key in ALIASES.items()}
    edits = [
        {names.get(key, key): value for key, value in edit.items()} if isinstance(edit, dict) else edit
        for edit in fix["edits"]
    ]
    return {**fix, "edits": edits}


def _wrong(location: tuple[int | str, ...], kind: str, message: str) -> str:
    place = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in location).removeprefix(".")
    wanted = message.removeprefix("Input should be ")
    return f"{place}: missing" if kind == "missing" else f"{place}: wanted {wanted[:1].lower()}{wanted[1:]}"
