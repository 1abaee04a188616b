"""JSON pointers (RFC 6901): a path into a document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

MISSING: Any = object()
"""What a pointer gives that leads nowhere. Null is a value, this is none."""


def follow_pointer(document: Any, pointer: str) -> Any:
    """The value at the pointer, or `MISSING`. An empty pointer is the whole document."""
    found = document
    for token in pointer.split("/")[1:]:
        found = _step(found, token.replace("~1", "/").replace("~0", "~"))
        if found is MISSING:
            return MISSING
    return found


def _step(found: Any, key: str) -> Any:
    if isinstance(found, Mapping):
        return found.get(key, MISSING)
    if isinstance(found, Sequence) and not isinstance(found, str):
        is_index = key == "0" or (key.isascii() and key.isdecimal() and key[0] != "0" and len(key) < 10)
        return found[int(key)] if is_index and int(key) < len(found) else MISSING
    return MISSING
