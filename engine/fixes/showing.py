"""Edits as they leave the engine: without secrets, also those that a policy compares with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from engine.models.trace import Edit
from engine.policy.judging import HIDDEN
from engine.policy.names import is_secret
from engine.shown import redacted_url, shown_data

NAMES = ("attribute", "zone")
"""Keys of a comparison that hold no value."""


def shown_edit(edit: Edit) -> Edit:
    """The edit with what it changes redacted."""
    is_url = edit.target == "request" and edit.path == "/url"
    return replace(edit, from_=_shown(edit.from_, is_url), to=_shown(edit.to, is_url))


def _shown(value: Any, is_url: bool) -> Any:
    return redacted_url(value) if is_url and isinstance(value, str) else shown_data(_compared(value))


def _compared(value: Any) -> Any:
    """A condition without the values that secret attributes are compared with."""
    if isinstance(value, list | tuple):
        return [_compared(one) for one in value]
    if not isinstance(value, Mapping):
        return value
    names = [one.get("attribute") for one in (value, *value.values()) if isinstance(one, Mapping)]
    hides = any(isinstance(name, str) and is_secret(name) for name in names)
    return {
        key: HIDDEN if hides and key not in NAMES and not isinstance(one, Mapping) else _compared(one)
        for key, one in value.items()
    }
