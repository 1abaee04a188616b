"""An authorization server that others wrote (Authlib on Flask), on loopback, set up as the issuing world says.

It stands for a server behind a proxy that ends TLS: it is told the public host, and that the scheme is https.
"""

from __future__ import annotations

import http.client
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread
from typing import Any

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import AuthorizationCodeMixin, ClientMixin, TokenMixin, grants
from authlib.oauth2.rfc7009 import RevocationEndpoint
from authlib.oauth2.rfc7523 import JWTBearerClientAssertion
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oauth2.rfc7662 import IntrospectionEndpoint
from flask import Flask, Response
from joserfc.jwk import KeySet
from werkzeug.serving import WSGIRequestHandler, make_server

from engine.environment.model import Client
from engine.issuing.history import hash_of
from knowledge.scenarios import demo_jwks
from tests.support.issuing import issuing_world

SECRETS = {"web": "web+secret", "job": "job-secret", "https://tenant.test/app": "tenant"}
CODES = ("good-code", "plain-code", "bare-code", "late-code", "twice-code")
REFRESH_TOKENS = ("good-refresh", "idle-refresh", "kept-refresh", "old-refresh", "rotated-refresh", "revoked-refresh")
GONE = {"late-code", "twice-code", "idle-refresh", "old-refresh", "rotated-refresh", "revoked-refresh"}
"""What its store has no more: expired, used, idle, replaced or revoked."""
METHODS = ["client_secret_basic", "client_secret_post", "none", "private_key_jwt"]


class RegisteredClient(ClientMixin):
    """A client as the environment lists it; what it does not name is allowed."""

    def __init__(self, listed: Client) -> None:
        self.listed = listed
        self.client_id = listed.id

    def get_client_id(self) -> str:
        return self.listed.id

    def get_default_redirect_uri(self) -> str | None:
        uris = self.listed.redirect_uris or ()
        return uris[0] if len(uris) == 1 else None

    def get_allowed_scope(self, scope: str | None) -> str | None:
        if not scope:
            return ""
        return scope if self.allows(scope) else None

    def allows(self, scope: str) -> bool:
        allowed = self.listed.scopes
        return allowed is None or set(scope.split()) <= {*allowed, "openid"}

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri in (self.listed.redirect_uris or ())

    def check_client_secret(self, client_secret: str) -> bool:
        return client_secret == SECRETS.get(self.listed.id)

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method == self.listed.authentication

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code" and self.check_grant_type("authorization_code")

    def check_grant_type(self, grant_type: str) -> bool:
        return self.listed.grant_types is None or grant_type in self.listed.grant_types


@dataclass
class Held(AuthorizationCodeMixin, TokenMixin):
    """A code or a refresh token in the server's store."""

    client: str
    detail: Mapping[str, Any]

    @property
    def code_challenge(self) -> str | None:
        return self.detail.get("code_challenge") or None

    @property
    def code_challenge_method(self) -> str:
        return self.detail.get("code_challenge_method", "plain")

    def get_redirect_uri(self) -> str:
        return self.detail.get("redirect_uri", "")

    def get_scope(self) -> str:
        scopes = self.detail.get("scopes", "")
        return scopes if isinstance(scopes, str) else " ".join(scopes)

    def check_client(self, client: RegisteredClient) -> bool:
        return client.client_id == self.client


def held() -> dict[str, Held]:
    """The store: what the events of the world's history issued, unless it is gone."""
    issued = {event.subject: event.detail for event in issuing_world().history if event.type.endswith("_issued")}
    names = [name for name in (*CODES, *REFRESH_TOKENS) if name not in GONE]
    return {name: Held(issued[hash_of(name)].get("client", ""), issued[hash_of(name)]) for name in names}


