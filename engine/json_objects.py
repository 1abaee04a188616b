"""JSON objects in foreign texts: bodies of answers, and what is given as evidence."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any


def json_members(text: str) -> Mapping[str, Any]:
    """The members of a text that is a JSON object; none where it is none."""
    if not text.lstrip().startswith("{"):
        return {}
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def json_objects(texts: Iterable[str]) -> Iterator[Mapping[str, Any]]:
    """Those of the texts that are JSON objects with members, in order."""
    return filter(None, map(json_members, texts))
