"""Check `token.active`: do user and client still stand, and does the issuer say that the token does?"""

from __future__ import annotations

from engine.shown import shown
from engine.stages.notes import Notes
from engine.tokens.claims import client_of
from engine.tokens.inactive import say_causes
from engine.tokens.introspection import find_reply
from engine.tokens.subject import find_client, find_user
from engine.tokens.view import TokenView


def check_active(notes: Notes, view: TokenView) -> None:
    """A listed user or client that is not active ends the token: it is revoked by that change."""
    user = find_user(view)
    client = find_client(view)
    if client is None:
        _say_not_listed(notes, view)
    evidence = view.question.exchange.evidence
    reply = view.claims if view.jws.introspected else find_reply(evidence) if evidence else None
    if reply is not None and reply.get("active") is False:
        notes.failed(
            "token.active", "token.inactive", "the issuer says that the token is not active",
            seen="active false", wanted="active true", source="introspection reply", basis="observed",
        )  # fmt: skip
        say_causes(notes, view)
    elif user is not None and user.status != "active":
        notes.failed(
            "token.active", "token.user_inactive", f"the user `{user.id}` is {user.status}",
            seen=f"status {user.status}", wanted="status active", source=f"user {user.id}",
        )  # fmt: skip
    elif client is not None and client.status != "active":
        notes.failed(
            "token.active", "token.client_inactive", f"the client `{client.id}` is {client.status}",
            seen=f"status {client.status}", wanted="status active", source=f"client {client.id}",
        )  # fmt: skip
    elif user is not None or client is not None:
        named = [f"user {user.id}"] if user is not None else []
        named += [f"client {client.id}"] if client is not None else []
        notes.passed("token.active", f"{' and '.join(named)} active", source="environment")


def _say_not_listed(notes: Notes, view: TokenView) -> None:
    """Where clients are listed, one that is not does not exist; no API asks, so that the token stands all the same."""
    environment, issuer, named = view.environment, view.issuer, client_of(view.claims)
    if environment is None or not environment.clients or named is None or issuer is None or issuer.kind != "managed":
        return
    notes.assume(
        f"the client `{shown(named[0], 60)}` is not among the `[[clients]]` of the environment: it does not exist for "
        "policies, and could get no new token; this token is judged as it stands", "token.client_inactive",
    )  # fmt: skip
