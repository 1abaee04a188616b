"""A bakery whose authorization server has access policies, and what changes in it."""

from __future__ import annotations

import copy
import json
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from engine.environment.loader import environment_from_tables
from engine.environment.model import Environment

TABLES: dict[str, Any] = tomllib.loads((Path(__file__).parent / "bakery.toml").read_text("utf-8"))


def bakery(changes: Mapping[str, Any] | None = None, remove: tuple[str, ...] = ()) -> Environment:
    """The bakery's environment, with values set or removed at paths such as `authorization_servers/0/policies`."""
    return _bakery(json.dumps(changes or {}, sort_keys=True), remove)


@cache
def _bakery(changes: str, remove: tuple[str, ...]) -> Environment:
    tables = copy.deepcopy(TABLES)
    for path, value in json.loads(changes).items():
        parent, last = _place(tables, path)
        if isinstance(parent, list) and last == len(parent):
            parent.append(value)
        else:
            parent[last] = value
    for path in remove:
        parent, last = _place(tables, path)
        del parent[last]
    return environment_from_tables(tables, file="bakery")


def _place(tables: Any, path: str) -> tuple[Any, Any]:
    *parents, last = (int(part) if part.isdigit() else part for part in path.split("/"))
    for part in parents:
        tables = tables[part]
    return tables, last
