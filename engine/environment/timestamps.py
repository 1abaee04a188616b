"""Instants in an environment file: RFC 3339 with an offset, as text or as TOML's own dates."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from knowledge.patterns import lazy_regex

RFC3339 = lazy_regex(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)")


def timestamp_text(value: date | time | datetime) -> str:
    """A date that stands unquoted in TOML as text: RFC 3339, UTC as `Z`."""
    if isinstance(value, datetime) and value.utcoffset() is not None and not value.utcoffset():
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return value.isoformat()


def parse_timestamp(text: str) -> datetime:
    """The instant that a text names (RFC 3339 section 5.6). ValueError where it is none, or has no offset."""
    if RFC3339.fullmatch(text) is None:
        raise ValueError(f"no instant: {text}")
    return datetime.fromisoformat(text.upper())
