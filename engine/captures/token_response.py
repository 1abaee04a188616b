"""A whole token response in place of the token in it (RFC 6749 section 5.1), or the form that a redirect brings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from engine.json_objects import json_members

NAME = "access_token"
_LONGEST = 200_000


def access_token_in(text: str) -> str | None:
    """The access token of a response's JSON body or form; None where a text is neither.

    A response names the token's type; where that was left out, only a JWT is known to be a token.
    """
    text = text.strip()
    members: Mapping[str, Any]
    if len(text) > _LONGEST or NAME not in text:
        return None
    if text.startswith("{"):
        members = json_members(text)
    elif any(character.isspace() for character in text) or "://" in text:
        return None
    else:
        members = dict(parse_qsl(text.lstrip("?#")))
    found = members.get(NAME)
    if not isinstance(found, str) or not ("token_type" in members or found.startswith("ey")):
        return None
    return found.strip() or None
