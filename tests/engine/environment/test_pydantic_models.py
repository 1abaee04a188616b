"""The two readers of an environment's tables: what one takes the other takes, and they read the same."""

from __future__ import annotations

import copy
import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import ValidationError, convert, to_builtins
from pydantic import BaseModel

from engine.environment.model import Count, Environment, Named, ScopeRule, Text
from engine.environment.pydantic_models import errors_in, pydantic_model, translated
from engine.environment.shapes import keys_of

FULL = tomllib.loads(Path(__file__).with_name("full.toml").read_text("utf-8"))


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every place in tables, those inside values that the file leaves free, too."""
    if path:
        yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield from places(one, (*path, key))


PLACES = list(places(FULL))
WORDS = sorted({key for path in PLACES for key in path if isinstance(key, str)} | {"", " ", "x", "active", "deny"})
TEXTS = st.sampled_from(WORDS) | st.text(max_size=3)
SCALARS = st.none() | st.booleans() | st.integers() | st.sampled_from([2**63, -(2**64), 10**40]) | st.floats() | TEXTS
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3), max_leaves=6
)


@st.composite
def edited(draw: st.DrawFn) -> dict[str, Any]:
    """The full file with up to three places changed: another value, none, one of another place, or a new key."""
    tables = copy.deepcopy(FULL)
    for path in draw(st.lists(st.sampled_from(PLACES), min_size=1, max_size=3)):
        holder: Any = tables
        for key in path[:-1]:
            known = isinstance(holder, dict) or (isinstance(holder, list) and isinstance(key, int))
            if not known or (key not in holder if isinstance(holder, dict) else key >= len(holder)):
                break
            holder = holder[key]
        if isinstance(holder, dict):
            change(draw, holder, path[-1])
        elif isinstance(holder, list):
            holder.append(draw(VALUES))
    return tables


def change(draw: st.DrawFn, table: dict[str, Any], key: Any) -> None:
    kind = draw(st.sampled_from(["set", "remove", "add", "listed"]))
    if kind == "remove":
        table.pop(key, None)
    elif kind == "listed":
        table[str(key)] = [table.get(key)]
    else:
        table[str(key) if kind == "set" else draw(TEXTS)] = draw(VALUES)


@given(edited())
def test_what_one_reader_takes_the_other_takes_and_reads_the_same(tables: dict[str, Any]) -> None:
    try:
        environment = convert(tables, Environment)
    except ValidationError:
        assert errors_in(tables)
        return
    assert errors_in(tables) == []
    assert json.dumps(to_builtins(environment)) == as_pydantic_reads(tables)


def as_pydantic_reads(tables: dict[str, Any]) -> str:
    model = pydantic_model(Environment).model_validate_json(json.dumps(tables))
    return json.dumps(model.model_dump(by_alias=True))


@pytest.mark.parametrize("tables", [FULL, {"name": "x"}, {}], ids=["full", "smallest", "empty"])
def test_a_file_that_fits_has_no_errors(tables: dict[str, Any]) -> None:
    assert bool(errors_in(tables)) is ("name" not in tables)


def test_a_model_has_the_keys_and_words_of_its_table() -> None:
    model = pydantic_model(Environment)
    assert issubclass(model, BaseModel)
    assert tuple(field.alias or name for name, field in model.model_fields.items()) == keys_of(Environment)
    assert pydantic_model(ScopeRule).__doc__ == ScopeRule.__doc__
    assert pydantic_model(Named).model_fields["href"].description == "a link to it; shown in audit events"


def test_every_error_is_told_at_once_with_its_place() -> None:
    errors = errors_in({"name": "", "users": [{"id": 1}, {"colour": "red"}]})
    assert [(error["loc"], error["type"]) for error in errors] == [
        (("name",), "string_too_short"),
        (("users", 0, "id"), "string_type"),
        (("users", 1, "id"), "missing"),
        (("users", 1, "colour"), "extra_forbidden"),
    ]


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        (str | None, str | None),
        (dict[str, Any], dict[str, Any]),
        (tuple[ScopeRule, ...], tuple[pydantic_model(ScopeRule), ...]),
    ],
    ids=str,
)
def test_a_type_is_told_in_pydantics_terms(kind: Any, wanted: Any) -> None:
    assert translated(kind) == wanted


def test_limits_and_words_become_fields() -> None:
    text, said = translated(Annotated[Text, "what it is"]).__metadata__
    assert (text.metadata[0].min_length, said.description) == (1, "what it is")
    [count] = translated(Count).__metadata__
    assert count.metadata[0].ge == 0
