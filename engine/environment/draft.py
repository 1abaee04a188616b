"""A first environment file from what one request and its token show, for a person to complete."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from engine.environment.draft_template import TEMPLATE
from engine.urls import Url, parse_url
from knowledge.patterns import lazy_regex

PLAIN = lazy_regex(r"[a-z][a-z0-9._-]{0,24}", re.IGNORECASE)
NAMED = lazy_regex(r"v\d{1,3}", re.IGNORECASE)
MOST_SCOPES = 12
FROM_TOKEN = "Taken from the token that you gave: check it, a wrong {} would pass."
OWN_SCOPES = "# These are all that the token has: keep those that the API asks for."
EXAMPLE = "# This is an example."


def draft_environment(
    url: str | None,
    claims: Mapping[str, Any] | None = None,
    header: Mapping[str, Any] | None = None,
    method: str | None = None,
    token_endpoint: str | None = None,
    authorization_endpoint: str | None = None,
) -> str:
    """The text of an environment file that fits a request's URL and method and its token's claims and header.

    It loads as it is. What the request and token do not show is an example, and said to be one; what the token says of
    itself is to be checked, and said to be. Nothing of the URL but its host and a path without ids gets into it.
    `token_endpoint` and `authorization_endpoint` are URLs of requests for a token, which are none to an API.
    """
    place = _place(url)
    claims, header, method = claims or {}, header or {}, _method(method)
    audience, scopes = _audience(claims), _scopes(claims)
    return TEMPLATE.format(
        name=_toml(place.host if place else "my-environment"),
        service=_toml(place.host if place else "My API"),
        base_url=_toml(place.origin if place else "https://api.example.com"),
        base_url_from=_base_url_from(place),
        operation=_toml(f"{method} {_path(place)}"),
        method=_toml(method),
        path=_toml(_path(place)),
        user=_toml(_text(claims, "sub") or "user-1"),
        scopes=", ".join(map(_toml, scopes or ["read"])),
        scopes_from=OWN_SCOPES if scopes else EXAMPLE,
        audience=audience or '#audience = "my-api"',
        audience_from=f"# {FROM_TOKEN.format('audience')}" if audience else EXAMPLE,
        audience_example=_toml("https://api.example.com"),
        example="This is an example.",
        **_issuer(claims, header, token_endpoint),
        **_server(token_endpoint),
        **_authorization(authorization_endpoint, token_endpoint),
    )


def _place(url: str | None) -> Url | None:
    """The URL where it can be a base URL; without a scheme it is taken for https."""
    place = parse_url(f"https:{url}" if url and url.startswith("//") else url or "")
    good = place is not None and place.scheme in ("http", "https") and "@" not in place.origin
    return place if good and _loads(place) else None


def _loads(place: Url | None) -> bool:
    from engine.environment.values import is_absolute_url

    return place is not None and is_absolute_url(place.origin)


def _base_url_from(place: Url | None) -> str:
    if place is None:
        return "This is an example, as there was no request: write the address under which your API is called."
    add = "add the path where the API starts, if others share the host, and take it off the paths below"
    return f"This is the host of the request: {add}."


def _issuer(claims: Mapping[str, Any], header: Mapping[str, Any], token_endpoint: str | None) -> dict[str, str]:
    issuer = _usable_issuer(claims)
    said = f"The `iss` of its tokens, exactly. {FROM_TOKEN.format('issuer')}"
    told = _told_by(token_endpoint) if "iss" not in claims else None
    if told is not None:
        issuer, vendor = told
        said = f"The `iss` of its tokens, exactly. It follows from the token URL, as {vendor} makes them: check it."
    why = "the token's own can not be one" if "iss" in claims else "there was no token with one"
    unsaid = f"The `iss` of its tokens, exactly. This is an example, as {why}."
    return {
        "issuer": _toml(issuer or "https://login.example.com"),
        "issuer_from": said if issuer else unsaid,
        "keys_from": _keys_from(issuer, _text(header, "kid")),
        "algorithms": _algorithms(_text(header, "alg")),
    }


def _told_by(token_endpoint: str | None) -> tuple[str, str] | None:
    """The issuer that the URL of the token endpoint tells, and whose vendor's shape it has."""
    from engine.environment.importing.token_urls import issuer_of
    from engine.environment.values import is_issuer

    place = _place(token_endpoint)
    told = issuer_of(place.without_query) if place is not None else None
    return told if told is not None and is_issuer(told[0]) else None


