"""An introspection reply given as evidence: it stands for the claims of an opaque token (RFC 7662)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from engine.json_objects import json_objects


def find_reply(evidence: Iterable[str]) -> Mapping[str, Any] | None:
    """The first introspection reply among the texts: a JSON object with a boolean `active` (section 2.2)."""
    for value in json_objects(evidence):
        if isinstance(value.get("active"), bool):
            return value
    return None
