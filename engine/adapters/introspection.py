"""Asks an issuer about a token (RFC 7662 section 2). This sends the token: only where a person agreed to that."""

from __future__ import annotations

from engine.adapters.web import FetchRefused, post_form
from engine.tokens.introspection import find_reply


def introspect(url: str, token: str, authorization: str) -> str:
    """The introspection reply, as JSON text. Raises FetchRefused, which holds neither token nor credential."""
    form = {"token": token, "token_type_hint": "access_token"}
    text = post_form(url, form, authorization)
    if find_reply((text,)) is None:
        raise FetchRefused(f"`{url}` answers with no introspection reply, wanted a JSON object with `active`")
    return text
