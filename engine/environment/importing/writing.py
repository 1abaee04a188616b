"""Writes tables into an environment file: a new one, or one that exists, whose comments and order stay."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import tomlkit
from tomlkit.container import Container
from tomlkit.items import AoT, Array, InlineTable, Item, Table

from engine.environment.importing.reading import Comment
from engine.environment.problems import escaped

LISTS_OF_TABLES = frozenset({
    "issuers", "gateways", "resources", "api_services", "operations", "policies", "rules", "statements",
    "authorization_servers", "clients", "users", "history",
})  # fmt: skip
"""Keys whose tables have headers of their own."""
NAMED_BY_ID = ("clients", "users")
"""What is known by its `id`; everything else is known by its `name`."""
WIDE = 100
"""A list with more characters than this has an element a line."""


def write_tables(
    tables: Mapping[str, Any],
    text: str = "",
    comments: Iterable[Comment] = (),
    off: Iterable[tuple[str, Mapping[str, Any], str]] = (),
) -> str:
    """A TOML text with these tables. Those of `text` that have the same name or id are brought up to date in place.

    `comments` are written in rows that are new, and the rows of `off` as comments at the end, each with its reason.
    Raises ValueError where `text` is no TOML.
    """
    document = tomlkit.parse(text)
    there = {(kind, _label(kind, row)) for kind in tables for row in document.get(kind, ()) if kind in LISTS_OF_TABLES}
    _update(document, tables)
    for comment in comments:
        if (comment.kind, comment.label) not in there:
            _comment(document, comment)
    written = tomlkit.dumps(document).rstrip("\n") + "\n"
    for kind, row, why in off:
        if _label(kind, row) not in {_label(kind, one) for one in document.get(kind, ())}:
            written += _row_off(kind, row, why, written)
    return written


def _label(kind: str, row: Mapping[str, Any]) -> str:
    return str(row.get("id" if kind in NAMED_BY_ID else "name"))


def _comment(document: tomlkit.TOMLDocument, comment: Comment) -> None:
    for row in document.get(comment.kind, ()):
        if _label(comment.kind, row) == comment.label:
            if comment.key in row:
                row[comment.key].comment(comment.text)
            else:
                row.add(tomlkit.comment(comment.text))


def _row_off(kind: str, row: Mapping[str, Any], why: str, written: str) -> str:
    """The lines of a row, each a comment; none where the text has them already."""
    lines = tomlkit.dumps({kind: _tables([row])}).rstrip("\n").splitlines()
    begins = "".join(f"#{line}\n" for line in lines[:2])
    return "" if begins in written else f"\n# {escaped(why)}\n" + "".join(f"#{line}\n" for line in lines)


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
