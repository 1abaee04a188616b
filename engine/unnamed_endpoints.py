"""Which endpoint of an authorization server a POST went to that no environment names: by its form and the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from engine.json_objects import json_members
from knowledge.patterns import lazy_regex

if TYPE_CHECKING:
    from engine.models.exchange import Request
    from engine.models.trace import Endpoint

METADATA = frozenset({"redirect_uris", "software_statement", "token_endpoint_auth_method"})
"""Members that only a client's registration has (RFC 7591 section 2)."""
EXCHANGED = frozenset(
    {
        "grant_type", "code", "refresh_token", "username", "password", "device_code", "assertion", "subject_token",
        "auth_req_id", "ticket", "code_verifier",
    }
)  # fmt: skip
"""Parameters that only the token endpoint takes (RFC 6749 section 4, RFC 7521, RFC 8628, RFC 8693)."""
CREDENTIALS = frozenset({"client_id", "client_secret", "client_assertion", "client_assertion_type"})
DEVICE = CREDENTIALS | {"scope", "resource", "audience"}
"""All that a device authorization request has (RFC 8628 section 3.1)."""
ABOUT_TOKEN = CREDENTIALS | {"token", "token_type_hint"}
"""All that introspection and revocation take (RFC 7662 section 2.1, RFC 7009 section 2.1)."""
OF_REGISTRATION = frozenset(
    {"invalid_redirect_uri", "invalid_client_metadata", "invalid_software_statement", "unapproved_software_statement"}
)
"""Errors of the registration endpoint (RFC 7591 section 3.2.2)."""
OF_TOKEN = frozenset({"unsupported_grant_type", "invalid_grant"})
"""Errors that of all these endpoints the token endpoint alone answers (RFC 6749 section 5.2)."""
SHARED = frozenset({"invalid_request", "invalid_request_object", "unsupported_response_type", "invalid_token"})
"""Errors that other servers answer as well: they count where the form is that of one endpoint."""
_ERROR = lazy_regex(r'"error"\s*:\s*"(\w+)"')


def endpoint_by_form(request: Request) -> Endpoint | None:
    """The endpoint whose parameters a request carries; None where they are no endpoint's own."""
    body = (request.body or "").strip()
    if body.startswith("{"):
        return "registration" if json_members(body).keys() & METADATA else None
    names = {name for name, _ in parse_qsl(body, keep_blank_values=True)}
    if names & EXCHANGED:
        return "token"
    if "token" in names and names <= ABOUT_TOKEN:
        return "introspection"
    if "client_id" in names and names & {"response_type", "request"}:
        return "par"
    return "device_authorization" if "client_id" in names and names <= DEVICE else None


def endpoint_by_answer(request: Request, answer: str) -> Endpoint:
    """The endpoint of the token flow that answers a request so, the token endpoint where nothing tells."""
    form, found = endpoint_by_form(request), _ERROR.search(answer)
    code = found[1] if found else ""
    if form == "introspection" and code == "unsupported_token_type":
        return "revocation"
    if form == "device_authorization" and (code in OF_TOKEN or "grant_type" in answer):
        return "token"
    return form or ("registration" if code in OF_REGISTRATION else "token")


def is_shared_error(request: Request, answer: str) -> bool:
    """Whether a code that others answer, too, is this endpoint's, since the form is its own."""
    found = _ERROR.search(answer)
    return found is not None and found[1] in SHARED and endpoint_by_form(request) not in (None, "token")
