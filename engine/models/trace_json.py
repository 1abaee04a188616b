"""A trace as JSON data and back: keys in the order of `apiwhy.trace/1`, `from_` written as `from`, tuples as lists."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.models import trace as shapes
from engine.models.trace import Edit, Trace

if TYPE_CHECKING:
    from pydantic import TypeAdapter

SCHEMA = "apiwhy.trace/1"
ALIASES: dict[tuple[type, str], str] = {(Edit, "from_"): "from"}
"""Fields whose JSON key is a word that Python keeps for itself."""


class _Shape(NamedTuple):
    """How one dataclass is written: a value for each key, those under `nested` to be written in turn."""

    keys: tuple[str, ...]
    values: Callable[[Any], tuple[Any, ...]]
    nested: tuple[str, ...]


def _shape(shape: type) -> _Shape:
    fields = dataclasses.fields(shape)
    keys = tuple(ALIASES.get((shape, field.name), field.name) for field in fields)
    nested = tuple(key for key, field in zip(keys, fields, strict=True) if NESTED.search(str(field.type)))
    return _Shape(keys, attrgetter(*(field.name for field in fields)), nested)


CLASSES = [shape for shape in vars(shapes).values() if isinstance(shape, type) and dataclasses.is_dataclass(shape)]
NESTED = re.compile(rf"\b(tuple|list|dict|Any|{'|'.join(shape.__name__ for shape in CLASSES)})\b")
SHAPES = {shape: _shape(shape) for shape in CLASSES}


def trace_to_dict(trace: Trace) -> dict[str, Any]:
    """The trace as `json.dumps` takes it. Every key is there, also where its value is null or empty."""
    return _record(trace, SHAPES[Trace])


def _record(value: Any, shape: _Shape) -> dict[str, Any]:
    record = dict(zip(shape.keys, shape.values(value), strict=True))
    for key in shape.nested:
        record[key] = _plain(record[key])
    return record


def _plain(value: Any) -> Any:
    kind = type(value)
    if kind is str or value is None or kind is bool:
        return value
    if kind is tuple or kind is list:
        return [_plain(item) for item in value]
    shape = SHAPES.get(kind)
    if shape is not None:
        return _record(value, shape)
    return {key: _plain(inner) for key, inner in value.items()} if isinstance(value, Mapping) else value


def trace_from_dict(data: Mapping[str, Any]) -> Trace:
    """The trace that JSON data holds. Keys that this version does not know are left out: later ones may add some.

    Raises ValueError, which names each key that is missing or has a value of the wrong type.
    """
    from pydantic import ValidationError

    if not isinstance(data, Mapping) or data.get("schema") != SCHEMA:
        seen = data.get("schema") if isinstance(data, Mapping) else data
        raise ValueError(f"no trace: saw the schema `{seen!s:.40}`, wanted `{SCHEMA}`")
    try:
        text = json.dumps(_with_names(data))
        return _adapter().validate_json(text, strict=True)
    except ValidationError as error:
        wrong = "; ".join(_wrong(row["loc"], row["type"], row["msg"]) for row in error.errors(include_url=False))
        raise ValueError(f"no trace: {wrong}") from None
    except (TypeError, RecursionError) as error:
        raise ValueError(f"no trace: not JSON data ({error})") from None


@cache
def _adapter() -> TypeAdapter[Trace]:
    from pydantic import TypeAdapter

    return TypeAdapter(Trace)


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
