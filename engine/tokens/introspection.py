"""An introspection reply given as evidence: it stands for the claims of an opaque token (RFC 7662)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any


def find_reply(evidence: Iterable[str]) -> Mapping[str, Any] | None:
    """The first introspection reply among the texts: a JSON object with a boolean `active` (section 2.2)."""
    for text in evidence:
        if not text.lstrip().startswith("{"):
            continue
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict) and isinstance(value.get("active"), bool):
            return value
    return None
