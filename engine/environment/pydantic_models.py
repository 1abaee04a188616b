"""The tables of the environment file as pydantic models, made from `engine.environment.model`.

Pydantic names everything that is wrong with a file at once and writes its JSON Schema. Importing it costs more than a
whole diagnosis, so this is for files that do not fit, and for the schema.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin

from msgspec import NODEFAULT, Meta, Struct
from msgspec.structs import FieldInfo, fields
from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model

from engine.environment.model import Environment

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

CONFIG = ConfigDict(extra="forbid", frozen=True, strict=True)


def errors_in(tables: Mapping[str, Any]) -> list[ErrorDetails]:
    """Everything that is wrong with keys and types; nothing where `msgspec.convert` takes the tables, too.

    Through JSON, because there pydantic takes lists for tuples and tables for models and is strict in all else.
    """
    try:
        pydantic_model(Environment).model_validate_json(json.dumps(tables))
    except ValidationError as error:
        return error.errors(include_url=False)
    return []


@cache
def pydantic_model(table: type[Struct]) -> type[BaseModel]:
    """The model of a table: the same keys, types, limits, defaults and descriptions."""
    columns: dict[str, Any] = {one.name: (translated(one.type), _field(one)) for one in fields(table)}
    model: type[BaseModel] = create_model(table.__name__, __config__=CONFIG, __doc__=table.__doc__, **columns)
    return model


def _field(one: FieldInfo) -> Any:
    alias = None if one.name == one.encode_name else one.encode_name
    if one.default_factory is not NODEFAULT:
        return Field(default_factory=one.default_factory, alias=alias)
    return Field(default=... if one.default is NODEFAULT else one.default, alias=alias)


def translated(kind: Any) -> Any:
    """A type with pydantic's models and limits in place of msgspec's."""
    if isinstance(kind, type) and issubclass(kind, Struct):
        return pydantic_model(kind)
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return Annotated[translated(inner[0]), *map(_said, inner[1:])]
    if origin is Literal or not inner:
        return kind
    if origin in (Union, UnionType):
        return Union[tuple(map(translated, inner))]  # noqa: UP007 (made of what is only known now)
    return origin[tuple(map(translated, inner))]


def _said(about: Meta | str) -> Any:
    """A limit, or what a field is for."""
    if isinstance(about, str):
        return Field(description=about)
    return Field(min_length=about.min_length, ge=about.ge)
