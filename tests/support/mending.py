"""A case as it is once a fix's edits were made: by hand, without the engine. A new token is signed, the file edited."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from engine.models.trace import Fix
from tests.support.world import AT, good_claims, sign


def mended(case: Mapping[str, Any], fix: Fix) -> dict[str, Any]:
    """The case with the edits made."""
    case = dict(case)
    method, _, url = case["request"].partition(" ")
    claims = good_claims(**case.get("claims", {}), **dict.fromkeys(case.get("without", ())))
    is_new = False
    for edit in fix.edits:
        path = edit.path.removeprefix("/")
        if edit.target == "environment":
            case["set"] = case.get("set", {}) | {path: edit.to}
        elif edit.target == "token":
            is_new = True
            claims[path.replace("~1", "/")] = edit.to
        elif path == "url":
            url = edit.to
        elif path == "method":
            method = edit.to
        elif path == "time":
            case["at"] = int(datetime.fromisoformat(edit.to).timestamp()) - AT
        elif path == "source_ip":
            case["source_ip"] = edit.to
        else:
            headers = {name: value for name, value in case.get("headers", {}).items() if f"headers/{name}" != path}
            case["headers"] = headers | ({} if edit.to is None else {path.removeprefix("headers/"): edit.to})
    case["request"] = f"{method} {url}"
    if is_new:
        case["token"] = sign({name: value for name, value in claims.items() if value is not None})
    return case
