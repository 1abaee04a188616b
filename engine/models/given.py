"""Facts from options. A module of its own: the app needs these before it needs anything else of a question."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """Facts from options instead of an environment: `--issuer`, `--audience`, `--scope`."""

    issuer: str | None = None
    audiences: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()


NOTHING_GIVEN = Given()
