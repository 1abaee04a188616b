"""Facts from options. A module of its own: the app needs these before it needs anything else of a question."""

from __future__ import annotations

from msgspec import Struct


class Given(Struct, frozen=True, kw_only=True):
    """Facts from options instead of an environment: `--issuer`, `--audience`, `--scope`."""

    issuer: str | None = None
    audiences: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()


NOTHING_GIVEN = Given()
