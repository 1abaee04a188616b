"""What an issuer publishes of itself: where its keys are and where tokens can be asked about.

OpenID Connect Discovery 1.0 section 4 and RFC 8414 section 3. Only for an issuer that a person declared.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

from msgspec import Struct

from engine.adapters.web import FetchRefused, fetch_text, host_of

OPENID = "/.well-known/openid-configuration"
OAUTH = "/.well-known/oauth-authorization-server"


class Metadata(Struct, frozen=True):
    """The members of a discovery document that are used; `source` is where it stands."""

    source: str
    jwks_uri: str | None = None
    introspection_endpoint: str | None = None


def metadata_urls(issuer: str) -> tuple[str, ...]:
    """Where an issuer's document may stand: after its path (OpenID Connect) or before it (RFC 8414 section 3.1).

    Raises FetchRefused for an issuer that is no URL to be fetched from.
    """
    host_of(issuer)
    parts = urlsplit(issuer)
    if parts.query or parts.fragment:
        raise FetchRefused(f"saw the issuer `{issuer}`, wanted one without query and fragment (RFC 8414 section 2)")
    origin, path = f"{parts.scheme}://{parts.netloc}", parts.path.rstrip("/")
    return f"{origin}{path}{OPENID}", f"{origin}{OAUTH}{path}"


def fetch_metadata(issuer: str) -> Metadata:
    """The first document of the two whose `issuer` is exactly this one (RFC 8414 section 3.3). Raises FetchRefused."""
    return _first(issuer)[1]


def fetch_documents(issuer: str) -> list[tuple[str, str]]:
    """An issuer's metadata and the JWK Set that it names: where each stands, and its text. Raises FetchRefused."""
    text, metadata = _first(issuer)
    documents = [(metadata.source, text)]
    if metadata.jwks_uri is not None:
        documents.append((metadata.jwks_uri, fetch_text(metadata.jwks_uri)))
    return documents


def _first(issuer: str) -> tuple[str, Metadata]:
    refused = []
    for url in metadata_urls(issuer):
        try:
            text = fetch_text(url)
            return text, _read(text, url, issuer)
        except FetchRefused as problem:
            refused.append(str(problem))
    raise FetchRefused(f"no discovery document of `{issuer}` can be used: {'; '.join(refused)}")


def _read(text: str, url: str, issuer: str) -> Metadata:
    try:
        members = json.loads(text)
    except (ValueError, RecursionError):
        members = None
    if not isinstance(members, dict):
        raise FetchRefused(f"`{url}` answers with no JSON object, wanted a discovery document")
    named = members.get("issuer")
    if named != issuer:
        seen = f"names the issuer `{str(named)[:200]}`" if named is not None else "names no issuer"
        raise FetchRefused(f"`{url}` {seen}, wanted exactly `{issuer}`")
    return Metadata(url, _url(members, "jwks_uri", url), _url(members, "introspection_endpoint", url))


def _url(members: dict[str, Any], name: str, source: str) -> str | None:
    """A member that is a URL to be fetched from; None where it is absent."""
    value = members.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise FetchRefused(f"`{source}`: `{name}` is a {type(value).__name__}, wanted a URL")
    try:
        host_of(value)
    except FetchRefused as problem:
        raise FetchRefused(f"`{source}`: `{name}`: {problem}") from None
    return value
