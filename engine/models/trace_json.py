"""A trace as JSON data and back: keys in the order of `apiwhy.trace/1`, `from_` written as `from`, tuples as lists."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any, NamedTuple

from msgspec import Struct, ValidationError, convert

from engine.models import trace as shapes
from engine.models.trace import Trace

SCHEMA = "apiwhy.trace/1"


class _Shape(NamedTuple):
    """How one struct is written: a value for each key, those under `nested` to be written in turn."""

    keys: tuple[str, ...]
    values: Callable[[Any], tuple[Any, ...]]
    nested: tuple[str, ...]


def _shape(shape: type[Struct]) -> _Shape:
    names, keys = shape.__struct_fields__, shape.__struct_encode_fields__
    kinds = (shape.__annotations__[name] for name in names)
    nested = tuple(key for key, kind in zip(keys, kinds, strict=True) if NESTED.search(kind))
    return _Shape(keys, attrgetter(*names), nested)


CLASSES = [
    shape
    for shape in vars(shapes).values()
    if isinstance(shape, type) and issubclass(shape, Struct) and shape is not Struct
]
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

    Raises ValueError, which names the first key that is missing or has a value of the wrong type.
    """
    if not isinstance(data, Mapping) or data.get("schema") != SCHEMA:
        seen = data.get("schema") if isinstance(data, Mapping) else data
        raise ValueError(f"no trace: saw the schema `{seen!s:.40}`, wanted `{SCHEMA}`")
    try:
        return convert(dict(data), Trace)
    except (ValidationError, RecursionError) as error:
        raise ValueError(f"no trace: {error}") from None
