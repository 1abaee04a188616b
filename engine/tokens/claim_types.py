"""The JSON types of registered claims (RFC 7519 section 4.1): what a parser that is strict refuses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.tokens.claims import numeric_date
from engine.tokens.faults import Fault
from engine.words import shortened

TEXTS = ("iss", "sub", "jti")
DATES = ("nbf", "iat")
"""Without `exp`: one that is no number is none, which is a reason of its own."""
NAMES = {str: "text", bool: "boolean", int: "number", float: "number", list: "list", dict: "map"}


def find_mistyped(claims: Mapping[str, Any]) -> Fault | None:
    """Every registered claim whose JSON type is not the one that RFC 7519 gives it, as one fault."""
    mistyped = [name for name in TEXTS if not isinstance(claims.get(name, ""), str)]
    mistyped += [name for name in DATES if numeric_date(claims.get(name, 0)) is None]
    if not is_audience(claims.get("aud", "")):
        mistyped.append("aud")
    if not mistyped:
        return None
    wrong = [f"{name} {shown_type(claims[name])}" for name in mistyped]
    names = ", ".join(f"`{name}`" for name in mistyped)
    wanted = "texts for iss, sub and jti, text or list of texts for aud, numbers for nbf and iat"
    return Fault("token.claim_type_wrong", f"a claim has the wrong JSON type: {names}", ", ".join(wrong), wanted)


def is_audience(value: object) -> bool:
    """Whether this can be an `aud`: a text, or a list of texts (section 4.1.3). `null` is none."""
    if isinstance(value, str):
        return True
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def shown_type(value: object) -> str:
    """What a claim is, in words: `is the text `soon``, `is a list`, `is null`."""
    if value is None:
        return "is null"
    kind = NAMES.get(type(value), "value")
    return f"is a {kind}" if isinstance(value, list | dict) else f"is the {kind} `{shortened(str(value), 40)}`"
