"""The clock, and names for new things."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4


def now() -> datetime:
    """The current instant in UTC."""
    return datetime.now(UTC)


def new_id() -> str:
    """A new random id (RFC 9562 section 5.4)."""
    return str(uuid4())
