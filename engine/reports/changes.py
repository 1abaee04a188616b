"""What policy would change in a request or an answer, a sentence for each change."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from engine.words import shortened

LONGEST = 60
"""Characters of a value before or after."""


def change_text(change: Mapping[str, Any]) -> str:
    """`set header X-Tenant: "eve" → "ada", by tenant`; before it stands nothing where nothing was there."""
    by = f", by {change['statement']}" if change.get("statement") else ""
    op = str(change.get("op", "")).replace("-", " ")
    if "more" in change:
        return f"and {change['more']} more of {op}{by}"
    if "name" not in change:
        payload = f" {_value(change['payload'])}" if change.get("payload") is not None else ""
        return f"{op}{payload}: what is there now is not known{by}"
    before, after = change.get("before"), change.get("after", change.get("value"))
    was = "something not known" if change.get("not_known") else "nothing" if before is None else _value(before)
    if op.startswith("remove"):
        return f"{op} {change['name']}: {'nothing there' if was == 'nothing' else was}{by}"
    return f"{op} {change['name']}: {was} → {_value(after)}{by}"


def _value(value: Any) -> str:
    return shortened(json.dumps(value, ensure_ascii=False, default=str), LONGEST)
