"""The message in which a gateway asks the policy service, given as evidence: what of the token did it pass on?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from engine.json_objects import json_objects

MEMBERS = ("method", "url", "headers")
"""What every decision request has, and no introspection reply, log line or audit event has all of."""


def find_decision_request(evidence: Iterable[str]) -> Mapping[str, Any] | None:
    """The first decision request among the texts: a JSON object with method, URL and a list of headers."""
    for value in json_objects(evidence):
        if all(name in value for name in MEMBERS) and isinstance(value["headers"], list):
            return value
    return None


def passed_claims(request: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The claims of the token that the gateway validated (`access_token`); None where it passed none on."""
    claims = request.get("access_token")
    return claims if isinstance(claims, dict) else None
