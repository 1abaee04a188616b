"""A deployed copy of an environment file, as it was recorded."""

from __future__ import annotations

from typing import NamedTuple


class Deployment(NamedTuple):
    """`at` is RFC 3339 in UTC; `text` is without secrets, and `digest` is its SHA-256 in hex."""

    name: str
    path: str
    at: str
    actor: str
    digest: str
    text: str

    @property
    def said(self) -> str:
        """When, and by whom: `as deployed 2026-03-04T10:11:12Z by kim`."""
        return f"as deployed {self.at} by {self.actor}"