class CodeGrant(grants.AuthorizationCodeGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = METHODS

    def query_authorization_code(self, code: str, client: RegisteredClient) -> Held | None:
        found = held().get(code)
        return found if found is not None and found.client == client.client_id else None

    def save_authorization_code(self, code: str, request: Any) -> None:
        """Keeps nothing: what it issues is not redeemed."""

    def delete_authorization_code(self, authorization_code: Held) -> None:
        """Keeps it: every request meets the same store."""

    def authenticate_user(self, authorization_code: Held) -> str:
        return "ada"


class RefreshGrant(grants.RefreshTokenGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = METHODS

    def authenticate_refresh_token(self, refresh_token: str) -> Held | None:
        return held().get(refresh_token)

    def authenticate_user(self, refresh_token: Held) -> str:
        return "ada"

    def revoke_old_credential(self, refresh_token: Held) -> None:
        """Keeps it: every request meets the same store."""


class ClientGrant(grants.ClientCredentialsGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = METHODS


class PasswordGrant(grants.ResourceOwnerPasswordCredentialsGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = METHODS

    def authenticate_user(self, username: str, password: str) -> str | None:
        return username if (username, password) == ("ada", "pw") else None


class Assertion(JWTBearerClientAssertion):
    CLIENT_AUTH_METHOD = "private_key_jwt"

    def get_audiences(self) -> list[str]:
        return ["https://login.shop.test", "https://login.shop.test/token"]

    def validate_jti(self, claims: Mapping[str, Any], jti: str) -> bool:
        return jti != "spent"

    def resolve_client_public_key(self, client: RegisteredClient) -> Any:
        return KeySet.import_key_set(json.loads(demo_jwks()))


class Revocation(RevocationEndpoint):
    CLIENT_AUTH_METHODS = METHODS

    def query_token(self, token: str, hint: str | None) -> None:
        """Knows no token: it is revoked already."""

    def revoke_token(self, token: Any, request: Any) -> None:
        """Has nothing to revoke."""


class Introspection(IntrospectionEndpoint):
    CLIENT_AUTH_METHODS = METHODS

    def query_token(self, token: str, hint: str | None) -> None:
        """Knows no token: none is active."""

    def check_permission(self, token: Any, client: RegisteredClient, request: Any) -> bool:
        return True

    def introspect_token(self, token: Any) -> dict[str, Any]:
        return {}


def authlib_app() -> Flask:
    """The Flask app with the endpoints of the issuing world."""
    world = issuing_world()
    app = Flask("authorization server")
    app.config["OAUTH2_SCOPES_SUPPORTED"] = [*(world.authorization_servers[0].scopes or ()), "openid"]

    def query_client(client_id: str) -> RegisteredClient | None:
        listed = world.client_by_id.get(client_id)
        return RegisteredClient(listed) if listed is not None and listed.status == "active" else None

    server = AuthorizationServer(app, query_client, lambda token, request: None)
    server.register_grant(CodeGrant, [CodeChallenge(required=True)])
    for grant in (RefreshGrant, ClientGrant, PasswordGrant):
        server.register_grant(grant)
    server.register_client_auth_method("private_key_jwt", Assertion())
    server.register_endpoint(Revocation)
    server.register_endpoint(Introspection)
    _route(app, "/token", "POST", server.create_token_response)
    _route(app, "/revoke", "POST", lambda: server.create_endpoint_response("revocation"))
    _route(app, "/introspect", "POST", lambda: server.create_endpoint_response("introspection"))
    _route(app, "/authorize", "GET", lambda: _authorize(server))
    return app


def _authorize(server: AuthorizationServer) -> Response:
    try:
        grant = server.get_consent_grant(end_user="ada")
    except OAuth2Error as error:
        return server.handle_response(*error())
    return server.create_authorization_response(grant_user="ada", grant=grant)


def _route(app: Flask, path: str, method: str, view: Callable[[], Response]) -> None:
    app.add_url_rule(path, path, view, methods=[method])


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        """Says nothing."""

    def make_environ(self) -> dict[str, Any]:
        return super().make_environ() | {"wsgi.url_scheme": "https"}


@contextmanager
def authlib_server() -> Iterator[int]:
    """Runs the server on loopback; gives its port."""
    server = make_server("127.0.0.1", 0, authlib_app(), request_handler=_Quiet)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def ask(
    port: int, method: str, path: str, headers: Mapping[str, str], body: str | None
) -> tuple[int, dict[str, str], str]:
    """Sends one request; gives status, headers and body of the answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(method, path, body, {"Host": "login.shop.test", **headers})
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read().decode()
    finally:
        connection.close()
