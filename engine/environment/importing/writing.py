"""Writes tables into an environment file: a new one, or one that exists, whose comments and order stay."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import tomlkit
from tomlkit.container import Container
from tomlkit.items import AoT, Array, InlineTable, Item, Table

LISTS_OF_TABLES = frozenset({
    "issuers", "gateways", "resources", "api_services", "operations", "policies", "rules", "statements",
    "authorization_servers", "clients", "users", "history",
})  # fmt: skip
"""Keys whose tables have headers of their own."""
NAMED_BY_ID = ("clients", "users")
"""What is known by its `id`; everything else is known by its `name`."""
WIDE = 100
"""A list with more characters than this has an element a line."""


def write_tables(tables: Mapping[str, Any], text: str = "") -> str:
    """A TOML text with these tables. Those of `text` that have the same name or id are brought up to date in place.

    Raises ValueError where `text` is no TOML.
    """
    document = tomlkit.parse(text)
    _update(document, tables)
    return tomlkit.dumps(document).rstrip("\n") + "\n"


def _update(target: Container | Table | InlineTable, values: Mapping[str, Any]) -> None:
    """Plain keys first: what follows the header of a table belongs to that table."""
    for key, value in sorted(values.items(), key=lambda pair: _is_tables(*pair)):
        if value is None or value == target.get(key):
            continue
        if isinstance(target.get(key), AoT) and value == []:
            continue
        if not _is_tables(key, value):
            target[key] = _item(value)
        elif isinstance(target.get(key), AoT):
            _update_tables(target[key], value, "id" if key in NAMED_BY_ID else "name")
        else:
            target[key] = _tables([*(target.get(key) or []), *value] if _is_list(target.get(key)) else value)


def _is_tables(key: str, value: Any) -> bool:
    return key in LISTS_OF_TABLES and _is_list(value)


def _is_list(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, Mapping) for one in value)


def _update_tables(target: AoT, values: list[Mapping[str, Any]], label: str) -> None:
    for value in values:
        known = next((one for one in target if one.get(label) == value.get(label)), None)
        if known is None:
            added = _table(value)
            added.add(tomlkit.nl())
            target.append(added)
        else:
            _update(known, value)


def _tables(values: list[Mapping[str, Any]]) -> AoT:
    made = tomlkit.aot()
    for value in values:
        made.append(_table(value))
    return made


def _table(values: Mapping[str, Any]) -> Table:
    table = tomlkit.table()
    _update(table, values)
    return table


def _item(value: Any) -> Item:
    """A value in one line, or a list with an element a line where it is long."""
    if isinstance(value, Mapping):
        inline = tomlkit.inline_table()
        for key, inner in value.items():
            if inner is not None:
                inline[key] = _item(inner)
        return inline
    if isinstance(value, list | tuple):
        array: Array = tomlkit.array()
        array.extend([_item(one) for one in value if one is not None])
        array.multiline(len(array.as_string()) > WIDE)
        return array
    found: Item = tomlkit.item(value)
    return found
