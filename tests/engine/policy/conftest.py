"""A world for policies: attributes as a plain table, and environments from plain data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from msgspec import convert

from engine.environment.model import Environment
from engine.policy.attributes import ABSENT, AttributeValue, NotKnown, Value


class Facts:
    """Attributes from a table. `absent` names are absent; what is not in the table is not known."""

    def __init__(self, values: Mapping[str, Any], absent: tuple[str, ...] = ()) -> None:
        self.values = values
        self.absent = absent

    def get(self, name: str) -> AttributeValue:
        if name in self.absent:
            return ABSENT
        if name in self.values:
            return Value(self.values[name], "test")
        return NotKnown(f"the value of {name}", "--test")


@pytest.fixture
def facts() -> type[Facts]:
    return Facts


@pytest.fixture
def environment() -> Callable[..., Environment]:
    def build(**tables: Any) -> Environment:
        return convert({"name": "test", **tables}, Environment)

    return build
