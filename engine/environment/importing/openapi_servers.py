"""The servers of an OpenAPI document as base URLs (OpenAPI Specification 3.1, sections 4.8.5 and 4.8.6)."""

from __future__ import annotations

import re
from urllib.parse import urljoin

from engine.environment.importing.reading import Node
from engine.environment.values import is_absolute_url

VARIABLE = re.compile(r"\{([^{}]*)\}")
EXAMPLE = "https://api.example.com"
MOST_OTHERS = 6


def base_urls(root: Node, given: str | None) -> list[str]:
    """Every server that can be a base URL; an example, and said to be one, where none can."""
    found: list[str] = [given.rstrip("/")] if given and "servers" not in root else []
    for server in root.nodes("servers"):
        server.skip("description", "name")
        url = _url(server, given)
        if url is not None and url not in found:
            found.append(url)
    if not found:
        root.say("servers", f"no address of the API: `{EXAMPLE}` stands for it; --base-url URL gives it")
        found = [EXAMPLE]
    return found


def _url(server: Node, given: str | None) -> str | None:
    variables = server.node("variables")
    text = VARIABLE.sub(lambda match: _value(variables, match[1]), server.text("url") or "/")
    variables.skip(*variables.value)
    if "://" not in text and given:
        text = urljoin(f"{given.rstrip('/')}/", text)
    plain = re.split(r"[?#]", text)[0].rstrip("/")
    if not is_absolute_url(plain) or VARIABLE.search(plain):
        server.say("url", "no absolute http or https URL; left out, --base-url URL completes one that is relative")
        return None
    if plain != text.rstrip("/"):
        server.say("url", "a query or fragment cannot be part of a base URL; left out")
    return plain


def _value(variables: Node, name: str) -> str:
    """The default of a server variable; itself where it has none, which is no URL then."""
    variable = variables.node(name)
    variable.skip("description")
    default = variable.text("default")
    others = [one for one in variable.texts("enum") or [] if one != default]
    if default is None:
        variables.say(name, "a variable without a default")
        return f"{{{name}}}"
    shown = ", ".join(others[:MOST_OTHERS]) + (", …" if len(others) > MOST_OTHERS else "")
    also = f"; it may be {shown} too: add those base URLs where you use them" if others else ""
    variables.say(name, f"taken as `{default}`{also}")
    return default
