"""Facts from options. A module of its own: the app needs these before it needs anything else of a question."""

from __future__ import annotations

from msgspec import Struct

from engine.models.certificate import Certificate


class Given(Struct, frozen=True, kw_only=True):
    """Facts from options instead of an environment: `--issuer`, `--audience`, `--scope`; and `--certificate`."""

    issuer: str | None = None
    audiences: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    certificate: Certificate | None = None
    """The client certificate with which the request was sent."""

    @property
    def wants(self) -> bool:
        """Whether any of them says what the API wants."""
        return bool(self.issuer or self.audiences or self.scopes)


NOTHING_GIVEN = Given()
