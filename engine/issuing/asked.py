"""What a request asks an authorization server for: whom it speaks for, which grant, which scopes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.issuing.credentials import present
from engine.issuing.form import Sent, scopes_in
from engine.issuing.request_object import parameters_of
from engine.models.question import Known, Question
from engine.stages.notes import Notes
from engine.tokens.view import environment_of

if TYPE_CHECKING:
    from engine.environment.model import Environment, User

FROM_GRANT = frozenset(
    {
        "authorization_code",
        "refresh_token",
        "urn:ietf:params:oauth:grant-type:device_code",
        "urn:openid:params:grant-type:ciba",
    }
)
"""Grants whose scopes were asked for before, when the user signed in."""
DEVICE = "urn:ietf:params:oauth:grant-type:device_code"


def learn_asked(notes: Notes, known: Known, sent: Sent) -> None:
    """Teaches parameters, client_id, grant type and requested scopes, as far as they are shown."""
    values = {**sent.values, **parameters_of(sent)}
    shown = sent.shown and not sent.pushed
    grant_type = _grant_type(known, values)
    client_id = present(notes.question, sent).client_id or values.get("client_id")
    environment = environment_of(notes.question, known)
    notes.learn(
        parameters=values, client_id=client_id, grant_type=grant_type,
        client=environment.client_by_id.get(client_id) if environment is not None and client_id is not None else None,
        requested_scopes=_scopes(sent, values, grant_type, shown=shown),
    )  # fmt: skip


def _grant_type(known: Known, values: dict[str, str]) -> str | None:
    if known.endpoint == "device_authorization":
        return DEVICE
    if known.flow == "authorization" or known.endpoint == "par":
        kinds = set(values.get("response_type", "").split())
        return "authorization_code" if "code" in kinds else "implicit" if kinds & {"token", "id_token"} else None
    return values.get("grant_type")


def _scopes(sent: Sent, values: dict[str, str], grant_type: str | None, *, shown: bool) -> tuple[str, ...] | None:
    if "scope" in values:
        return scopes_in(values["scope"])
    if sent.has("scope") or not shown or (grant_type in FROM_GRANT and not sent.has("response_type")):
        return None
    return ()


def person(question: Question, environment: Environment | None, known: Known, name: str) -> dict[str, Any]:
    """What is known of a user by id: fields of `Known`. Groups are those of the directory, where the user is listed."""
    user = find_user(environment, known, name)
    absent = user is None and environment is not None and environment.users_complete
    groups = user.groups if user is not None else () if absent else None
    return {"subject": name, "user": user, "user_absent": absent, "groups": groups, "delegated": True}


def find_user(environment: Environment | None, known: Known, name: str) -> User | None:
    """The listed user of the server's issuer with this id."""
    issuer = known.issuer
    for user in environment.users if environment else ():
        listed_here = issuer is None or (
            issuer.kind == "managed" if user.issuer is None else user.issuer == issuer.name
        )
        if user.id == name and listed_here:
            return user
    return None
