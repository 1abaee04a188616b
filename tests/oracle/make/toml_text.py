"""Writes tables as TOML, so that the real loader reads what the makers thought of."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any

BARE = re.compile(r"[A-Za-z0-9_-]+")
NESTED = ("operations", "rules")
"""Lists of tables that are written below their parent, each under a heading of its own."""


def toml_text(tables: dict[str, Any]) -> str:
    """A TOML document: plain keys first, then every list of tables under its headings."""
    headed = [key for key, value in tables.items() if _is_headed(value)]
    lines = [f"{_key(key)} = {value_text(value)}" for key, value in tables.items() if key not in headed]
    for key in headed:
        for table in tables[key]:
            lines += _table(key, table)
    return "\n".join(lines) + "\n"


def _table(path: str, table: dict[str, Any]) -> list[str]:
    nested = [key for key in NESTED if table.get(key)]
    lines = ["", f"[[{path}]]"]
    lines += [f"{_key(key)} = {value_text(value)}" for key, value in table.items() if key not in nested]
    for key in nested:
        for inner in table[key]:
            lines += _table(f"{path}.{key}", inner)
    return lines


def _is_headed(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value)


def _key(key: str) -> str:
    return key if BARE.fullmatch(key) else json.dumps(key)


def value_text(value: Any) -> str:
    """One value on one line."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(key)} = {value_text(one)}" for key, one in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(value_text, value)) + "]"
    if isinstance(value, datetime):
        return value.isoformat()
    return json.dumps(value)
