"""From a call that its token cannot make to the token request that can: what to ask for, and whether it is issued."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from engine.fixes.token_edits import quoted_url, shell_safe, wanted_audiences, wanted_scopes
from engine.issuing.issued import audiences_for
from engine.issuing.preview import Preview, PreviewAsk, preview_token
from engine.issuing.provenance import why_so
from engine.models.question import Known, Question
from engine.models.trace import Fix, TokenRequest
from engine.shown import redacted
from engine.words import quoted
from knowledge.owners import Owner

if TYPE_CHECKING:
    from engine.environment.model import AuthorizationServer, Client, Environment

ID, SECRET = "YOUR_CLIENT_ID", "YOUR_CLIENT_SECRET"


def right_request(question: Question, known: Known, reasons: tuple[str, ...]) -> TokenRequest | None:
    """The request for a token that has the scope and the audience which are wanted; None where none can be told.

    `reasons` are those that another token settles. It needs the environment's authorization server, and a token that
    could be read.
    """
    environment = question.environment
    if environment is None or known.service is None or known.claims is None:
        return None
    scopes = wanted_scopes(question, known, reasons)
    server = server_for(question, known, scopes)
    if server is None:
        return None
    grant = _grant(server, known, reasons)
    preview = _preview(question, environment, server, known, grant, scopes)
    client = known.client
    return TokenRequest(
        server=server.name, endpoint=server.token_endpoint, grant_type=grant, scopes=scopes,
        parameters=_parameters(grant, known, client, scopes), url=_url(server, grant, known, client, scopes),
        command=_command(server, grant, known, client, scopes), verdict=preview.verdict if preview else None,
        reason=preview.reason if preview else None, owner=_owner(preview),
        summary=redacted(_summary(environment, server, preview, scopes, wanted_audiences(question, known))),
        change=redacted(fix.change) if (fix := _fix(preview)) else None,
        because=redacted(why_so(question, environment, server, known, reasons)),
    )  # fmt: skip


def server_for(question: Question, known: Known, scopes: tuple[str, ...]) -> AuthorizationServer | None:
    """Of the servers of the service's issuers, one whose tokens have its audience, then one that knows the scopes."""
    environment, service = question.environment, known.service
    if environment is None or service is None:
        return None
    wanted = set(wanted_audiences(question, known))
    servers = [server for server in environment.authorization_servers if server.issuer in service.issuer_names]

    def fits(server: AuthorizationServer) -> tuple[bool, bool]:
        knows = server.scopes is None or set(scopes) <= set(server.scopes)
        return bool(wanted & set(audiences_for(environment, server, scopes))), knows

    return max(servers, key=fits, default=None)


def _grant(server: AuthorizationServer, known: Known, reasons: tuple[str, ...]) -> str:
    """A refresh gives a token like the one before (RFC 6749 section 6); for more, the user signs in again."""
    if not known.delegated:
        return "client_credentials"
    named = [one for one in (server.grant_types, known.client.grant_types if known.client else None) if one is not None]
    refreshes = all("refresh_token" in grants for grants in named)
    return "refresh_token" if refreshes and set(reasons) == {"token.expired"} else "authorization_code"


def _preview(
    question: Question, environment: Environment, server: AuthorizationServer, known: Known, grant: str,
    scopes: tuple[str, ...],
) -> Preview | None:  # fmt: skip
    if known.client_id is None:
        return None
    user = known.subject if known.delegated else None
    ask = PreviewAsk(client=known.client_id, user=user, grant_type=grant, scopes=scopes, server=server.name)
    return preview_token(environment, ask, catalog=question.catalog, now=question.now)


def _parameters(grant: str, known: Known, client: Client | None, scopes: tuple[str, ...]) -> dict[str, str]:
    """The form of the token request, without what authenticates the client."""
    if grant == "refresh_token":
        return {"grant_type": grant, "refresh_token": "YOUR_REFRESH_TOKEN"}
    if grant == "authorization_code":
        return {
            "grant_type": grant, "code": "YOUR_CODE", "redirect_uri": _redirect(client),
            "code_verifier": "YOUR_CODE_VERIFIER",
        }  # fmt: skip
    return {"grant_type": grant} | ({"scope": " ".join(scopes)} if scopes else {})


def _url(
    server: AuthorizationServer, grant: str, known: Known, client: Client | None, scopes: tuple[str, ...]
) -> str | None:
    """The address that starts the sign-in, with what the client makes up itself as placeholders."""
    if grant != "authorization_code" or server.authorization_endpoint is None:
        return None
    query = {
        "response_type": "code", "client_id": known.client_id or ID, "redirect_uri": _redirect(client),
        "scope": " ".join(scopes), "state": "YOUR_STATE", "code_challenge": "YOUR_CODE_CHALLENGE",
        "code_challenge_method": "S256",
    }  # fmt: skip
    return f"{server.authorization_endpoint}?{urlencode(query)}"


def _redirect(client: Client | None) -> str:
    return client.redirect_uris[0] if client and client.redirect_uris else "YOUR_REDIRECT_URI"


def _command(
    server: AuthorizationServer, grant: str, known: Known, client: Client | None, scopes: tuple[str, ...]
) -> str | None:
    if server.token_endpoint is None:
        return None
    name, public = shell_safe(known.client_id or ID), client is not None and client.authentication == "none"
    form = _parameters(grant, known, client, scopes) | ({"client_id": known.client_id or ID} if public else {})
    by = "" if public else f" -u '{name}:{SECRET}'"
    data = " ".join(f"--data-urlencode '{shell_safe(key)}={shell_safe(value)}'" for key, value in form.items())
    return f"curl {quoted_url(server.token_endpoint)}{by} {data}"


def _fix(preview: Preview | None) -> Fix | None:
    """What would let it be issued: a change of the server or the directory, since asking for less is no help here."""
    return next((fix for fix in preview.fixes if fix.edits or not fix.proved), None) if preview else None


def _owner(preview: Preview | None) -> Owner | None:
    fix = _fix(preview)
    return fix.owner if fix else preview.owner if preview else None


def _summary(
    environment: Environment, server: AuthorizationServer, preview: Preview | None, scopes: tuple[str, ...],
    audiences: tuple[str, ...],
) -> str:  # fmt: skip
    """What would come of it."""
    given = audiences_for(environment, server, scopes)
    by_scope = any(one.audience in given for one in environment.resources)
    what = f"for {quoted(scopes)}" if scopes else "without scopes"
    what += f", which sets the audience {quoted(given)}" if by_scope and set(given) & set(audiences) else ""
    if audiences and given and not set(given) & set(audiences):
        return f"{server.name} gives no token for the audience {quoted(audiences)}: its tokens are for {quoted(given)}"
    if preview is None or preview.verdict == "undetermined":
        needs = f": not known is {preview.needs[0].fact}" if preview and preview.needs else ""
        return f"ask {server.name} {what}{needs}"
    if preview.verdict == "allowed":
        by = f" by rule {preview.rule} of {preview.policy}" if preview.rule else ""
        return f"{server.name} issues a token {what}{by}"
    found = next((c for s in preview.steps for c in s.checks if c.reason == preview.reason), None)
    return f"{server.name} would refuse a token {what}: {found.summary if found else preview.reason}"
