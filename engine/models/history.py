"""What happened before and may explain a refusal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from msgspec import Struct, field

NOTHING: Mapping[str, Any] = MappingProxyType({})


class HistoryEvent(Struct, frozen=True, kw_only=True):
    """Something that happened before and may explain a refusal, e.g. a token revoked (design: `[[history]]`)."""

    at: datetime
    type: str
    subject: str
    detail: Mapping[str, Any] = field(default_factory=lambda: NOTHING)