def _usable_issuer(claims: Mapping[str, Any]) -> str | None:
    from engine.environment.values import is_issuer

    issuer = _text(claims, "iss")
    return issuer if issuer is not None and is_issuer(issuer) else None


def _keys_from(issuer: str | None, key: str | None) -> str:
    """Where an issuer publishes its keys (OpenID Connect Discovery 1.0, section 4)."""
    url = parse_url(issuer) if issuer else None
    place = f"{(issuer or '').rstrip('/')}/.well-known/openid-configuration"
    is_web = url is not None and url.scheme in ("http", "https")
    where = f"The `jwks_uri` in {_toml(place)} says" if is_web else "The issuer's metadata says in `jwks_uri`"
    return f"{where} where to get them{f'; the token names the key {_toml(key)}' if key else ''}."


def _server(url: str | None) -> dict[str, str]:
    from engine.environment.values import is_absolute_url

    place = _place(url)
    if place is not None and is_absolute_url(place.without_query):
        said = "This is the URL of the request."
        return {"server_off": "", "token_endpoint": _toml(place.without_query), "token_endpoint_from": said}
    return {
        "server_off": "#", "token_endpoint": _toml("https://login.example.com/token"),
        "token_endpoint_from": "This is an example: the issuer's metadata says in `token_endpoint` where it is.",
    }  # fmt: skip


def _authorization(url: str | None, token_endpoint: str | None) -> dict[str, str]:
    from engine.environment.values import is_absolute_url

    place, server = _place(url), _place(token_endpoint)
    shown = place is not None and is_absolute_url(place.without_query)
    on = shown and server is not None and is_absolute_url(server.without_query)
    found = place.without_query if place is not None and shown else "https://login.example.com/authorize"
    return {
        "authorization_off": "" if on else "#", "authorization_endpoint": _toml(found),
        "authorization_from": "This is the URL of a request." if shown else "This is an example.",
    }  # fmt: skip


def _algorithms(algorithm: str | None) -> str:
    from engine.environment.values import ALGORITHMS

    if algorithm in ALGORITHMS and not algorithm.startswith("HS"):
        return f"algorithms = [{_toml(algorithm)}]"
    return '#algorithms = ["RS256"]'


def _audience(claims: Mapping[str, Any]) -> str | None:
    named = claims.get("aud")
    several = [name for name in named if isinstance(name, str) and name.strip()] if isinstance(named, list) else []
    if isinstance(named, str) and named.strip():
        return f"audience = {_toml(named)}"
    return f"audience = [{', '.join(map(_toml, several))}]" if several else None


def _scopes(claims: Mapping[str, Any]) -> list[str]:
    from engine.environment.values import is_scope

    named = claims.get("scope", claims.get("scp"))
    found = named.split() if isinstance(named, str) else named if isinstance(named, list) else []
    return [scope for scope in found if isinstance(scope, str) and is_scope(scope)][:MOST_SCOPES]


def _method(method: str | None) -> str:
    from engine.environment.values import METHODS

    return method if method in METHODS else "GET"


def _path(place: Url | None) -> str:
    """The request's path with `{id}` for what does not look like a name, so that no id or secret is written down."""
    segments = place.segments if place else ("orders", "17")
    kept: list[str] = []
    for segment in segments:
        is_name = PLAIN.fullmatch(segment) and (NAMED.fullmatch(segment) or not re.search(r"\d", segment))
        kept.append(segment if is_name else "*" if "{id}" in kept else "{id}")
    return "/" + "/".join(kept)


def _text(table: Mapping[str, Any], key: str) -> str | None:
    value = table.get(key)
    return value if isinstance(value, str) and value.strip() else None


def _toml(text: str) -> str:
    """A basic string of TOML; it stands in comments, too, so nothing in it ends a line."""
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(char if char.isprintable() else _escape(char) for char in quoted)


def _escape(char: str) -> str:
    code = 0xFFFD if 0xD800 <= ord(char) <= 0xDFFF else ord(char)
    return f"\\U{code:08x}" if code > 0xFFFF else f"\\u{code:04x}"
