"""Who may use a client: users that are assigned to it, directly or through one of their groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.models.question import Known

if TYPE_CHECKING:
    from engine.environment.model import Environment


def is_assigned(known: Known) -> bool | None:
    """Whether the user is assigned to the client; None where user, groups or client are not known.

    A client to which nobody is assigned is nobody's.
    """
    client = known.client
    if client is None:
        return None
    if known.user_absent or not (client.users or client.groups):
        return False
    if known.subject is not None and known.subject in client.users:
        return True
    if known.groups is not None and set(known.groups) & set(client.groups):
        return True
    open_yet = known.subject is None or (known.groups is None and bool(client.groups))
    return None if open_yet else False


def person(environment: Environment, known: Known, name: str) -> dict[str, Any]:
    """What the environment tells of a user: fields of `Known`. Groups are not known where the user is not listed."""
    issuer = known.issuer.name if known.issuer else None
    user = next((one for one in environment.users if one.id == name and one.issuer in (None, issuer)), None)
    absent = user is None and environment.users_complete
    return {
        "subject": name, "user": user, "user_absent": absent, "delegated": True,
        "groups": user.groups if user is not None else () if absent else None,
    }  # fmt: skip
