"""Keys and types: what pydantic says of an environment file, in the words of its user."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, time
from functools import cache
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin

from msgspec import Struct
from msgspec.structs import fields

from engine.environment.model import Environment
from engine.environment.positions import Path
from engine.environment.problems import MISSING, SECRET, UNKNOWN_KEY, Fault, nearest, one_of, quoted, shown
from engine.environment.tables import value_at

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

WANTED = {
    "string_type": "a string",
    "int_type": "an integer",
    "int_from_float": "an integer",
    "float_type": "a number",
    "bool_type": "`true` or `false`",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "a table",
    "model_type": "a table",
    "string_too_short": "some text",
    "too_short": "at least one entry",
}
NAMES = {str: "a string", int: "an integer", bool: "`true` or `false`", tuple: "a list", dict: "a table"}


def shape_faults(errors: Iterable[ErrorDetails], tables: Mapping[str, Any]) -> list[Fault]:
    """What is wrong with keys and types, one fault a place. `tables` is what was validated."""
    found: dict[Path, Fault] = {}
    for error in errors:
        fault = _fault(error, tables)
        before = found.get(fault.path)
        found[fault.path] = fault if before is None else _both(before, fault)
    inside = {path[:length] for path in found for length in range(len(path))}
    return [fault for path, fault in found.items() if path not in inside]


def _both(first: Fault, second: Fault) -> Fault:
    """Two wishes for one value, as a choice of types gives."""
    wanted = dict.fromkeys(filter(None, (first.wanted, second.wanted)))
    return Fault(path=first.path, seen=first.seen, wanted=" or ".join(wanted))


def _fault(error: ErrorDetails, tables: Mapping[str, Any]) -> Fault:
    kind = error["type"]
    if kind == "extra_forbidden":
        return _unknown_key(error["loc"])
    if kind == "missing":
        return Fault(path=error["loc"], seen=MISSING, wanted=wanted_at(error["loc"]))
    path = _written(error["loc"], tables)
    value = value_at(tables, path)
    seen = f"saw {_kind(value, secret=not SECRET.isdisjoint(path))}"
    if kind == "literal_error":
        return _literal(path, seen, value, error["ctx"]["expected"])
    wanted = WANTED.get(kind) or _own_words(error["msg"])
    if kind == "greater_than_equal":
        wanted = f"{error['ctx']['ge']} or more"
    table = model_at(path)
    if wanted == "a list" and isinstance(value, Mapping) and table is not None:
        wanted = f"a list of tables, `[[{'.'.join(key for key in path if isinstance(key, str))}]]`"
    if wanted == "a table" and isinstance(value, list) and path[-1] == "scopes":
        wanted = f"a table such as {quoted(f'{{ all = {shown(value)} }}')}"
    return Fault(path=path, seen=seen, wanted=wanted)


def _own_words(message: str) -> str:
    """A message of pydantic that has no words here yet, as something wanted."""
    text = message.removeprefix("Input should be ")
    return text[:1].lower() + text[1:]


def _literal(path: Path, seen: str, value: Any, expected: str) -> Fault:
    names = re.findall(r"'([^']*)'", expected)
    near = nearest(value, names) if isinstance(value, str) else None
    return Fault(path=path, seen=seen, wanted=one_of(names), nearest=near)


def _written(location: tuple[str | int, ...], tables: Mapping[str, Any]) -> Path:
    """The path of an error without the names of a choice's branches, which are not in the file."""
    path: Path = ()
    for key in location:
        try:
            value_at(tables, (*path, key))
        except KeyError:
            continue
        path = (*path, key)
    return path


def _kind(value: Any, *, secret: bool) -> str:
    """A value by its TOML type, and itself where that is short and no secret."""
    names = {bool: "a boolean", int: "an integer", float: "a number", str: "a string", list: "a list", dict: "a table"}
    name = "a date" if isinstance(value, date | time) else names.get(type(value), "a value")
    if value == []:
        return "an empty list"
    return name if secret or isinstance(value, list | dict) else f"{name} `{shown(value)}`"


def _unknown_key(path: Path) -> Fault:
    *parents, key = path
    model = model_at(tuple(parents))
    known = keys_of(model) if model else ()
    near = nearest(str(key), known)
    if near is not None:
        return Fault(path=path, seen=UNKNOWN_KEY, nearest=near)
    homes = [home for home, keys in _homes().items() if key in keys]
    here = "".join(f"{name}." for name in parents if isinstance(name, str))
    homes = [home for home in homes if here and home.startswith(here)] or homes
    if len(homes) == 1:
        place = f"it in a table `[[{homes[0]}]]`" if homes[0] else "it at the top of the file, before the first table"
        return Fault(path=path, seen=UNKNOWN_KEY, wanted=place)
    wanted = f"one of {one_of(known)}" if known else "it left out"
    return Fault(path=path, seen=UNKNOWN_KEY, wanted=wanted)


def keys_of(model: type[Struct]) -> tuple[str, ...]:
    """The keys of a table, as they are written in the file."""
    return model.__struct_encode_fields__


def model_at(path: Path) -> type[Struct] | None:
    """The model of the table, or of the list's tables, at a path; None where the file is free there."""
    model: type[Struct] | None = Environment
    for key in path:
        if isinstance(key, str):
            model = _inner_model(_annotation(model, key)) if model else None
    return model


def wanted_at(path: Path) -> str:
    """What a key is for, by its type: `a string`, `a list`, one of some names."""
    *parents, key = path
    model = model_at(tuple(parents))
    return " or ".join(dict.fromkeys(_words(_annotation(model, str(key))))) if model else "a value"


def _annotation(model: type[Struct], key: str) -> Any:
    return next((field.type for field in fields(model) if field.encode_name == key), None)


def _inner_model(annotation: Any) -> type[Struct] | None:
    if isinstance(annotation, type) and issubclass(annotation, Struct):
        return annotation
    models = (_inner_model(inner) for inner in get_args(annotation))
    return next((model for model in models if model is not None), None)


def _words(annotation: Any) -> Iterator[str]:
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _words(get_args(annotation)[0])
    elif origin is Literal:
        yield one_of(get_args(annotation))
    elif origin in (Union, UnionType):
        for inner in get_args(annotation):
            yield from _words(inner)
    elif annotation is not NoneType:
        yield NAMES.get(origin or annotation, "a table")


@cache
def _homes() -> dict[str, tuple[str, ...]]:
    """The keys of every table by the name in its header, the top of the file by the empty name."""
    homes: dict[str, tuple[str, ...]] = {}
    waiting: list[tuple[str, type[Struct]]] = [("", Environment)]
    while waiting:
        home, model = waiting.pop()
        homes[home] = keys_of(model)
        for key in homes[home]:
            inner = _inner_model(_annotation(model, key))
            if inner is not None:
                waiting.append((f"{home}.{key}".lstrip("."), inner))
    return homes
