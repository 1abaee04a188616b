"""A scenario made ready to diagnose: its tokens signed, its texts filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from engine.tokens.signing import sign_token

if TYPE_CHECKING:
    from knowledge.scenarios import Scenario

_TOKEN = re.compile(r"\{\{tokens\.([^}]+)\}\}")


class RenderedScenario(Struct, frozen=True, kw_only=True):
    """The texts of a scenario as a person would paste them.

    `environment` are the tables of an environment file; a `jwks` in it names a file of the shipped keys. `now` is UTC,
    None where there is no request; `deployed` are the tables as they were last deployed.
    """

    reason: str
    request: str | None
    response: str | None
    evidence: tuple[str, ...]
    environment: Mapping[str, Any] | None
    now: datetime | None
    source_ip: str | None
    deployed: Mapping[str, Any] | None = None


def render_scenario(scenario: Scenario, keys: Mapping[str, str]) -> RenderedScenario:
    """Signs the tokens with `keys` (PEM texts by name) and puts them where the texts name them.

    The same scenario gives the same bytes each time. KeyError where a text names a token that the scenario lacks.
    """
    signed: dict[str, str] = {}

    def token(match: re.Match[str]) -> str:
        name = match[1]
        if name not in signed:
            signed[name] = sign_token(scenario.tokens[name], keys)
        return signed[name]

    def fill(text: str | None) -> str | None:
        return None if text is None else _TOKEN.sub(token, text)

    return RenderedScenario(
        reason=scenario.reason,
        request=fill(scenario.request),
        response=fill(scenario.response),
        evidence=tuple(_TOKEN.sub(token, text) for text in scenario.evidence),
        environment=scenario.environment,
        now=datetime.fromisoformat(scenario.now).astimezone(UTC) if scenario.now else None,
        source_ip=scenario.source_ip,
        deployed=scenario.deployed,
    )
