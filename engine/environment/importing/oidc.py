"""What an issuer publishes of itself: its metadata (OpenID Connect Discovery 1.0 section 3, RFC 8414) and its keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from engine.environment.importing.keys import algorithms_of, public_keys
from engine.environment.importing.reading import Imported, ImportProblem, Node, Notes, unique
from engine.environment.values import ALGORITHMS, is_absolute_url, is_issuer, is_scope

ENDPOINTS = {
    "token_endpoint": "token_endpoint",
    "authorization_endpoint": "authorization_endpoint",
    "userinfo_endpoint": "userinfo_endpoint",
    "introspection_endpoint": "introspection_endpoint",
    "revocation_endpoint": "revocation_endpoint",
    "pushed_authorization_request_endpoint": "par_endpoint",
    "device_authorization_endpoint": "device_authorization_endpoint",
    "registration_endpoint": "registration_endpoint",
}
"""Members of the metadata, and the fields of `[[authorization_servers]]` that they are."""
NO_USE = (
    "claims_supported", "claim_types_supported", "claims_locales_supported", "ui_locales_supported",
    "display_values_supported", "acr_values_supported", "subject_types_supported", "service_documentation",
    "op_policy_uri", "op_tos_uri", "end_session_endpoint", "check_session_iframe",
    "id_token_signing_alg_values_supported",
)  # fmt: skip
"""About signing in and ID tokens; no call to an API is judged by them."""


def import_oidc(documents: Iterable[tuple[str, Any]], existing: Mapping[str, Any]) -> Imported:
    """An issuer and its authorization server, of one metadata document and, beside it, the JWK Set of its keys.

    `documents` are pairs of a name and JSON. Raises ImportProblem where there is no metadata in them, or twice.
    """
    notes = Notes()
    metadata: Node | None = None
    jwks: dict[str, Any] | None = None
    for name, document in documents:
        node = Node(document, "$", notes)
        if "keys" in node and "issuer" not in node:
            jwks = public_keys(node)
        elif "issuer" not in node:
            raise ImportProblem(f"{name}: saw neither `issuer` nor `keys`, wanted an issuer's metadata or its JWK Set")
        elif metadata is not None:
            raise ImportProblem(f"{name}: saw a second issuer, wanted the metadata of one")
        else:
            metadata = node
    if metadata is None:
        raise ImportProblem("saw a JWK Set alone, wanted the issuer's metadata beside it")
    tables = _tables(metadata, jwks, existing)
    _fold(metadata)
    return Imported(tables, notes.unsaid)


def _tables(metadata: Node, jwks: dict[str, Any] | None, existing: Mapping[str, Any]) -> dict[str, Any]:
    issuer = metadata.text("issuer")
    if issuer is None or not is_issuer(issuer):
        raise ImportProblem("saw an `issuer` that no token can carry, wanted an https URL")
    name = _name(issuer, existing)
    server: dict[str, Any] = {"name": _server_name(name, existing), "issuer": name}
    for member, field in ENDPOINTS.items():
        url = metadata.text(member)
        if url and is_absolute_url(url):
            server[field] = url
        elif url:
            metadata.say(member, "no absolute http or https URL; left out")
    scopes = metadata.texts("scopes_supported")
    if scopes is not None:
        server["scopes"] = [scope for scope in scopes if is_scope(scope)]
        metadata.say("scopes_supported", "an issuer may keep scopes to itself: those of your APIs may be missing")
    server["grant_types"] = metadata.texts("grant_types_supported")
    made = {
        "name": name,
        "issuer": issuer,
        **_keys(metadata, jwks),
        "introspection_url": server.get("introspection_endpoint"),
    }
    return {"name": name, "issuers": [made], "authorization_servers": [server]}


def _keys(metadata: Node, jwks: dict[str, Any] | None) -> dict[str, Any]:
    url = metadata.text("jwks_uri")
    source: Any = jwks or (url if url and url.lower().startswith("https://") and is_absolute_url(url) else None)
    if source is None:
        metadata.say("jwks_uri", "no https URL of keys: without them no signature can be judged")
    elif jwks is None:
        metadata.say("jwks_uri", "the keys stand at a URL, fetched only with --online; give their file beside this one")
    algorithms = [one for one in algorithms_of(jwks) if one in ALGORITHMS]
    return {"jwks": source, "algorithms": algorithms or None}


def _name(issuer: str, existing: Mapping[str, Any]) -> str:
    """The name that the issuer has in the file; else its host, as nobody else is called there."""
    issuers = [one for one in existing.get("issuers", []) if isinstance(one, Mapping)]
    known = next((one for one in issuers if one.get("issuer") == issuer), None)
    if known is not None:
        return str(known.get("name"))
    return unique(urlsplit(issuer).netloc or issuer, {str(one.get("name")) for one in issuers})


def _server_name(issuer: str, existing: Mapping[str, Any]) -> str:
    servers = [one for one in existing.get("authorization_servers", []) if isinstance(one, Mapping)]
    known = [one for one in servers if one.get("issuer") == issuer]
    return str(known[0].get("name")) if len(known) == 1 else unique(issuer, {str(one.get("name")) for one in servers})


def _fold(metadata: Node) -> None:
    """Names what the metadata says and the file cannot in one line: there are dozens of members."""
    known = {*ENDPOINTS, *NO_USE, "issuer", "jwks_uri", "scopes_supported", "grant_types_supported"}
    left = [key for key in metadata.value if key not in known]
    if left:
        metadata.say("", f"not used: {', '.join(left)}")
